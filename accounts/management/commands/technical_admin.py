"""`manage.py technical_admin NAME`: give an account the technical post."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.enums import Role
from accounts.grants import grant
from accounts.models import Organization, User
from accounts.services import STATISTICS


class Command(BaseCommand):
    """The first technical administrator of an installation."""

    help = "Give an account the technical post: accounts and running, no figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        office = Organization.objects.filter(code=STATISTICS).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        if office is None:
            raise CommandError("There is no statistics office: run load_reference first.")
        grant(user, Role.TECHNICAL_ADMIN, office)
        self.stdout.write(f"{user.username} holds the technical post.")
