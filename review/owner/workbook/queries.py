"""Which units a workbook of a month may hold, what is carried over, and the marks of its rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from catalog.models import Product
from catalog.search import products_in
from catalog.validity import before
from config.jalali import JalaliMonth
from statistics.models import ExportLine, ProductionLine, Submission, SubmissionQuerySet
from statistics.obligation.outlook import Outlook, outlooks
from units.models import Licence, Unit

MOST_UNITS = 100
MONTHS_OFFERED = 12
_LENGTH = 8


@dataclass(frozen=True)
class Carried:
    """What a unit begins a month with: its draft where it has one, else what it filed last."""

    licence: Licence
    standing: Submission | None
    last: Submission | None

    @property
    def unit(self) -> Unit:
        return self.licence.unit

    @property
    def source(self) -> Submission | None:
        return self.standing or self.last


def months_offered(last: JalaliMonth) -> list[JalaliMonth]:
    return [last - back for back in range(MONTHS_OFFERED)]


def to_fill(found: Iterable[Outlook], month: JalaliMonth) -> list[tuple[Outlook, Licence]]:
    """Keep the units that may file the month now, each with the licence by which it does."""
    return [
        (outlook, licence)
        for outlook in found
        if outlook.unit.guild_id and (licence := outlook.serving(month))
        if month not in outlook.begun or outlook.begun[month].editable
    ]


def own_units(user: User, at: datetime) -> dict[str, Outlook]:
    """Give the person's units by guild id."""
    return {found.unit.guild_id: found for found in outlooks(user, at) if found.unit.guild_id}


def carried(licences: Sequence[Licence], month: JalaliMonth) -> list[Carried]:
    """Read what each unit begins the month with: as many queries for a hundred as for one."""
    units = [licence.unit_id for licence in licences]
    cases = _with_lines(Submission.objects.filter(unit__in=units))
    standing = {case.unit_id: case for case in cases.filter(year=month.year, month=month.month)}
    earlier = cases.filter(before("", month.year, month.month), filed_at__isnull=False)
    latest = earlier.order_by("unit", "-year", "-month").distinct("unit")
    last = {case.unit_id: case for case in latest}
    return [
        Carried(licence, standing.get(licence.unit_id), last.get(licence.unit_id))
        for licence in licences
    ]


def _with_lines(cases: SubmissionQuerySet) -> SubmissionQuerySet:
    made = ProductionLine.objects.select_related("product").order_by("position", "pk")
    sent = ExportLine.objects.select_related("product").order_by("position", "pk")
    return cases.select_related("employment", "exports").prefetch_related(
        Prefetch("production", made), Prefetch("export_lines", sent)
    )


def valid_products(month: JalaliMonth, codes: Collection[str]) -> dict[str, Product]:
    """Find those products that the catalogue has in a month, in their measures of then."""
    found = products_in(month, codes) if codes else {}
    return {code: one for code, one in found.items() if one.is_valid_in(month)}


def mark_of(one: Carried, month: JalaliMonth) -> str:
    """Write the mark of a unit's rows: which unit and month they are of, and how both stood then.

    The first half ties a row to its unit: an id that was written over another is found. The second
    changes with what was carried over, and with the unit's own month.
    """
    return f"{_half(_tied(one.unit, month))}-{_half(_tied(one.unit, month), _stood(one))}"


def is_tied(mark: str, unit: Unit, month: JalaliMonth) -> bool:
    """Tell whether a mark was made for this unit and month, however they stand now."""
    return constant_time_compare(mark.partition("-")[0], _half(_tied(unit, month)))


def _half(*parts: str) -> str:
    return salted_hmac("review.owner.workbook", "|".join(parts)).hexdigest()[:_LENGTH]


def _tied(unit: Unit, month: JalaliMonth) -> str:
    return f"{unit.pk} {month.to_int()}"


def _stood(one: Carried) -> str:
    last = f"{one.last.tracking_number} {one.last.round}" if one.last else ""
    own = f"{one.standing.tracking_number} {one.standing.version}" if one.standing else ""
    return f"{last}|{own}"
