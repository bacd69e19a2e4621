"""What the portal's own commands share."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config.environment import Profile


class CommandAt(BaseCommand):
    """A command that acts as of a moment: now, or `--at`; a future one never in production."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help="ISO 8601 instant with zone; the default is now")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        at = _moment(options["at"]) if options["at"] else now
        # A real deadline must not be swept before it has passed.
        if at > now and settings.PROFILE is Profile.PRODUCTION:
            raise CommandError("A future moment is accepted in the demo and test profiles only.")
        self.stdout.write(self.act(at))

    def act(self, at: datetime) -> str:
        """Do the work as of `at`; what comes back is printed."""
        raise NotImplementedError


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandError("--at needs an ISO 8601 instant with zone: 2026-11-21T20:30:00+00:00")
    return moment
