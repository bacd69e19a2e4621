"""Where a person goes on in a month, and which month may be opened next."""

from django.db.models import Count

from config.jalali import JalaliMonth
from statistics.enums import ActivityState, Step, StepStatus
from statistics.filing.outdated_products import waiting_steps
from statistics.models import Submission


def next_step(submission: Submission) -> Step | None:
    """Find the first step that is not green, or no longer; None when the month can be sent."""
    return next(iter(steps_to_do(submission)), None)


def steps_to_do(submission: Submission) -> list[Step]:
    """List the steps that are not green, or no longer, in their order."""
    # A list of months brings its steps with it: no query for each month.
    if "steps" not in getattr(submission, "_prefetched_objects_cache", {}):
        return [Step(state.step) for state in waiting_steps(submission)]
    states = submission.steps.all()
    # A green step with a dash waits again (our reading).
    return sorted(Step(s.step) for s in states if s.dashed or s.status != StepStatus.CONFIRMED)


def uncounted_figures(submission: Submission) -> int:
    """Count the figures that an inactive month still holds and will let go of when it is sent."""
    if submission.activity != ActivityState.INACTIVE:
        return 0
    made = submission.production.aggregate(found=Count("quantity"))
    numbers = ("quantity", "tonnes", "value_usd", "value_irr")
    sent = submission.export_lines.aggregate(**{name: Count(name) for name in numbers})
    return int(made["found"] + sum(sent.values()))


def latest_unopened(unit_id: int, last: JalaliMonth) -> JalaliMonth:
    """Find the latest month up to `last`, within two years, that the unit has not opened.

    Where all are opened, `last` itself: the form then leads to the one that stands.
    """
    opened = {
        JalaliMonth(year, month)
        for year, month in Submission.objects.filter(unit=unit_id).values_list("year", "month")
    }
    return next((last - n for n in range(24) if last - n not in opened), last)
