"""Which units the plan proposes: the latest months' flags, the selected lists, silence.

Each source is read by its own index and up to a bound, so that the page of a province costs what
that of a union does; then the units are ordered by what speaks for visiting them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organization
from catalog.fields import alphabetical
from catalog.models import Product
from config.jalali import JalaliMonth, add_months, current_month, tehran_day
from review.models import Visit
from review.visit_enums import OPEN_VISITS, VisitState
from review.visits.queries import limits, units_of
from review.visits.rules import RiskOfUnit, ranked
from statistics.enums import Selected, State
from statistics.figures import filed_figures
from statistics.models import RaisedFlag, Submission
from statistics.models.reach import reach_of
from statistics.office.selection.queries import selected_units
from units.models import Unit

SHOWN = 12
# Of each source so many are weighed; what lies behind them has fewer flags or months.
WEIGHED = 60
# The flags of so many months are looked at: the one that is filed now, and the one before.
MONTHS = 2


@dataclass(frozen=True)
class ProposedVisit:
    """A unit that the plan proposes, with why."""

    unit: Unit
    risk: RiskOfUnit
    month: JalaliMonth


def proposed(office: Organization, at: datetime, unit: int | None = None) -> list[ProposedVisit]:
    """List the units that most speaks for, the first first; `unit` (id) asks about one alone."""
    today = tehran_day(at)
    units = _free(office, today) if unit is None else Unit.objects.filter(pk=unit)
    latest = current_month(at) - 1
    risks = _weighed(office, units, latest, today)
    found = ranked(risks.values())[:SHOWN]
    rows = Unit.objects.select_related("county", "union").in_bulk([one.unit_id for one in found])
    return [
        ProposedVisit(rows[one.unit_id], one, one.flagged_month or latest)
        for one in found
        if one.unit_id in rows
    ]


def risk_of(office: Organization, unit: Unit, at: datetime) -> RiskOfUnit:
    """Tell what speaks for visiting one unit, whether or not the plan would propose it."""
    found = proposed(office, at, unit.pk)
    return found[0].risk if found else RiskOfUnit(unit.pk)


def _free(office: Organization, today: date) -> QuerySet[Unit]:
    """Find the units of an office that await no visit and had none lately."""
    rest = limits(today, office.province_id).rest
    # Days of so many months back.
    since = add_months(today, -rest)
    awaited = Q(state__in=OPEN_VISITS)
    lately = Q(state=VisitState.CONFIRMED, visited_on__gt=since)
    theirs = Visit.objects.filter(awaited | lately, unit=OuterRef("pk"))
    return units_of(office).filter(~Exists(theirs))


def _weighed(
    office: Organization, units: QuerySet[Unit], latest: JalaliMonth, today: date
) -> dict[int, RiskOfUnit]:
    flagged = _flagged(office, units, latest)
    listed = set(
        selected_units(today)
        .filter(unit__in=units)
        .order_by("unit")
        .values_list("unit", flat=True)[:WEIGHED]
    )
    owing = dict(
        units.filter(missed_months__gt=0)
        .order_by("-missed_months", "pk")
        .values_list("pk", "missed_months")[:WEIGHED]
    )
    never = ~Exists(Visit.objects.filter(unit=OuterRef("pk"), state=VisitState.CONFIRMED))
    fresh = set(units.filter(never).order_by("pk").values_list("pk", flat=True)[:WEIGHED])
    products = _with_products(office, units, latest)
    everyone = {*flagged, *listed, *owing, *fresh, *products}
    # Those that another source brought were perhaps not among the first of this one.
    owes = dict(
        Unit.objects.filter(pk__in=everyone, missed_months__gt=0)
        .order_by("pk")
        .values_list("pk", "missed_months")
    )
    unvisited = set(
        Unit.objects.filter(never, pk__in=everyone).order_by("pk").values_list("pk", flat=True)
    )
    return {
        pk: replace(
            flagged.get(pk, RiskOfUnit(pk)),
            selected=pk in listed,
            product=pk in products,
            missed=owes.get(pk, 0),
            never=pk in unvisited,
        )
        for pk in everyone
    }


def _flagged(
    office: Organization, units: QuerySet[Unit], latest: JalaliMonth
) -> dict[int, RiskOfUnit]:
    """Find the units whose latest months have most flags, each with what they say in short."""
    found: dict[int, RiskOfUnit] = {}
    for back in range(MONTHS):
        month = latest - back
        cases = Submission.objects.filter(
            reach_of(office), year=month.year, month=month.month, flags__gt=0, unit__in=units
        ).exclude(state=State.DRAFT)
        rows = list(cases.order_by("-flags", "pk").values_list("pk", "unit")[:WEIGHED])
        words: dict[int, list[str]] = {}
        raised = RaisedFlag.objects.filter(submission__in=[pk for pk, _ in rows])
        said = raised.order_by("submission", "rule", "key").values_list("submission", "short")
        for case, short in said:
            # One short word for one rule, however many products it speaks of.
            if short not in words.setdefault(case, []):
                words[case].append(short)
        for case, unit in rows:
            if words.get(case) and unit not in found:
                found[unit] = RiskOfUnit(unit, tuple(words[case]), month)
    return found


def _with_products(office: Organization, units: QuerySet[Unit], latest: JalaliMonth) -> set[int]:
    """Find the units that filed a selected product for the latest months."""
    found: set[int] = set()
    for back in range(MONTHS):
        month = latest - back
        cases = Submission.objects.filter(
            reach_of(office),
            year=month.year,
            month=month.month,
            selected__in=(Selected.PRODUCT, Selected.BOTH),
            unit__in=units,
        ).exclude(state=State.DRAFT)
        found |= set(cases.order_by("pk").values_list("unit", flat=True)[:WEIGHED])
    return found


def products_of(case: Submission | None) -> list[Product]:
    """List what a filed month made: the capacity that was seen is of one of these."""
    figures = filed_figures(case) if case else None
    if figures is None:
        return []
    rows = Product.objects.filter(code__in=[one.code for one in figures.production])
    return list(rows.select_related("measure").order_by(alphabetical("name"), "pk"))
