"""What Celery runs for oversight: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from oversight.burden.services import refresh_times
from oversight.simulation import services as simulations


@shared_task(name="oversight.tasks.simulate")
def simulate() -> int:
    """Run the simulations that wait; return how many came to an end."""
    return simulations.run_waiting()


@shared_task(name="oversight.tasks.refresh_burden")
def refresh_burden() -> int:
    """Count anew how long the units took over their months; return how many rows there are."""
    return refresh_times(timezone.now())
