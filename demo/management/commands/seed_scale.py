"""`manage.py seed_scale --units N --months M`: a country of any size, for measuring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.environment import Profile
from demo.scale.load import AlreadyLoadedError, Size, clean, load


class Command(BaseCommand):
    """Loads units and months set by set; never in production, never twice."""

    help = "Load many units and months into the database, for measuring."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", type=int, default=50_000)
        parser.add_argument("--months", type=int, default=3)
        parser.add_argument(
            "--detailed",
            type=int,
            help="months with steps, revisions and decisions, counted from the latest; else all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PROFILE is Profile.PRODUCTION:
            raise CommandError("Measuring data is made under the demo and test profiles only.")
        try:
            size = Size(options["units"], options["months"], options["detailed"])
            load(size, timezone.now(), self.stdout.write)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except AlreadyLoadedError as error:
            raise CommandError("The database holds units already.") from error
        # Outside the transaction of the load: VACUUM runs in none.
        clean()
