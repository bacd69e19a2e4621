"""`manage.py sweep`: the deadline sweep by hand, the same code as the scheduled one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config.environment import Profile
from review.sweep import sweep


class Command(BaseCommand):
    """Moves what nobody decided in time; safe to run at any moment, as often as wanted."""

    help = "Move every case whose due instant has come one level on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the moment to act as."""
        parser.add_argument("--at", help="ISO 8601 instant with zone; the default is now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say what happened."""
        now = timezone.now()
        at = self._moment(options["at"]) if options["at"] else now
        if at > now and settings.PROFILE is Profile.PRODUCTION:
            raise CommandError("A future moment is accepted in the demo and test profiles only.")
        done = sweep(at)
        self.stdout.write(f"{done.moved} cases moved; the oldest was {done.lag} behind.")

    def _moment(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CommandError(
                "--at needs an ISO 8601 instant with zone: 2026-11-21T20:30:00+00:00"
            )
        return moment
