"""What Celery runs for entitlements: thin callers of the services."""

from celery import shared_task

from entitlements.inquiries import worker


@shared_task(name="entitlements.tasks.answer_inquiries")
def answer_inquiries() -> int:
    """Answer the questions of agencies that wait; return how many came to an end."""
    return worker.run_waiting()
