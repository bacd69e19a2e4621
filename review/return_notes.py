"""Why a month came back, for the pages on which it is corrected."""

from review.enums import RETURNS
from review.models import Decision
from statistics.models import Submission
from statistics.return_note import ReturnNote


def return_note(submission: Submission) -> ReturnNote | None:
    """Find the latest return of a case (one query); None when it was never returned."""
    rows = Decision.objects.filter(submission=submission, kind__in=RETURNS)
    latest = rows.select_related("organization").order_by("version").last()
    if latest is None:
        return None
    office = latest.organization.name if latest.organization else ""
    return ReturnNote(office, latest.reason, latest.at, latest.round, tuple(latest.field_notes))
