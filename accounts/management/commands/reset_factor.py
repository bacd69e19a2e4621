"""`manage.py reset_factor NAME`: take a lost second factor off where no second person can."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.second_factor.services import turn_off
from accounts.second_factor.telling_services import tell
from config.persian import fold_user_name


class Command(BaseCommand):
    """For the first administrator, and owners; between officers two people do it on their page."""

    help = "Take the second factor off an account; it is set up anew at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        name = fold_user_name(options["username"])
        with transaction.atomic():
            user = User.objects.filter(username=name).first()
            if user is None:
                raise CommandError(f"There is no account {name}.")
            if not turn_off(user):
                raise CommandError(f"{name} has no second factor.")
            tell(None, user, "reset")
        self.stdout.write(f"{name} has no second factor any more and is signed out everywhere.")
