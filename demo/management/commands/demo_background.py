"""`manage.py demo_background`: lets a worker write the units behind the demonstration's own."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from config.broker import hand_over
from config.environment import Profile
from demo.preparing import forget, show
from demo.tasks import NAME, QUEUE


class Command(BaseCommand):
    """Hands the writing over; what is there already is passed over."""

    help = "Let a worker write two thousand units with 26 months (demo profile only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PROFILE is not Profile.DEMO:
            raise CommandError("The background is written under the demo profile only.")
        show(0, 0)
        try:
            hand_over(NAME, [], QUEUE)
        except OperationalError as error:
            forget()
            raise CommandError(f"The worker cannot be told: {error}") from error
