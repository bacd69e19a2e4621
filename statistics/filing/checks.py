"""The hard checks of filing: what must hold before a step is green and before a month is sent.

Each returns Persian sentences that say what to do; an empty list means it may pass. The rules
themselves stand in `statistics.rules`; here they are put to what is stored.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.enums import StepStatus
from statistics.filing.outdated_products import dash_faults, live
from statistics.models import ExportLine, ProductionLine, Submission
from statistics.models.lines import with_measures
from statistics.rules import hard_rules
from units.eligibility import refusal
from units.models import Licence


def period_fault(licence: Licence, month: JalaliMonth, at: datetime) -> str | None:
    """Return why this licence cannot serve this month, or None (guide step 1)."""
    return hard_rules.month_ended(month, at) or refusal(licence, month)


def computed_tonnes(product: Product, quantity: Decimal | None) -> Decimal | None:
    """Return the quantity in tonnes when the measure is one of mass, else None."""
    return hard_rules.tonnes_of(product.measure.tonne_factor, quantity)


def tonnes_fault(
    product: Product, quantity: Decimal | None, tonnes: Decimal | None, reason: str
) -> str | None:
    """Return why the tonnes cannot stand beside the amount (guide step 3)."""
    factor = product.measure.tonne_factor
    return hard_rules.tonne_is_tonne(factor, quantity, tonnes) or hard_rules.tonnes_explained(
        factor, quantity, tonnes, reason
    )


def production_faults(activity: str, lines: Iterable[ProductionLine]) -> list[str]:
    """Return what step 2 lacks: every listed product has a quantity, an explicit zero included.

    The lines were read by `ready`; one with a dash is to be replaced or taken off.
    """
    lines = list(lines)
    if hard_rules.inactive_has_nothing(activity):
        return []
    unlisted = hard_rules.products_listed(activity, len(lines))
    if unlisted:
        return [unlisted]
    faults = ((line.product.name, hard_rules.quantity_given(line.quantity)) for line in live(lines))
    return [*dash_faults(lines), *(f"{name}: {fault}" for name, fault in faults if fault)]


def export_faults(has_exports: bool | None, lines: Iterable[ExportLine]) -> list[str]:
    """Return what step 3 lacks: an explicit answer, and four numbers for each product."""
    lines = list(lines) if has_exports else []
    fault = hard_rules.exports_answered(has_exports) or hard_rules.exports_listed(
        has_exports, len(lines)
    )
    if fault:
        return [fault]
    faults = dash_faults(lines)
    for line in live(lines):
        numbers = (line.quantity, line.tonnes, line.value_usd, line.value_irr)
        wrong = hard_rules.four_numbers(numbers) or tonnes_fault(
            line.product, line.quantity, line.tonnes, line.tonnes_reason
        )
        if wrong:
            faults.append(f"{line.product.name}: {wrong}")
    return faults


def open_faults(submission: Submission, at: datetime) -> list[str]:
    """Return everything that keeps a month from being sent: four greens, and all checks again."""
    green = {s.step for s in submission.steps.order_by("step") if s.status == StepStatus.CONFIRMED}
    missing = hard_rules.steps_green(green)
    if missing:
        return missing
    period = period_fault(submission.licence, submission.period, at)
    employment = getattr(submission, "employment", None)
    people = hard_rules.people_given(employment.total if employment else None)
    made = with_measures(submission.production.order_by("position"), submission.period)
    sent = with_measures(submission.export_lines.order_by("position"), submission.period)
    return [
        *([period] if period else []),
        *production_faults(submission.activity, made),
        *export_faults(submission.exports.has_exports, sent),
        *([people] if people else []),
    ]
