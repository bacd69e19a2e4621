"""What Celery runs for oversight: thin callers of the services."""

from celery import shared_task

from oversight.simulation import services as simulations


@shared_task(name="oversight.tasks.simulate")
def simulate() -> int:
    """Run the simulations that wait; return how many came to an end."""
    return simulations.run_waiting()
