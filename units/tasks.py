"""What Celery runs for units: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from units.contacts import code_services
from units.expiry import services as expiry
from units.imports import worker


@shared_task(name="units.tasks.run_imports")
def run_imports() -> int:
    """Read, store and take back what waits; return how many stages came to an end."""
    return worker.run_waiting()


# Lost with its worker is better than sent twice: the person asks again.
@shared_task(name="units.tasks.send_contact_code", acks_late=False)
def send_contact_code(code_id: int, code: str) -> None:
    code_services.send_code(code_id, code, timezone.now())


@shared_task(name="units.tasks.tell_expiries")
def tell_expiries() -> int:
    """Tell of licences that end; return how many stages were told."""
    return expiry.tell_expiries(timezone.now())


@shared_task(name="units.tasks.prune_expiries")
def prune_expiries() -> int:
    """Forget what was told of licences that ended long ago; return how many lines."""
    return expiry.prune(timezone.now())
