"""`manage.py union CODE NAME COUNTY`: make a guild union that reviews from now on, or rename it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.appointments.command_services import AppointmentRefusedError, register_union


class Command(BaseCommand):
    """A union below the provincial organization of its county."""

    help = "Make a union, or give one another name; its officers come by `appoint`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("county", help="code of its county in fixtures/counties.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                union = register_union(
                    options["code"], options["name"], options["county"], timezone.now()
                )
        except AppointmentRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{union.code} {union.name}: below {union.parent}.")
