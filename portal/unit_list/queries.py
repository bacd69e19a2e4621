"""Which units are listed, in which order, and how many each list has."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.fields import alphabetical
from catalog.models import County, IsicNode, Province
from catalog.policy.book import PolicyBook
from config.http import row_id
from config.jalali import JalaliMonth, current_month, tehran_day
from config.keyset import COUNT_CAP, Before, Behind, Page, page_of
from portal.unit_list.enums import UnitChip, UnitOrder
from statistics.models import Submission
from statistics.obligation.enums import Duty
from statistics.obligation.queries import due, filed
from statistics.obligation.rules import DutyRules
from statistics.office.selection.queries import selected_units
from units.enums import MemberRole, UnitActivity
from units.models import Licence, Unit, UnitMember, UnitQuerySet
from units.queries import trades_in_use

# Offices that see the whole country; a list is counted whole only below that.
COUNTRYWIDE = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)
# To be counted these are asked of unit after unit.
_CLASS_DIGITS = 4
_ASKED_OF_EACH = {UnitChip.OPEN, UnitChip.NO_ACCOUNT}


_OWNERS = UnitMember.objects.filter(unit=OuterRef("pk"), ended_at=None, role=MemberRole.OWNER)


@dataclass(frozen=True)
class UnitFilter:
    """What the list is narrowed to; empty where it is not.

    `province` is an organization's code, `trade` the code of a node of ISIC of any level. `month`
    is the one whose unfiled are listed, by default that which is to be filed now.
    """

    chip: UnitChip = UnitChip.ALL
    province: str = ""
    county: str = ""
    union: str = ""
    trade: str = ""
    duty: str = ""
    activity: str = ""
    month: JalaliMonth | None = None
    order: UnitOrder = UnitOrder.URGENT


@dataclass(frozen=True)
class Options:
    """What there is to choose from; empty where there is nothing to choose."""

    provinces: list[tuple[str, str]] = field(default_factory=list)
    counties: list[tuple[str, str]] = field(default_factory=list)
    unions: list[tuple[str, str]] = field(default_factory=list)
    trades: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reach:
    """The units that one person's offices see, at one moment."""

    user: User
    at: datetime

    @cached_property
    def today(self) -> date:
        return tehran_day(self.at)

    @cached_property
    def month(self) -> JalaliMonth:
        """The month that is to be filed now."""
        return current_month(self.at) - 1

    @cached_property
    def rules(self) -> DutyRules:
        return DutyRules(PolicyBook.load())

    @cached_property
    def offices(self) -> tuple[Organization, ...]:
        return authority_of(self.user).organizations(Permission.VIEW_REGISTRY)

    @cached_property
    def reads_cases(self) -> bool:
        return bool(authority_of(self.user).organizations(Permission.VIEW_CASES))

    @property
    def countrywide(self) -> bool:
        return any(office.kind in COUNTRYWIDE for office in self.offices)

    def units(self, chosen: UnitFilter) -> UnitQuerySet:
        """Find the units of a list, in no order."""
        units = Unit.objects.visible_to(self.user)
        narrowed = {
            "organization_code": chosen.province,
            "county": chosen.county,
            "union": chosen.union,
            "activity": chosen.activity,
        }
        units = units.filter(**{name: value for name, value in narrowed.items() if value})
        if chosen.duty:
            units = units.filter(_DUTIES[Duty(chosen.duty)])
        if chosen.trade:
            units = units.filter(_of_trade(chosen.trade))
        return units.filter(self._of_chip(chosen.chip, chosen.month or self.month))

    def counts(self, chosen: UnitFilter) -> dict[UnitChip, int | None]:
        """Count each list, narrowed alike, up to COUNT_CAP and one; None where that is dear."""
        wide = self.countrywide and not (chosen.province or chosen.county or chosen.union)
        chips = [chip for chip in UnitChip if not (wide and chip in _ASKED_OF_EACH)]
        parts = [_count(self.units(replace(chosen, chip=chip))) for chip in chips]
        # Subqueries of one SELECT: one way to the database and back.
        numbers = ", ".join(sql for sql, _ in parts)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {numbers}", [value for _, some in parts for value in some])
            return dict.fromkeys(UnitChip) | dict(zip(chips, cursor.fetchone(), strict=True))

    def _of_chip(self, chip: UnitChip, month: JalaliMonth) -> Q:
        match chip:
            case UnitChip.OPEN:
                return self._open(month)
            case UnitChip.NEAR:
                return self._near()
            case UnitChip.INACTIVE:
                return Q(activity=UnitActivity.INACTIVE)
            case UnitChip.EXPIRED:
                return Q(valid_until__lt=self.today)
            case UnitChip.NO_GUILD_ID:
                return Q(guild_id="")
            case UnitChip.NO_ACCOUNT:
                return Q(closed_on=None) & ~Q(Exists(_OWNERS))
            case UnitChip.SELECTED:
                return Q(pk__in=selected_units(self.today).values("unit"))
            case _:
                return Q()

    def _open(self, month: JalaliMonth) -> Q:
        """Write the condition of a unit that owes a month and has not filed it yet."""
        theirs = Submission.objects.filter(
            filed(self.at), unit=OuterRef("pk"), year=month.year, month=month.month
        )
        # What is due is that of the response rate, asked of any licence of the unit.
        owing = Licence.objects.filter(due(self.rules, self._provinces, month), unit=OuterRef("pk"))
        return Q(closed_on=None) & ~Q(guild_id="") & ~Q(Exists(theirs)) & Q(Exists(owing))

    def _near(self) -> Q:
        """Write the condition of a unit that is inactive once one more month goes by."""
        provinces: dict[int, list[str]] = defaultdict(list)
        for code in self._provinces:
            latest = self.rules.latest_due(code, self.at)
            provinces[self.rules.allowed(code, latest)].append(code)
        near = Q(pk__in=[])
        for allowed, codes in provinces.items():
            # Most often all provinces allow alike, and no county is asked.
            where = Q() if len(provinces) == 1 else Q(county__province__in=codes)
            near |= Q(missed_months=allowed) & where
        return near & ~Q(activity=UnitActivity.INACTIVE)

    @cached_property
    def _provinces(self) -> list[str]:
        return list(Province.objects.order_by("code").values_list("code", flat=True))


def _of_trade(code: str) -> Q:
    """Narrow to a class of ISIC, as most often, or to all classes below a wider node."""
    if len(code) == _CLASS_DIGITS:
        return Q(trade=code)
    wider = IsicNode.objects.filter(code=code).values("path")
    below = IsicNode.objects.filter(path__startswith=Subquery(wider))
    return Q(trade__in=below.values("code"))


def _count(units: UnitQuerySet) -> tuple[str, tuple[Any, ...]]:
    """Write the SQL of a number up to COUNT_CAP and one, with its values."""
    try:
        rows = units.order_by().values("pk")[: COUNT_CAP + 1]
        sql, values = rows.query.sql_with_params()
    # Django knows that nothing is found and writes no SQL.
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS n)", tuple(values)


_DUTIES = {
    Duty.OVERDUE: Q(missed_months__gt=0),
    Duty.GAPS: Q(missed_months=0, past_gaps__gt=0),
    Duty.REGULAR: Q(missed_months=0, past_gaps=0),
}


def read_page(reach: Reach, chosen: UnitFilter, cursor: str = "") -> Page[Unit]:
    """Read a page of units behind a cursor, which names its last one."""
    units = reach.units(chosen).select_related("county", "union", "trade")
    last = row_id(cursor)
    if chosen.order == UnitOrder.NAME:
        units = units.order_by("name_order", "pk")
    else:
        # Both from the last to the first, so that one comparison of pairs is the place.
        units = units.order_by("-missed_months", "-pk")
    if last is not None:
        units = units.filter(_place(chosen.order, last))
    return page_of(units, lambda unit: str(unit.pk))


def _place(order: UnitOrder, last: int) -> Behind:
    """Begin behind a unit: where it stands is asked of itself, so that no name is in an address."""
    here = Unit.objects.filter(pk=last)
    if order == UnitOrder.NAME:
        return Behind(
            F("name_order"), F("pk"), Subquery(here.values("name_order")), Subquery(_pk(here))
        )
    return Before(
        F("missed_months"), F("pk"), Subquery(here.values("missed_months")), Subquery(_pk(here))
    )


def _pk(units: UnitQuerySet) -> QuerySet[Any, Any]:
    return units.values("pk")


def options(reach: Reach, chosen: UnitFilter) -> Options:
    """List what the list may be narrowed to: a province first where one sees them all."""
    kinds = {office.kind for office in reach.offices}
    trades = trades_in_use()
    if kinds <= {OrganizationKind.UNION}:
        return Options(trades=trades)
    provinces: list[tuple[str, str]] = []
    if reach.countrywide:
        every = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        named = every.order_by(alphabetical("name"), "code").values_list("code", "name")
        provinces = [(code, short_name(name)) for code, name in named]
        codes = [chosen.province] if chosen.province else []
    else:
        codes = [
            office.code for office in reach.offices if office.kind == OrganizationKind.PROVINCE
        ]
    own = [o.county_id for o in reach.offices if o.kind == OrganizationKind.COUNTY_OFFICE]
    counties = County.objects.filter(organization_code__in=codes)
    unions = Organization.objects.filter(kind=OrganizationKind.UNION).filter(
        Q(parent__kind=OrganizationKind.PROVINCE, parent__code__in=codes) | Q(county__in=own)
    )
    return Options(
        provinces,
        list(counties.order_by(alphabetical("name"), "code").values_list("code", "name")),
        [
            (str(pk), name)
            for pk, name in unions.order_by(alphabetical("name"), "pk").values_list("pk", "name")
        ],
        trades,
    )
