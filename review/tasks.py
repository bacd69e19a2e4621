"""What Celery runs for review: thin callers of the services."""

import logging

from celery import Task, shared_task
from django.utils import timezone

from config.uploads.storage import clear_halves
from review.assisted import receipt_services
from review.enums import SweepTrigger
from review.sweep import services as sweeps

# Shorter than the hour after which the broker gives a waiting task to another worker as well.
AGAIN_SECONDS = 1800
logger = logging.getLogger(__name__)


@shared_task(name="review.tasks.sweep")
def sweep() -> int:
    """Move what is due now; return how many cases moved, none by a clock that is wrong."""
    try:
        return sweeps.guarded_sweep(timezone.now(), SweepTrigger.BEAT).moved
    except sweeps.WrongClockError as doubt:
        logger.error("Nothing is swept: %s", doubt)
        return 0


@shared_task(name="review.tasks.clear_half_files")
def clear_half_files() -> int:
    """Delete what uploads that were cut off left in the store; return how many files."""
    return clear_halves(timezone.now())


@shared_task(name="review.tasks.watch_sweep")
def watch_sweep() -> int:
    """Tell the technical administrators when the sweep is late; return how many alarms."""
    return sweeps.watch(timezone.now())


@shared_task(name="review.tasks.prune_sweeps")
def prune_sweeps() -> int:
    """Delete the lines of the log that are older than the policy keeps; return how many."""
    return sweeps.prune(timezone.now())


@shared_task(bind=True, name="review.tasks.send_receipt", max_retries=None)
def send_receipt(self: "Task[[int], bool]", submission_id: int) -> bool:
    """Tell an owner by SMS that the month typed at the union was filed; tell whether it left."""
    try:
        return receipt_services.send(submission_id, timezone.now())
    except receipt_services.NotYetError as held:
        raise self.retry(exc=held, countdown=AGAIN_SECONDS) from held
