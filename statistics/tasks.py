"""What Celery runs for statistics: thin callers of the services."""

from celery import shared_task
from django.utils import timezone

from statistics import reminders
from statistics.estimation.services import refresh, refresh_year
from statistics.files import services as files
from statistics.files import worker as file_worker
from statistics.obligation.services import update_activity as run_update
from statistics.organizational import reminder_services as office_reminders
from statistics.peers.services import refresh_bands
from statistics.publication import worker as edition_worker
from statistics.rollups.services import check


@shared_task(name="statistics.tasks.update_activity")
def update_activity() -> int:
    """Store the activity of every unit as of now; tell how many changed."""
    return run_update(timezone.now())


@shared_task(name="statistics.tasks.remind")
def remind() -> int:
    """Remind of the month that is to be filed now; return how many units were."""
    return reminders.remind(timezone.now())


@shared_task(name="statistics.tasks.remind_offices")
def remind_offices() -> int:
    """Remind offices of their organizational statistics; return how many reports."""
    return office_reminders.remind_offices(timezone.now())


@shared_task(name="statistics.tasks.prune_reminders")
def prune_reminders() -> int:
    """Delete reminders sent more than a year ago; return how many."""
    return reminders.prune(timezone.now())


@shared_task(name="statistics.tasks.refresh_peers")
def refresh_peers() -> int:
    """Count anew what peers make for each worker; return how many bands there are."""
    return refresh_bands(timezone.now())


@shared_task(name="statistics.tasks.check_totals")
def check_totals() -> int:
    """Look whether all totals are what stands adds up to; return in how many months not."""
    return len(check(timezone.now()))


@shared_task(name="statistics.tasks.refresh_estimates")
def refresh_estimates() -> int:
    """Count the open month and the last three anew; return how many."""
    return len(refresh(timezone.now()))


@shared_task(name="statistics.tasks.refresh_estimates_year")
def refresh_estimates_year() -> int:
    """Count the last thirteen months anew; return how many."""
    return len(refresh_year(timezone.now()))


@shared_task(name="statistics.tasks.make_files")
def make_files() -> int:
    """Make the files of figures that wait; return how many came to an end."""
    return file_worker.run_waiting()


@shared_task(name="statistics.tasks.prune_files")
def prune_files() -> int:
    """Take away files of figures whose last day is over; return how many."""
    return files.prune(timezone.now())


@shared_task(name="statistics.tasks.make_editions")
def make_editions() -> int:
    """Make the editions that wait; return how many came to an end."""
    return edition_worker.run_waiting()
