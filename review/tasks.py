"""What Celery runs for review: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from review.enums import SweepTrigger
from review.sweep import services as sweeps


@shared_task(name="review.tasks.sweep")
def sweep() -> int:
    """Move what is due now; return how many cases moved."""
    return sweeps.logged_sweep(timezone.now(), SweepTrigger.BEAT).moved


@shared_task(name="review.tasks.watch_sweep")
def watch_sweep() -> int:
    """Tell the technical administrators when the sweep is late; return how many alarms."""
    return sweeps.watch(timezone.now())


@shared_task(name="review.tasks.prune_sweeps")
def prune_sweeps() -> int:
    """Delete the lines of the log that are older than the policy keeps; return how many."""
    return sweeps.prune(timezone.now())
