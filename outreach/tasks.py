"""What Celery runs for outreach: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from outreach.circulars import reminder_services
from outreach.help_desk import services


@shared_task(name="outreach.tasks.tell_late")
def tell_late() -> int:
    """Tell up the line what was not received or answered in time; return how many were told of."""
    at = timezone.now()
    return reminder_services.tell_late(at) + services.tell_late(at)
