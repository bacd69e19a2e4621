"""A month like the last: opened as that one was, its four steps saved together, all or none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from config.jalali import JalaliMonth
from statistics.enums import ActivityState, Step, StepStatus
from statistics.filing.checks import (
    export_faults,
    first,
    people_fault,
    period_fault,
    production_faults,
)
from statistics.filing.services import IncompleteError, for_editing
from statistics.filing.soft_checks import StepCheck
from statistics.filing.storage import (
    EmploymentAnswers,
    ExportFigures,
    PeriodAnswers,
    PostedLines,
    filed_before,
    mark_step,
    write_declaration,
    write_people,
    write_period,
    write_production,
)
from statistics.models import Submission
from statistics.rules.hard_rules import ActivityAnswer
from statistics.rules.services import NO_REASONS, Reasons, ReasonsRequired
from statistics.rules.table import failing
from units.models import Licence

Versions = Mapping[Step, int]


@dataclass(frozen=True)
class Month:
    """The last three steps as answered on one screen; step 1 stands as it was opened."""

    made: PostedLines[Decimal | None]
    has_exports: bool | None
    sent: PostedLines[ExportFigures]
    people: EmploymentAnswers


def like_last(
    licence: Licence, month: JalaliMonth, licences: Iterable[Licence], at: datetime
) -> PeriodAnswers:
    """Answer step 1 of a month as the unit answered it last: licence and activity.

    The given licence stands where that of the last month serves no more, and where nothing was
    filed before the unit is taken for active.
    """
    new = Submission(unit_id=licence.unit_id, year=month.year, month=month.month)
    last = filed_before(new).order_by("-year", "-month").first()
    if last is None:
        return PeriodAnswers(licence, month, ActivityState.ACTIVE)
    same = next((own for own in licences if own.pk == last.licence_id), None)
    # The old licence may have ended, or passed to somebody else, since.
    serves = same is not None and period_fault(same, month, at) is None
    return PeriodAnswers(same if same and serves else licence, month, last.activity)


@transaction.atomic
def save_month(
    user: User,
    tracking_number: str,
    seen: Versions,
    month: Month,
    confirm: bool,
    at: datetime,
    answers: Reasons = NO_REASONS,
) -> Submission:
    """Save steps 2 to 4 together; when confirming all four steps are green, or nothing is stored.

    A month declared inactive has nothing but people. `seen` names all four versions. Raises
    Submission.DoesNotExist, StaleVersionError, StateConflictError, and IncompleteError or
    ReasonsRequired when it cannot be confirmed.
    """
    step_check = for_editing(user, tracking_number, seen)
    submission = step_check.submission
    active = submission.activity != ActivityState.INACTIVE
    # Written before it is checked: a refusal rolls the whole transaction back.
    step_check.people = write_people(submission, month.people)
    if active:
        steps = step_check.steps
        step_check.made = write_production(submission, steps[Step.PRODUCTION], month.made)
        step_check.sent = write_declaration(
            submission, steps[Step.EXPORTS], month.has_exports, month.sent, confirm
        )
    written = [Step.PRODUCTION, Step.EXPORTS, Step.EMPLOYMENT] if active else [Step.EMPLOYMENT]
    if confirm:
        faults = list(_faults(step_check, month, at))
        if faults:
            raise IncompleteError(faults)
        # A green step 1 keeps its version and its day.
        if step_check.steps[Step.PERIOD].status != StepStatus.CONFIRMED:
            period = PeriodAnswers(submission.licence, submission.period, submission.activity)
            write_period(submission, period, True, user, at)
            written.append(Step.PERIOD)
    _settle(step_check, written, answers, confirm)
    # After the rules: a step that asks for a reason is not set green.
    for step in written:
        mark_step(step_check.steps[step], confirm, user, at)
    submission.version += 1
    submission.save()
    return submission


def _faults(step_check: StepCheck, month: Month, at: datetime) -> Iterator[str]:
    """Yield what keeps the four steps from being green."""
    submission = step_check.submission
    # Step 1 is not on this screen, so its faults are said by their `apart` words.
    activity = first(failing(Step.PERIOD, ActivityAnswer(submission.activity)))
    period = period_fault(submission.licence, submission.period, at)
    yield from filter(None, [activity, period])
    if submission.activity != ActivityState.INACTIVE:
        yield from production_faults(submission.activity, step_check.made or [])
        yield from export_faults(month.has_exports, step_check.sent or [])
    people = month.people
    fault = people_fault(people.official, people.contract, people.contractor)
    yield from filter(None, [fault])


def _settle(step_check: StepCheck, steps: Iterable[Step], answers: Reasons, confirm: bool) -> None:
    """Put the steps to the soft rules; ask once for the reasons of all.

    People are asked about when production is explained: its reason may be theirs too.
    """
    asked: dict[Step, ReasonsRequired] = {}
    for step in sorted(set(steps) - {Step.PERIOD}):
        # E-22 is silent once step 2 has explained its zero.
        if step == Step.EMPLOYMENT and Step.PRODUCTION in asked:
            continue
        try:
            step_check.apply(step, answers, confirm)
        except ReasonsRequired as found:
            asked[step] = found
    if asked:
        flags = [flag for found in asked.values() for flag in found.flags]
        raise ReasonsRequired(
            flags, {key: f for found in asked.values() for key, f in found.faults.items()}
        )
