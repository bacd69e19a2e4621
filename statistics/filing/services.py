"""The commands of filing. Each owns its transaction and locks the submission first.

Every write names the step's version the person saw: another window's save is never overwritten
unseen (`StaleVersionError`). Every write also raises the submission's version, so a confirmation
page that was opened before it no longer confirms.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import Now

from accounts.models import User
from config.errors import ConflictError, InvalidError
from config.jalali import JalaliMonth
from statistics.enums import State, Step
from statistics.errors import StaleVersionError, StateConflictError
from statistics.filing import undo
from statistics.filing.checks import export_faults, production_faults
from statistics.filing.outdated_products import with_dashes
from statistics.filing.soft_checks import StepCheck
from statistics.filing.storage import (
    EmploymentAnswers,
    ExportFigures,
    PeriodAnswers,
    PostedLines,
    carry_products,
    close_step,
    write_declaration,
    write_people,
    write_period,
    write_production,
)
from statistics.models import Assistance, Employment, ExportDeclaration, StepState, Submission
from statistics.rules.hard_rules import MovedCase, OpenedMonth, WrittenFigures
from statistics.rules.rule import Fault
from statistics.rules.services import NO_REASONS, Reasons
from statistics.rules.table import failing
from statistics.rules.unit_history import with_flagged
from statistics.tracking_numbers import next_tracking_numbers
from units.models import Licence


class DuplicateMonthError(ConflictError):
    """The unit has this month already; `submission` is the one that stands."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(str(submission))
        self.submission = submission


class IncompleteError(InvalidError):
    """The step cannot be green; `faults` are Persian sentences. Nothing was stored."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@transaction.atomic
def open_month(user: User, period: PeriodAnswers, confirm: bool, at: datetime) -> Submission:
    """Start the unit's draft for a month, with the products of its last filed month, empty.

    Raises DuplicateMonthError when the unit has the month already.
    """
    # Taken before it is known whether it is needed: a number lost to a duplicate harms nobody.
    (number,) = next_tracking_numbers(1)
    # Two clicks at once: the unique month of a unit makes the second one find the first's.
    submission, created = Submission.objects.get_or_create(
        unit=period.licence.unit,
        year=period.month.year,
        month=period.month.month,
        defaults={"licence": period.licence, "tracking_number": number},
    )
    if failing(Step.PERIOD, OpenedMonth(period.month, opened=not created)):
        raise DuplicateMonthError(submission)
    StepState.objects.bulk_create([StepState(submission=submission, step=s) for s in Step])
    ExportDeclaration.objects.create(submission=submission)
    Employment.objects.create(submission=submission)
    carry_products(submission)
    write_period(submission, period, confirm, user, at)
    close_step(submission, submission.steps.get(step=Step.PERIOD), confirm, user, at)
    return submission


@transaction.atomic
def save_period(
    user: User,
    tracking_number: str,
    version: int,
    period: PeriodAnswers,
    confirm: bool,
    at: datetime,
) -> Submission:
    """Save step 1. A month declared inactive has nothing to produce or export.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError, DuplicateMonthError.
    """
    step_check = for_editing(user, tracking_number, {Step.PERIOD: version})
    submission, before = (
        step_check.submission,
        (step_check.submission.period, step_check.submission.activity),
    )
    moved = MovedCase(
        month=submission.period,
        unit=submission.unit_id,
        new_month=period.month,
        new_unit=period.licence.unit_id,
        sent=submission.filed_at is not None,
    )
    _refuse(submission, failing(Step.PERIOD, moved))
    if submission.period != period.month:
        _refuse_duplicate(submission, period.month)
    write_period(submission, period, confirm, user, at)
    # Another month has another history: the reasons of the later steps may not hold.
    if before != (submission.period, submission.activity):
        step_check.recheck_later_steps(Step.PERIOD)
    close_step(submission, step_check.steps[Step.PERIOD], confirm, user, at)
    return submission


@transaction.atomic
def save_production(
    user: User,
    tracking_number: str,
    version: int,
    listing: PostedLines[Decimal | None],
    confirm: bool,
    at: datetime,
    answers: Reasons = NO_REASONS,
) -> Submission:
    """Save step 2: the posted lines; lines of other pages stay as they are.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError, and IncompleteError or
    ReasonsRequired when it cannot be confirmed.
    """
    step_check = for_editing(user, tracking_number, {Step.PRODUCTION: version})
    submission = step_check.submission
    # Taking lines off is always allowed, also when step 1 says inactive.
    if listing.values or listing.added:
        _refuse(submission, failing(Step.PRODUCTION, WrittenFigures(submission.activity)))
    state = step_check.steps[Step.PRODUCTION]
    step_check.made = write_production(submission, state, listing)
    if confirm:
        # After the write: all lines are checked, those of other pages too.
        _complete(production_faults(submission.activity, step_check.made))
    step_check.apply(Step.PRODUCTION, answers, confirm)
    # X-21 and E-21, E-22 compare with what was made.
    step_check.recheck_later_steps(Step.PRODUCTION)
    close_step(submission, state, confirm, user, at)
    return submission


@transaction.atomic
def save_exports(
    user: User,
    tracking_number: str,
    version: int,
    has_exports: bool | None,
    listing: PostedLines[ExportFigures],
    confirm: bool,
    at: datetime,
    answers: Reasons = NO_REASONS,
) -> Submission:
    """Save step 3. «خیر» confirmed leaves no export line.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError, and IncompleteError or
    ReasonsRequired when it cannot be confirmed.
    """
    step_check = for_editing(user, tracking_number, {Step.EXPORTS: version})
    submission = step_check.submission
    if has_exports:
        _refuse(submission, failing(Step.EXPORTS, WrittenFigures(submission.activity)))
    state = step_check.steps[Step.EXPORTS]
    step_check.sent = write_declaration(submission, state, has_exports, listing, confirm)
    if confirm:
        _complete(export_faults(has_exports, step_check.sent))
    step_check.apply(Step.EXPORTS, answers, confirm)
    close_step(submission, state, confirm, user, at)
    return submission


@transaction.atomic
def save_employment(
    user: User,
    tracking_number: str,
    version: int,
    people: EmploymentAnswers,
    confirm: bool,
    at: datetime,
    answers: Reasons = NO_REASONS,
) -> Submission:
    """Save step 4.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError, ReasonsRequired.
    """
    step_check = for_editing(user, tracking_number, {Step.EMPLOYMENT: version})
    submission = step_check.submission
    step_check.people = write_people(submission, people)
    step_check.apply(Step.EMPLOYMENT, answers, confirm)
    close_step(submission, step_check.steps[Step.EMPLOYMENT], confirm, user, at)
    return submission


@transaction.atomic
def delete_draft(user: User, tracking_number: str, version: int) -> None:
    """Delete a draft that was never filed (the ✕ of the guide's table).

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError.
    """
    submission = _lock(user, tracking_number)
    # The draft is the unit's own, whoever typed it.
    if submission.assisted:
        raise Submission.DoesNotExist
    if submission.state != State.DRAFT:
        raise StateConflictError(submission)
    # Any edit raises it, so no page deletes figures that it did not show.
    if submission.version != version:
        raise StaleVersionError(submission)
    submission.delete()


@transaction.atomic
def keep_opened(user: User, tracking_number: str, seen: Mapping[Step, int]) -> None:
    """Keep the steps as they stand: their page is about to save itself for the first time.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError.
    """
    step_check = for_editing(user, tracking_number, seen)
    for step in seen:
        if step != Step.PERIOD:
            undo.keep_opened(step_check.submission, step_check.steps, step)


@transaction.atomic
def back_to_opened(
    user: User, tracking_number: str, seen: Mapping[Step, int], opened: Mapping[Step, int]
) -> bool:
    """Take back what a page saved by itself since it was opened; tell whether there was any.

    Raises Submission.DoesNotExist, StaleVersionError, StateConflictError.
    """
    step_check = for_editing(user, tracking_number, seen)
    kept = [
        step
        for step, version in opened.items()
        if (step_check.steps[step].opened or {}).get("version") == version
    ]
    for step in kept:
        undo.back_to_opened(step_check.submission, step_check.steps, step)
    return bool(kept)


def for_editing(user: User, tracking_number: str, seen: Mapping[Step, int]) -> StepCheck:
    """Lock the submission and read its steps, if those `seen` stand as the person saw them.

    Only within a transaction. Raises Submission.DoesNotExist, StaleVersionError,
    StateConflictError.
    """
    submission = _lock(user, tracking_number)
    # Read after the lock: steps read before it could be another window's old ones.
    own = Prefetch("steps", with_dashes(with_flagged(StepState.objects.order_by("step"))))
    prefetch_related_objects([submission], own)
    steps = {state.step: state for state in submission.steps.all()}
    # Before the version: a month that was sent is told as sent, not as overtaken.
    if not submission.editable:
        raise StateConflictError(submission)
    if any(steps[step].version != version for step, version in seen.items()):
        raise StaleVersionError(submission)
    if submission.helped:
        # The unit's own people go on: what they type is theirs until they give their word again.
        helps = Assistance.objects.filter(submission=submission, ended_at=None)
        helps.exclude(clerk=user).update(ended_at=Now())
    return StepCheck(submission, steps)


def _lock(user: User, tracking_number: str) -> Any:
    """Lock the submission, with the code of its `province`, and whether somebody else `helped`.

    No join here: PostgreSQL rechecks only the locked row after a wait, joined ones stay old.
    """
    province = Licence.objects.filter(pk=OuterRef("licence")).values("county__province")[:1]
    others = Assistance.objects.filter(submission=OuterRef("pk"), ended_at=None)
    mine = Submission.objects.typed_by(user).select_for_update(of=("self",))
    locked = mine.annotate(province=Subquery(province), helped=Exists(others.exclude(clerk=user)))
    return locked.get(tracking_number=tracking_number)


def _refuse(submission: Submission, faults: list[Fault]) -> None:
    if faults:
        raise StateConflictError(submission, [fault.text for fault in faults])


def _refuse_duplicate(submission: Submission, month: JalaliMonth) -> None:
    other = Submission.objects.of_month(submission.unit_id, month).first()
    # Told before the database would refuse it, with the way to the one that stands.
    if other and failing(Step.PERIOD, OpenedMonth(month, opened=True)):
        raise DuplicateMonthError(other)


def _complete(faults: list[str]) -> None:
    if faults:
        raise IncompleteError(faults)
