"""What Celery runs for statistics: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from statistics import reminders
from statistics.obligation.services import update_activity as run_update
from statistics.peers.services import refresh_bands


@shared_task(name="statistics.tasks.update_activity")
def update_activity() -> int:
    """Store the activity of every unit as of now; tell how many changed."""
    return run_update(timezone.now())


@shared_task(name="statistics.tasks.remind")
def remind() -> int:
    """Remind of the month that is to be filed now; return how many units were."""
    return reminders.remind(timezone.now())


@shared_task(name="statistics.tasks.prune_reminders")
def prune_reminders() -> int:
    """Delete reminders sent more than a year ago; return how many."""
    return reminders.prune(timezone.now())


@shared_task(name="statistics.tasks.refresh_peers")
def refresh_peers() -> int:
    """Count anew what peers make for each worker; return how many bands there are."""
    return refresh_bands(timezone.now())
