"""What Celery runs for accounts: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from accounts import contact_change, guesses, trail
from accounts.notices.outbox import send_due
from accounts.passwords import send_reset_link


@shared_task(name="accounts.tasks.send_notices")
def send_notices() -> int:
    return send_due(timezone.now())


# Lost with its worker is better than sent twice: the person asks again.
@shared_task(name="accounts.tasks.send_password_reset", acks_late=False)
def send_password_reset(email: str, domain: str, https: bool) -> None:
    send_reset_link(email, domain, https)


@shared_task(name="accounts.tasks.tell_of_guesses", acks_late=False)
def tell_of_guesses(name: str) -> None:
    guesses.tell(name)


@shared_task(name="accounts.tasks.prune_trail")
def prune_trail() -> int:
    return trail.prune(timezone.now())


# As with a reset: the person asks again.
@shared_task(name="accounts.tasks.send_address_link", acks_late=False)
def send_address_link(user_id: int, email: str) -> None:
    contact_change.send_link(user_id, email)


@shared_task(name="accounts.tasks.tell_old_address", acks_late=False)
def tell_old_address(user_id: int, old: str) -> None:
    contact_change.tell_old_address(user_id, old)
