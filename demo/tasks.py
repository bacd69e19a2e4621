"""What Celery runs for the demonstration."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from config.broker import hand_over
from config.environment import Profile
from demo.best_units import name_best_units
from demo.editions import publish_months
from demo.preparing import take_turn
from demo.scale.background import Background

NAME = "demo.tasks.make_background"
# Behind every turn the files that wait come first.
QUEUE = "imports"


@shared_task(name=NAME)
def make_background(unions: int = 0, months: int = 0) -> None:
    """Write the background for some seconds and hand the rest over, behind what waits."""
    # Invented units never stand among real ones.
    if settings.PROFILE is not Profile.DEMO:
        return
    now = timezone.now()
    turn = take_turn(Background(now), unions, months)
    if turn.goes_on:
        hand_over(NAME, [turn.unions, turn.months], QUEUE)
    elif turn.done:
        publish_months(now)
        name_best_units(now)
