"""What Celery runs for accounts: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from accounts.notices.services import send_due
from accounts.passwords import send_reset_link


@shared_task(name="accounts.tasks.send_notices")
def send_notices() -> int:
    """Send what waits in the outbox; return how many messages were sent."""
    return send_due(timezone.now())


# Lost with its worker is better than sent twice: the person asks again.
@shared_task(name="accounts.tasks.send_password_reset", acks_late=False)
def send_password_reset(email: str, domain: str, https: bool) -> None:
    """Send the links for a new password to whoever has this address."""
    send_reset_link(email, domain, https)
