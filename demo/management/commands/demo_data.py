"""`manage.py demo_data`: the small country of the demonstration (demo profile only)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.environment import Profile
from demo.country import make_country


class Command(BaseCommand):
    """Makes accounts, units and months; a second run changes nothing."""

    help = "Make the demonstration's accounts, units and months."

    def handle(self, *args: Any, **options: Any) -> None:
        # Invented units never stand among real ones.
        if settings.PROFILE is Profile.PRODUCTION:
            raise CommandError("Demonstration data is made under the demo profile only.")
        made = make_country()
        self.stdout.write(f"{made} units made." if made else "The demonstration is there already.")
