"""The hard checks of filing: what must hold before a step is green and before a month is sent.

Each returns Persian sentences that say what to do; an empty list means it may pass. The rules
themselves stand in `statistics.rules`; here they are put to what is stored.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.enums import ActivityState, Step, StepStatus
from statistics.filing.outdated_products import dash_faults, live
from statistics.models import Employment, ExportLine, ProductionLine, Submission
from statistics.models.lines import with_measures
from statistics.rules import hard_rules
from statistics.rules.rule import Fault
from statistics.rules.table import failing
from units.models import Licence


def period_fault(licence: Licence, month: JalaliMonth, at: datetime) -> str | None:
    """Say why this licence cannot serve this month, or None (guide step 1)."""
    return first(failing(Step.PERIOD, hard_rules.ChosenMonth(licence, month, at)))


def first(faults: Iterable[Fault]) -> str | None:
    """Say the first of the faults, as it is said where its input is not on the page."""
    return next((fault.apart for fault in faults), None)


def computed_tonnes(product: Product, quantity: Decimal | None) -> Decimal | None:
    """Compute tonnes when the measure is one of mass, else None."""
    return hard_rules.tonnes_of(product.measure.tonne_factor, quantity)


def production_faults(activity: str, lines: Iterable[ProductionLine]) -> list[str]:
    """Say what step 2 lacks: every listed product has a quantity, an explicit zero included.

    The lines were read by `with_measures`; one with a dash is to be replaced or taken off.
    """
    lines = list(lines)
    if activity == ActivityState.INACTIVE:
        return []
    if unlisted := first(failing(Step.PRODUCTION, hard_rules.ProductList(activity, len(lines)))):
        return [unlisted]
    # A line with a dash is told once, by its dash: another measure asks its quantity anew anyway.
    faults = [
        (line.product.name, first(failing(Step.PRODUCTION, hard_rules.Produced(line.quantity))))
        for line in live(lines)
    ]
    return [
        *dash_faults(Step.PRODUCTION, lines),
        *(f"{name}: {fault}" for name, fault in faults if fault),
    ]


def export_faults(has_exports: bool | None, lines: Iterable[ExportLine]) -> list[str]:
    """Say what step 3 lacks: an explicit answer, and four numbers for each product."""
    lines = list(lines) if has_exports else []
    fault = first(failing(Step.EXPORTS, hard_rules.ExportAnswer(has_exports))) or first(
        failing(Step.EXPORTS, hard_rules.ExportList(has_exports, len(lines)))
    )
    if fault:
        return [fault]
    faults = dash_faults(Step.EXPORTS, lines)
    for line in live(lines):
        if wrong := first(failing(Step.EXPORTS, _numbers(line))):
            faults.append(f"{line.product.name}: {wrong}")
    return faults


def people_fault(official: int | None, contract: int | None, contractor: int | None) -> str | None:
    """Say what step 4 lacks, or None."""
    return first(failing(Step.EMPLOYMENT, hard_rules.Employed(official, contract, contractor)))


def open_faults(submission: Submission, at: datetime) -> list[str]:
    """Say all that keeps a month from being sent: four greens, and all checks again."""
    green = {s.step for s in submission.steps.order_by("step") if s.status == StepStatus.CONFIRMED}
    missing = failing(None, hard_rules.GreenSteps(green))
    # Alone: figures of a step that is not green are its own page's business.
    if missing:
        return [fault.text for fault in missing]
    # Again at the sending: a licence may have ended, a product been retired since its step.
    period = period_fault(submission.licence, submission.period, at)
    staff = getattr(submission, "employment", Employment())
    people = people_fault(staff.official, staff.contract, staff.contractor)
    made = with_measures(submission.production.order_by("position"), submission.period)
    sent = with_measures(submission.export_lines.order_by("position"), submission.period)
    return [
        *([period] if period else []),
        *production_faults(submission.activity, made),
        *export_faults(submission.exports.has_exports, sent),
        *([people] if people else []),
    ]


def _numbers(line: ExportLine) -> hard_rules.Exported:
    return hard_rules.Exported(
        quantity=line.quantity,
        tonnes=line.tonnes,
        value_usd=line.value_usd,
        value_irr=line.value_irr,
        tonnes_reason=line.tonnes_reason,
        factor=line.product.measure.tonne_factor,
    )
