"""What Celery runs for units: thin callers of the services."""

from celery import shared_task

from units.imports import worker


@shared_task(name="units.tasks.run_imports")
def run_imports() -> int:
    """Read, store and take back what waits; return how many stages came to an end."""
    return worker.run_waiting()
