"""What Celery runs for accounts: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from accounts import contact_change, guesses, trail
from accounts.appointments import ending_services, invitation_services
from accounts.codes import services as codes
from accounts.notices.outbox import send_due
from accounts.passwords import send_reset_link
from accounts.second_factor import reset_services
from accounts.sms_reset import services as sms_reset
from accounts.training import services as training


@shared_task(name="accounts.tasks.send_notices")
def send_notices() -> int:
    return send_due(timezone.now())


# Lost with its worker is better than sent twice: the person asks again.
@shared_task(name="accounts.tasks.send_password_reset", acks_late=False)
def send_password_reset(email: str, domain: str, https: bool) -> None:
    send_reset_link(email, domain, https)


@shared_task(name="accounts.tasks.tell_of_guesses", acks_late=False)
def tell_of_guesses(user_id: int) -> None:
    guesses.tell(user_id)


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


# As with a reset: the person asks again.
@shared_task(name="accounts.tasks.send_code", acks_late=False)
def send_code(code_id: int) -> None:
    codes.send(code_id, timezone.now())


# An id and never the name; whether a code goes out is judged here, where nobody measures the time.
@shared_task(name="accounts.tasks.send_reset_code", acks_late=False)
def send_reset_code(user_id: int, subject: str, place: dict[str, str]) -> None:
    sms_reset.send_to(user_id, subject, place, timezone.now())


# As with a reset: the office sends it again.
@shared_task(name="accounts.tasks.send_invitation", acks_late=False)
def send_invitation(appointment_id: int, version: int) -> None:
    invitation_services.send(appointment_id, version)


@shared_task(name="accounts.tasks.run_posts")
def run_posts() -> int:
    return ending_services.run_day(timezone.now())


@shared_task(name="accounts.tasks.remind_lessons")
def remind_lessons() -> int:
    """Remind who holds a post of lessons that are left; return how many people."""
    return training.remind(timezone.now())


@shared_task(name="accounts.tasks.lapse_resets")
def lapse_resets() -> int:
    return reset_services.lapse(timezone.now())


@shared_task(name="accounts.tasks.prune_codes")
def prune_codes() -> int:
    return codes.prune(timezone.now())
