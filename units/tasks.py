"""What Celery runs for units: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from units.campaign import services as campaign
from units.contacts import message_services
from units.enums import MobileMessage
from units.expiry import services as expiry
from units.imports import keeping_services, worker
from units.members import services as members


@shared_task(name="units.tasks.run_imports")
def run_imports() -> int:
    """Read, store and take back what waits; return how many stages came to an end."""
    return worker.run_waiting()


@shared_task(name="units.tasks.prune_imports")
def prune_imports() -> int:
    """Put away dry runs nobody confirmed and files nobody needs; return how many imports."""
    return keeping_services.prune(timezone.now())


@shared_task(name="units.tasks.tell_expiries")
def tell_expiries() -> int:
    """Tell of licences that end; return how many stages were told."""
    return expiry.tell_expiries(timezone.now())


@shared_task(name="units.tasks.prune_expiries")
def prune_expiries() -> int:
    """Forget what was told of licences that ended long ago; return how many lines."""
    return expiry.prune(timezone.now())


@shared_task(name="units.tasks.tell_number")
def tell_number(contact_id: int, message: str) -> None:
    """Tell a number by SMS that it is left behind, or is to be."""
    message_services.tell(contact_id, MobileMessage(message))


@shared_task(name="units.tasks.send_invitation")
def send_invitation(invitation_id: int) -> None:
    """Make the link of a delegate's invitation and send it."""
    members.send(invitation_id, timezone.now())


@shared_task(name="units.tasks.remind_campaigns")
def remind_campaigns() -> int:
    """Send the reminders of campaigns that were asked for; return how many left."""
    return campaign.remind(timezone.now())
