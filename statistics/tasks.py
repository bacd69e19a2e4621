"""What Celery runs for statistics: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from statistics.activity import update_activity as run_update
from statistics.reminders import remind as run_remind


@shared_task(name="statistics.tasks.update_activity")
def update_activity() -> int:
    """Store the activity of every unit as of now; return how many changed."""
    return run_update(timezone.now())


@shared_task(name="statistics.tasks.remind")
def remind() -> int:
    """Remind of the month that is to be filed now; return how many units were."""
    return run_remind(timezone.now())
