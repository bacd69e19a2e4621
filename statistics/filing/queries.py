"""Where a person goes on in a month, and which month may be opened next."""

from config.jalali import JalaliMonth
from statistics.enums import Step, StepStatus
from statistics.filing.outdated_products import waiting_steps
from statistics.models import Submission


def next_step(submission: Submission) -> Step | None:
    """Find the first step that is not green, or no longer; None when the month can be sent."""
    # A list of months brings its steps with it: no query for each month.
    if "steps" not in getattr(submission, "_prefetched_objects_cache", {}):
        first = waiting_steps(submission).first()
        return Step(first.step) if first else None
    states = submission.steps.all()
    # A green step with a dash waits again (our reading).
    waiting = sorted(s.step for s in states if s.dashed or s.status != StepStatus.CONFIRMED)
    return Step(waiting[0]) if waiting else None


def latest_unopened(unit_id: int, last: JalaliMonth) -> JalaliMonth:
    """Find the latest month up to `last`, within two years, that the unit has not opened.

    Where all are opened, `last` itself: the form then leads to the one that stands.
    """
    opened = {
        JalaliMonth(year, month)
        for year, month in Submission.objects.filter(unit=unit_id).values_list("year", "month")
    }
    return next((last - n for n in range(24) if last - n not in opened), last)
