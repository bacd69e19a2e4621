"""Writing under a submission that is already locked: periods, lines and step states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from django.db.models import F

from accounts.models import User
from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.enums import ActivityState, Step, StepStatus
from statistics.filing.checks import computed_tonnes, export_warnings
from statistics.models import (
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    StepState,
    Submission,
    SubmissionQuerySet,
)
from units.models import Licence

T_co = TypeVar("T_co", covariant=True)
NOTHING_MADE = (Step.PRODUCTION, Step.EXPORTS)


class _Line(Protocol):
    position: int


@dataclass(frozen=True)
class Period:
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
class Listing(Generic[T_co]):
    """Lines as posted: values by product code, codes taken off, and one to be added empty.

    Codes that are not posted stay as they are: a long list is saved page by page.
    """

    values: Mapping[str, T_co]
    removed: frozenset[str] = frozenset()
    added: str | None = None


@dataclass(frozen=True)
class People:
    """Step 4 as answered; None is an empty field."""

    official: int | None
    contract: int | None
    contractor: int | None
    remarks: str = ""


def filed_before(submission: Submission) -> SubmissionQuerySet:
    """Return the unit's filed months before this one."""
    filed = Submission.objects.filter(unit=submission.unit_id, filed_at__isnull=False)
    return filed.filter(year__lt=submission.year) | filed.filter(
        year=submission.year, month__lt=submission.month
    )


def carry_products(submission: Submission) -> None:
    """Bring the products of the last filed month, without their quantities."""
    last = filed_before(submission).order_by("-year", "-month").first()
    if last is None:
        return
    ProductionLine.objects.bulk_create(
        ProductionLine(submission=submission, product_id=product, position=position)
        for product, position in last.production.order_by("position").values_list(
            "product", "position"
        )
    )


def write_period(
    submission: Submission, period: Period, confirm: bool, user: User, at: datetime
) -> None:
    """Set step 1; a month confirmed as inactive has steps 2 and 3 standing as none."""
    was_inactive = submission.activity == ActivityState.INACTIVE
    submission.licence = period.licence
    submission.year, submission.month = period.month.year, period.month.month
    submission.activity = period.activity
    if confirm and period.activity == ActivityState.INACTIVE:
        submission.production.all().delete()
        submission.export_lines.all().delete()
        ExportDeclaration.objects.filter(submission=submission).update(has_exports=False)
        _set_dependent(submission, StepStatus.CONFIRMED, user, at)
    elif was_inactive and period.activity != ActivityState.INACTIVE:
        ExportDeclaration.objects.filter(submission=submission).update(has_exports=None)
        _set_dependent(submission, StepStatus.EMPTY, user, at)
        if not submission.production.exists():
            carry_products(submission)


def write_production(submission: Submission, listing: Listing[Decimal | None]) -> None:
    """Write the posted quantities, take lines off, add new ones at the end."""
    lines = {
        line.product.code: line
        for line in submission.production.select_related("product").order_by("position")
    }
    submission.production.filter(product__code__in=listing.removed).delete()
    changed = [lines[code] for code in listing.values if code in lines]
    for line in changed:
        line.quantity = listing.values[line.product.code]
    ProductionLine.objects.bulk_update(changed, ["quantity"])
    ProductionLine.objects.bulk_create(
        ProductionLine(
            submission=submission,
            product=product,
            position=position,
            quantity=listing.values.get(product.code),
        )
        for position, product in enumerate(_new(listing, lines), start=_after(lines.values()))
    )


def write_exports(submission: Submission, listing: Listing[ExportFigures]) -> None:
    """Write the posted export numbers; tonnes left empty are computed where they can be."""
    lines = {
        line.product.code: line
        for line in submission.export_lines.select_related("product__measure").order_by("position")
    }
    submission.export_lines.filter(product__code__in=listing.removed).delete()
    changed = [lines[code] for code in listing.values if code in lines]
    for line in changed:
        _fill(line, listing.values[line.product.code])
    fields = ["quantity", "tonnes", "tonnes_reason", "value_usd", "value_irr"]
    ExportLine.objects.bulk_update(changed, fields)
    created = []
    for position, product in enumerate(_new(listing, lines), start=_after(lines.values())):
        line = ExportLine(submission=submission, product=product, position=position)
        _fill(line, listing.values.get(product.code, ExportFigures()))
        created.append(line)
    ExportLine.objects.bulk_create(created)


def recheck_exports(step: StepState, made: Iterable[ProductionLine]) -> None:
    """Turn a green step 3 back when the new production makes its exports worth another look."""
    if step.status != StepStatus.CONFIRMED:
        return
    lines = step.submission.export_lines.select_related("product").order_by("position")
    if export_warnings({line.product.code: line.quantity for line in made}, lines):
        step.status = StepStatus.DRAFT
        step.version += 1
        step.save()


def finish(
    submission: Submission, step: StepState, confirm: bool, user: User, at: datetime
) -> None:
    """Set the step green or draft and raise both versions."""
    step.status = StepStatus.CONFIRMED if confirm else StepStatus.DRAFT
    step.version += 1
    step.saved_at, step.saved_by = at, user
    step.save()
    submission.version += 1
    submission.save()


def _set_dependent(submission: Submission, status: StepStatus, user: User, at: datetime) -> None:
    submission.steps.filter(step__in=NOTHING_MADE).update(
        status=status, version=F("version") + 1, saved_at=at, saved_by=user
    )


def _new(listing: Listing[object], lines: Mapping[str, _Line]) -> list[Product]:
    """Return the products that are posted or added but not listed yet, in posted order."""
    codes = [code for code in listing.values if code not in lines]
    if listing.added and listing.added not in lines and listing.added not in codes:
        codes.append(listing.added)
    if not codes:
        return []
    found = Product.objects.select_related("measure").in_bulk(codes, field_name="code")
    return [found[code] for code in codes]


def _after(lines: Iterable[_Line]) -> int:
    return max((line.position for line in lines), default=0) + 1


def _fill(line: ExportLine, figures: ExportFigures) -> None:
    line.quantity = figures.quantity
    line.tonnes = figures.tonnes
    if line.tonnes is None:
        line.tonnes = computed_tonnes(line.product, figures.quantity)
    line.tonnes_reason = figures.tonnes_reason
    line.value_usd, line.value_irr = figures.value_usd, figures.value_irr
