"""What Celery runs for statistics: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from statistics.activity import update_activity as run_update


@shared_task(name="statistics.tasks.update_activity")
def update_activity() -> int:
    """Store the activity of every unit as of now; return how many changed."""
    return run_update(timezone.now())
