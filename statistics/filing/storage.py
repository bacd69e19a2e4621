"""Writing under a submission that is already locked: periods, lines and step states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from catalog.models import Product
from catalog.search import products_in
from catalog.validity import before
from config.jalali import JalaliMonth
from statistics.enums import ActivityState, Step, StepStatus
from statistics.errors import StateConflictError
from statistics.filing.checks import computed_tonnes
from statistics.filing.undo import bring_back, remember_removed
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    StepState,
    Submission,
    SubmissionQuerySet,
)
from statistics.models.lines import MeasuredLine, with_measures
from units.models import Licence

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
L = TypeVar("L")
N = TypeVar("N", bound=MeasuredLine)
NOTHING_MADE = (Step.PRODUCTION, Step.EXPORTS)


class _Line(Protocol):
    position: int


@dataclass(frozen=True)
class PeriodAnswers:
    """Step 1 as answered. `activity` may be empty in a draft."""

    licence: Licence
    month: JalaliMonth
    activity: str


@dataclass(frozen=True)
class ExportFigures:
    """The four numbers of one exported product, and why the tonnes differ from the computed."""

    quantity: Decimal | None = None
    tonnes: Decimal | None = None
    value_usd: Decimal | None = None
    value_irr: Decimal | None = None
    tonnes_reason: str = ""


@dataclass(frozen=True)
class PostedLines(Generic[T_co]):
    """Lines as posted: values by product code, codes taken off, and one to be added empty.

    `swapped` are the codes of a line with a dash and of what comes in its place, `back` is that of
    a line taken off before. Codes that are not posted stay as they are: a long list is saved page
    by page. Saved by its button (`settled`), nothing that was taken off can be brought back.
    """

    values: Mapping[str, T_co]
    removed: frozenset[str] = frozenset()
    added: str | None = None
    swapped: tuple[str, str] | None = None
    back: str | None = None
    settled: bool = False


@dataclass(frozen=True)
class EmploymentAnswers:
    """Step 4 as answered; None is an empty field."""

    official: int | None
    contract: int | None
    contractor: int | None
    remarks: str = ""


def filed_before(submission: Submission) -> SubmissionQuerySet:
    earlier = before("", submission.year, submission.month)
    return Submission.objects.filter(earlier, unit=submission.unit_id, filed_at__isnull=False)


def carry_products(submission: Submission) -> None:
    """Bring the products of the last filed month in their measures, without quantities.

    Guide step 2, dash note: what was made is always typed anew.
    """
    last = filed_before(submission).order_by("-year", "-month").first()
    if last is None:
        return
    ProductionLine.objects.bulk_create(
        ProductionLine(
            submission=submission,
            product=line.product,
            measure=line.product.measure,
            position=line.position,
        )
        for line in with_measures(last.production.order_by("position"), last.period)
    )


def write_period(
    submission: Submission, period: PeriodAnswers, confirm: bool, user: User, at: datetime
) -> None:
    """Set step 1; a month confirmed as inactive has steps 2 and 3 standing as none.

    What was typed in them stays, uncounted, until the month is sent: a slip on «غیرفعال» costs
    nothing (decision 0032).
    """
    was_inactive = submission.activity == ActivityState.INACTIVE
    submission.licence = period.licence
    submission.year, submission.month = period.month.year, period.month.month
    submission.activity = period.activity
    if confirm and period.activity == ActivityState.INACTIVE:
        # Only people are asked in an inactive month (our reading, P-07).
        ExportDeclaration.objects.filter(submission=submission).update(has_exports=False)
        _set_dependent(submission, StepStatus.CONFIRMED, user, at)
    elif was_inactive and period.activity != ActivityState.INACTIVE:
        # Active again: «خیر» was the portal's answer. The unit must choose one (guide step 3).
        ExportDeclaration.objects.filter(submission=submission).update(has_exports=None)
        kept = submission.production.exists() or submission.export_lines.exists()
        _set_dependent(submission, StepStatus.DRAFT if kept else StepStatus.EMPTY, user, at)
        if not submission.production.exists():
            carry_products(submission)


def drop_uncounted(submission: Submission) -> None:
    """Let go of lines that count for nothing, before a desk reads the month.

    An inactive month holds those of its time as an active one, a draft those under «خیر».
    """
    inactive = submission.activity == ActivityState.INACTIVE
    declared = ExportDeclaration.objects.filter(submission=submission, has_exports=False)
    if inactive:
        submission.production.all().delete()
    if inactive or declared.exists():
        submission.export_lines.all().delete()


def write_production(
    submission: Submission, state: StepState, listing: PostedLines[Decimal | None]
) -> list[ProductionLine]:
    """Write posted quantities, take lines off, add new ones at the end; give back all lines."""
    # Codes that were not posted stand on other pages and stay (guide step 2, reminder 2).
    lines = _opened(submission, state, submission.production, listing)
    listing, swapped = _swap(submission, listing, lines)
    _take_off(state, submission.production, listing, lines)
    changed = [lines[code] for code in listing.values if code in lines]
    for line in changed:
        line.quantity = listing.values[line.product.code]
    fields = ["quantity"]
    if swapped:
        line, product = swapped
        if line.product != product:
            # The first product that left counts, not one in between (decision 0010).
            line.replaced_id = line.replaced_id or line.product_id
        # Another measure asks the quantity anew; in the same it is taken over (our reading).
        if line.product.measure != product.measure:
            line.quantity = None
        _name(line, product)
        changed.append(line)
        fields += ["product", "measure", "replaced"]
    ProductionLine.objects.bulk_update(changed, fields)
    created = []
    new = _new(submission, listing, lines)
    for position, product in enumerate(new, start=_after(lines.values())):
        line = ProductionLine(submission=submission, position=position)
        line.quantity = listing.values.get(product.code)
        _name(line, product)
        created.append(line)
    return [*_kept(listing, lines), *ProductionLine.objects.bulk_create(created)]


def write_exports(
    submission: Submission, state: StepState, listing: PostedLines[ExportFigures]
) -> list[ExportLine]:
    """Write the posted export numbers and give back all lines.

    Tonnes left empty are computed where the measure is one of mass.
    """
    lines = _opened(submission, state, submission.export_lines, listing)
    listing, swapped = _swap(submission, listing, lines)
    _take_off(state, submission.export_lines, listing, lines)
    changed = [lines[code] for code in listing.values if code in lines]
    for line in changed:
        _fill(line, listing.values[line.product.code])
    fields = ["quantity", "tonnes", "tonnes_reason", "value_usd", "value_irr"]
    if swapped:
        line, product = swapped
        if line.product.measure != product.measure:
            line.quantity = line.tonnes = None
            line.tonnes_reason = ""
        _name(line, product)
        changed.append(line)
        fields += ["product", "measure"]
    ExportLine.objects.bulk_update(changed, fields)
    created = []
    new = _new(submission, listing, lines)
    for position, product in enumerate(new, start=_after(lines.values())):
        line = ExportLine(submission=submission, position=position)
        _name(line, product)
        _fill(line, listing.values.get(product.code, ExportFigures()))
        created.append(line)
    return [*_kept(listing, lines), *ExportLine.objects.bulk_create(created)]


def write_declaration(
    submission: Submission,
    state: StepState,
    has_exports: bool | None,
    listing: PostedLines[ExportFigures],
    confirm: bool,
) -> list[ExportLine]:
    """Write the answer of step 3 and its lines, and give back the lines that count.

    Under «خیر» none counts. A confirmation alone deletes them, as the page says (decision 0032).
    """
    ExportDeclaration.objects.filter(submission=submission).update(has_exports=has_exports)
    if has_exports is False and confirm:
        submission.export_lines.all().delete()
        state.removed = []
        return []
    lines = write_exports(submission, state, listing)
    return [] if has_exports is False else lines


def write_people(submission: Submission, people: EmploymentAnswers) -> EmploymentAnswers:
    """Write the numbers of step 4 and hand them back."""
    Employment.objects.filter(submission=submission).update(
        official=people.official,
        contract=people.contract,
        contractor=people.contractor,
        remarks=people.remarks,
    )
    return people


def close_step(
    submission: Submission, step: StepState, confirm: bool, user: User, at: datetime
) -> None:
    """Set the step green or draft; raise its version and the submission's.

    The second keeps an open confirmation page from confirming figures it did not show.
    """
    mark_step(step, confirm, user, at)
    submission.version += 1
    submission.save()


def mark_step(step: StepState, confirm: bool, user: User, at: datetime) -> None:
    """Set the step green or draft and raise its version (guide, important note)."""
    step.status = StepStatus.CONFIRMED if confirm else StepStatus.DRAFT
    # A step is confirmed only without dashes.
    step.dashed = False
    step.version += 1
    step.saved_at, step.saved_by = at, user
    if confirm and step.confirmed_at is None:
        step.confirmed_at = at
    step.save()


def _set_dependent(submission: Submission, status: StepStatus, user: User, at: datetime) -> None:
    first = {"confirmed_at": Coalesce("confirmed_at", Value(at))}
    submission.steps.filter(step__in=NOTHING_MADE).update(
        # Counted in the database: the two steps may have different versions.
        status=status,
        version=F("version") + 1,
        saved_at=at,
        saved_by=user,
        **(first if status == StepStatus.CONFIRMED else {}),
    )


def _opened(
    submission: Submission, state: StepState, lines: Any, listing: PostedLines[T]
) -> dict[str, Any]:
    """Read the lines by code, first bringing back what was taken off and is wanted again."""
    if listing.back:
        listed = lines.values_list("product__code", flat=True)
        bring_back(submission, state, listing.back, set(listed))
    return _by_code(lines.order_by("position"), submission.period)


def _take_off(
    state: StepState, lines: Any, listing: PostedLines[T], known: Mapping[str, MeasuredLine]
) -> None:
    if listing.settled:
        state.removed = []
    gone = [known[code] for code in sorted(listing.removed) if code in known]
    if gone:
        remember_removed(state, gone)
        lines.filter(pk__in=[line.pk for line in gone]).delete()
    # Listed again in another way, it is not offered a second time.
    again = {*listing.values, listing.added} - listing.removed
    state.removed = [x for x in state.removed if x["code"] not in again]


def _by_code(lines: QuerySet[N], month: JalaliMonth) -> dict[str, N]:
    return {line.product.code: line for line in with_measures(lines, month)}


def _swap(
    submission: Submission, listing: PostedLines[T], lines: Mapping[str, N]
) -> tuple[PostedLines[T], tuple[N, Product] | None]:
    """Part the listing from its swap: the line, and the product that comes in.

    What comes in and is listed already leaves nothing to do but to take the line off.
    StateConflictError when the catalogue does not have it in this month.
    """
    out, into = listing.swapped or ("", "")
    line = lines.get(out)
    if line is None:
        return listing, None
    product = products_in(submission.period, [into]).get(into)
    if product is None or not product.is_valid_in(submission.period):
        raise StateConflictError(
            submission, [f"محصول جایگزین در {submission.period} در فهرست نیست."]
        )
    # A product stands once in a list (P-04).
    if into != out and into in lines:
        return replace(listing, removed=listing.removed | {out}), None
    return listing, (line, product)


def _name(line: MeasuredLine, product: Product) -> None:
    """Let a line name a product, in the measure that the product has in the month."""
    line.product, line.measure = product, product.measure
    # As `with_measures` would read it: the line shows no dash before it is read anew.
    line.measure_then = product.measure.pk


def _new(
    submission: Submission, listing: PostedLines[object], lines: Mapping[str, _Line]
) -> list[Product]:
    """Find the products that are posted or added but not listed yet, in posted order."""
    codes = [code for code in listing.values if code not in lines]
    if listing.added and listing.added not in lines and listing.added not in codes:
        codes.append(listing.added)
    if not codes:
        return []
    found = products_in(submission.period, codes)
    # Unknown codes were refused by the form (P-03): a KeyError here is a fault of ours.
    return [found[code] for code in codes]


def _kept(listing: PostedLines[object], lines: Mapping[str, L]) -> list[L]:
    return [line for code, line in lines.items() if code not in listing.removed]


def _after(lines: Iterable[_Line]) -> int:
    return max((line.position for line in lines), default=0) + 1


def _fill(line: ExportLine, figures: ExportFigures) -> None:
    line.quantity = figures.quantity
    line.tonnes = figures.tonnes
    if line.tonnes is None:
        line.tonnes = computed_tonnes(line.product, figures.quantity)
    line.tonnes_reason = figures.tonnes_reason
    line.value_usd, line.value_irr = figures.value_usd, figures.value_irr
