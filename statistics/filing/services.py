"""The commands of filing. Each owns its transaction and locks the submission first.

Every write names the step's version the person saw: another window's save is never overwritten
unseen (`Stale`). Every write also raises the submission's version, so a confirmation page that
was opened before it no longer confirms.
"""

from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from accounts.models import User
from config.jalali import JalaliMonth
from statistics.enums import ActivityState, State, Step
from statistics.errors import NotNow, Stale
from statistics.filing.checks import export_faults, production_faults
from statistics.filing.lines import (
    ExportFigures,
    Listing,
    People,
    Period,
    carry_products,
    finish,
    recheck_exports,
    write_exports,
    write_period,
    write_production,
)
from statistics.models import Employment, ExportDeclaration, StepState, Submission


class Duplicate(Exception):
    """The unit has this month already; `submission` is the one that stands."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(str(submission))
        self.submission = submission


class Incomplete(Exception):
    """The step cannot be green; `faults` are Persian sentences. Nothing was stored."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@transaction.atomic
def open_month(user: User, period: Period, confirm: bool, at: datetime) -> Submission:
    """Start the unit's draft for a month, with the products of its last filed month, empty.

    Raises Duplicate when the unit has the month already.
    """
    submission, created = Submission.objects.get_or_create(
        unit=period.licence.unit,
        year=period.month.year,
        month=period.month.month,
        defaults={"licence": period.licence, "tracking_number": _next_tracking_number()},
    )
    if not created:
        raise Duplicate(submission)
    StepState.objects.bulk_create([StepState(submission=submission, step=s) for s in Step])
    ExportDeclaration.objects.create(submission=submission)
    Employment.objects.create(submission=submission)
    carry_products(submission)
    write_period(submission, period, confirm, user, at)
    finish(submission, submission.steps.get(step=Step.PERIOD), confirm, user, at)
    return submission


@transaction.atomic
def save_period(
    user: User, tracking_number: str, version: int, period: Period, confirm: bool, at: datetime
) -> Submission:
    """Save step 1. A month declared inactive has nothing to produce or export.

    Raises Submission.DoesNotExist, Stale, NotNow, Duplicate.
    """
    submission, steps = _for_editing(user, tracking_number, Step.PERIOD, version)
    if submission.unit_id != period.licence.unit_id:
        raise NotNow(submission, ["برای واحد دیگر، ماه تازه‌ای باز کنید."])
    if submission.period != period.month:
        if submission.filed_at:
            raise NotNow(submission, ["ماهی که یک بار فرستاده شده عوض نمی‌شود."])
        _refuse_duplicate(submission, period.month)
    write_period(submission, period, confirm, user, at)
    finish(submission, steps[Step.PERIOD], confirm, user, at)
    return submission


@transaction.atomic
def save_production(
    user: User,
    tracking_number: str,
    version: int,
    listing: Listing[Decimal | None],
    confirm: bool,
    at: datetime,
) -> Submission:
    """Save step 2: the posted lines; lines of other pages stay as they are.

    Raises Submission.DoesNotExist, Stale, NotNow, and Incomplete when it cannot be confirmed.
    """
    submission, steps = _for_editing(user, tracking_number, Step.PRODUCTION, version)
    if listing.values or listing.added:
        _refuse_inactive(submission)
    write_production(submission, listing)
    lines = list(submission.production.select_related("product").order_by("position"))
    if confirm:
        _complete(production_faults(submission.activity, lines))
    recheck_exports(steps[Step.EXPORTS], lines)
    finish(submission, steps[Step.PRODUCTION], confirm, user, at)
    return submission


@transaction.atomic
def save_exports(
    user: User,
    tracking_number: str,
    version: int,
    has_exports: bool | None,
    listing: Listing[ExportFigures],
    confirm: bool,
    at: datetime,
) -> Submission:
    """Save step 3. «خیر» leaves no export line.

    Raises Submission.DoesNotExist, Stale, NotNow, and Incomplete when it cannot be confirmed.
    """
    submission, steps = _for_editing(user, tracking_number, Step.EXPORTS, version)
    if has_exports:
        _refuse_inactive(submission)
    ExportDeclaration.objects.filter(submission=submission).update(has_exports=has_exports)
    if has_exports is False:
        submission.export_lines.all().delete()
    else:
        write_exports(submission, listing)
    if confirm:
        lines = submission.export_lines.select_related("product__measure").order_by("position")
        _complete(export_faults(has_exports, lines))
    finish(submission, steps[Step.EXPORTS], confirm, user, at)
    return submission


@transaction.atomic
def save_employment(
    user: User, tracking_number: str, version: int, people: People, confirm: bool, at: datetime
) -> Submission:
    """Save step 4. Raises Submission.DoesNotExist, Stale, NotNow."""
    submission, steps = _for_editing(user, tracking_number, Step.EMPLOYMENT, version)
    Employment.objects.filter(submission=submission).update(
        official=people.official,
        contract=people.contract,
        contractor=people.contractor,
        remarks=people.remarks,
    )
    finish(submission, steps[Step.EMPLOYMENT], confirm, user, at)
    return submission


@transaction.atomic
def delete_draft(user: User, tracking_number: str, version: int) -> None:
    """Delete a draft that was never filed (the ✕ of the guide's table).

    Raises Submission.DoesNotExist, Stale, NotNow.
    """
    submission = _lock(user, tracking_number)
    if submission.state != State.DRAFT:
        raise NotNow(submission)
    if submission.version != version:
        raise Stale(submission)
    submission.delete()


def _for_editing(
    user: User, tracking_number: str, step: Step, version: int
) -> tuple[Submission, dict[int, StepState]]:
    """Return the locked submission and its steps when `step` stands as the person saw it."""
    submission = _lock(user, tracking_number)
    steps = {state.step: state for state in submission.steps.order_by("step")}
    if not submission.editable:
        raise NotNow(submission)
    if steps[step].version != version:
        raise Stale(submission)
    return submission, steps


def _lock(user: User, tracking_number: str) -> Submission:
    pk = (
        Submission.objects.of(user)
        .values_list("pk", flat=True)
        .get(tracking_number=tracking_number)
    )
    return Submission.objects.select_for_update().get(pk=pk)


def _refuse_inactive(submission: Submission) -> None:
    """Refuse figures of a month that was declared inactive (step 1)."""
    if submission.activity == ActivityState.INACTIVE:
        raise NotNow(submission, ["این ماه غیرفعال اعلام شده است؛ نخست گام ۱ را درست کنید."])


def _refuse_duplicate(submission: Submission, month: JalaliMonth) -> None:
    other = Submission.objects.filter(
        unit=submission.unit_id, year=month.year, month=month.month
    ).first()
    if other:
        raise Duplicate(other)


def _complete(faults: list[str]) -> None:
    if faults:
        raise Incomplete(faults)


def _next_tracking_number() -> str:
    """Return the next eleven-digit tracking number, from a sequence that never repeats."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('statistics_tracking_number')")
        return f"{cursor.fetchone()[0]:011d}"
