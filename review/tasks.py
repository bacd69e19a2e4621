"""What Celery runs for review: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from review.sweep import sweep as run_sweep


@shared_task(name="review.tasks.sweep")
def sweep() -> int:
    """Move what is due now; return how many cases moved."""
    return run_sweep(timezone.now()).moved
