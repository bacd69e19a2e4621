"""The hard checks of filing: what must hold before a step is green and before a month is sent.

Each returns Persian sentences that say what to do; an empty list means it may pass.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from catalog.models import Product
from config.jalali import JalaliMonth, current_month
from config.persian import format_number
from statistics.enums import ActivityState, Step, StepStatus
from statistics.models import ExportLine, ProductionLine, Submission
from units.eligibility import refusal
from units.models import Licence

TONNES_STEP = Decimal("0.000001")
ASK_TONNES_REASON = "مقدار تن با محاسبهٔ سامانه ({computed}) یکی نیست؛ علت را بنویسید."


def period_fault(licence: Licence, month: JalaliMonth, at: datetime) -> str | None:
    """Return why this licence cannot serve this month, or None (guide step 1)."""
    if month >= current_month(at):
        return f"{month} هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود."
    return refusal(licence, month)


def computed_tonnes(product: Product, quantity: Decimal | None) -> Decimal | None:
    """Return the quantity in tonnes when the measure is one of mass, else None."""
    factor = product.measure.tonne_factor
    if factor is None or quantity is None:
        return None
    return (quantity * factor).quantize(TONNES_STEP, ROUND_HALF_UP)


def tonnes_fault(
    product: Product, quantity: Decimal | None, tonnes: Decimal | None, reason: str
) -> str | None:
    """Return why the tonnes cannot stand beside the amount (guide step 3)."""
    computed = computed_tonnes(product, quantity)
    if computed is None or tonnes is None or tonnes == computed:
        return None
    if product.measure.tonne_factor == 1:
        return "واحد این محصول تن است؛ میزان صادرات و مقدار تن باید یکی باشد."
    if not reason:
        return ASK_TONNES_REASON.format(computed=f"{format_number(computed)} تن")
    return None


def production_faults(activity: str, lines: Iterable[ProductionLine]) -> list[str]:
    """Return what step 2 lacks: every listed product has a quantity, an explicit zero included."""
    lines = list(lines)
    if activity == ActivityState.INACTIVE:
        return []
    if not lines:
        return ["دست‌کم یک محصول بیفزایید؛ اگر این ماه تولید نشده، مقدار آن را صفر بنویسید."]
    return [
        f"{line.product.name}: مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."
        for line in lines
        if line.quantity is None
    ]


def export_faults(has_exports: bool | None, lines: Iterable[ExportLine]) -> list[str]:
    """Return what step 3 lacks: an explicit answer, and four numbers for each product."""
    if has_exports is None:
        return ["بلی یا خیر را برگزینید؛ اگر صادرات نداشته‌اید، خیر را برگزینید."]
    if not has_exports:
        return []
    lines = list(lines)
    if not lines:
        return ["محصول صادرشده را بیفزایید، یا خیر را برگزینید."]
    faults = []
    for line in lines:
        numbers = (line.quantity, line.tonnes, line.value_usd, line.value_irr)
        if None in numbers:
            faults.append(f"{line.product.name}: هر چهار مقدار صادرات را بنویسید.")
            continue
        wrong = tonnes_fault(line.product, line.quantity, line.tonnes, line.tonnes_reason)
        if wrong:
            faults.append(f"{line.product.name}: {wrong}")
    return faults


def export_warnings(
    production: dict[str, Decimal | None], lines: Iterable[ExportLine]
) -> list[str]:
    """Return where more was exported than produced: possible from stock, so never refused."""
    return [
        f"{line.product.name}: صادرات از تولید این ماه بیشتر است؛ اگر از انبار بوده، درست است."
        for line in lines
        if line.quantity is not None and line.quantity > (production.get(line.product.code) or 0)
    ]


def open_faults(submission: Submission, at: datetime) -> list[str]:
    """Return everything that keeps a month from being sent: four greens, and all checks again."""
    green = {s.step for s in submission.steps.order_by("step") if s.status == StepStatus.CONFIRMED}
    missing = [f"{step.label} هنوز تایید نشده است." for step in Step if step not in green]
    if missing:
        return missing
    period = period_fault(submission.licence, submission.period, at)
    employment = getattr(submission, "employment", None)
    return [
        *([period] if period else []),
        *production_faults(
            submission.activity,
            submission.production.select_related("product").order_by("position"),
        ),
        *export_faults(
            submission.exports.has_exports,
            submission.export_lines.select_related("product__measure").order_by("position"),
        ),
        *([] if employment and employment.total is not None else ["تعداد کارکنان را بنویسید."]),
    ]
