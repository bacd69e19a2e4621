"""Whom to follow up: what was returned and is overdue, who has not filed, who is near inactive.

Selected units stand first (directive 5013 §3). Each list is read by keyset in two stretches, the
selected ones and the others, so that a page costs the same however long it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.fields import alphabetical
from catalog.models import County, Province
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, tehran_day
from config.keyset import COUNT_CAP, PAGE, Page, moment_cursor, moment_of, page_of
from review.followup.enums import FollowUpList
from review.models import Contact
from statistics.enums import State
from statistics.models import AskedReminder, Submission
from statistics.obligation.queries import due, filed
from statistics.obligation.rules import DutyRules
from statistics.office.selection.queries import selected_units
from units.enums import UnitActivity
from units.models import Licence, Unit

# Those an office asked for, and those of the daily run.
_LAST_REMINDERS = """
SELECT m.unit_id, greatest(
    (SELECT max(a.at) FROM statistics_askedreminder a WHERE a.unit_id = m.unit_id),
    (SELECT max(r.at) FROM statistics_reminder r WHERE r.unit_id = m.unit_id))
FROM units_unitmember m WHERE m.unit_id = ANY(%s) AND m.ended_at IS NULL GROUP BY m.unit_id
"""
# By what lists are narrowed: province, county and union of a unit's home, and of a filed month.
Columns = tuple[str, str, str]
HOME_COLUMNS: Columns = ("county__organization_code", "county", "union")
CASE_COLUMNS: Columns = ("route_province__code", "licence__county", "route_union")


@dataclass(frozen=True)
class FollowUpFilter:
    """Which list, and what it is narrowed to; empty where it is not.

    `province` is the code of a provincial organization. With a `month` the unfiled are those who
    owe this month and have not filed it; who is near inactive is so whatever the month.
    """

    tab: FollowUpList
    province: str = ""
    county: str = ""
    union: str = ""
    month: JalaliMonth | None = None

    @property
    def number(self) -> str:
        """The month as an address names it; '' for none."""
        return str(self.month.to_int()) if self.month else ""

    @property
    def owed(self) -> JalaliMonth | None:
        """The one month whose unfiled are listed; None where it is the latest due one."""
        return self.month if self.tab == FollowUpList.MISSING else None


@dataclass(frozen=True)
class FollowUpRow:
    """One unit of a list: its month, since when it is owed, who was told and reached last."""

    unit: Unit
    home: Licence
    month: JalaliMonth
    missed: int
    due: datetime | None
    tracking: str
    selected: bool
    contact: Contact | None
    reminded: bool


@dataclass(frozen=True)
class Options:
    """What a list may be narrowed to by this person; empty where there is nothing to choose."""

    provinces: list[tuple[str, str]] = field(default_factory=list)
    counties: list[tuple[str, str]] = field(default_factory=list)
    unions: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class FollowUp:
    """The lists of one person at one moment."""

    user: User
    at: datetime

    @cached_property
    def today(self) -> date:
        return tehran_day(self.at)

    @cached_property
    def rules(self) -> DutyRules:
        return DutyRules(PolicyBook.load())

    @cached_property
    def offices(self) -> tuple[Organization, ...]:
        return authority_of(self.user).organizations(Permission.VIEW_CASES)

    @cached_property
    def provinces(self) -> list[str]:
        """The codes of all provinces, to look up what holds in each."""
        return list(Province.objects.order_by("code").values_list("code", flat=True))

    @cached_property
    def _latest_due(self) -> dict[str, JalaliMonth]:
        return {}

    def latest_due(self, province: str) -> JalaliMonth:
        """Find the last month whose final day has passed in a province."""
        if province not in self._latest_due:
            self._latest_due[province] = self.rules.latest_due(province, self.at)
        return self._latest_due[province]

    def homes(self, chosen: FollowUpFilter | None = None) -> QuerySet[Licence]:
        """Find the licence under which each unit in reach is listed: its latest."""
        later = Licence.objects.filter(unit=OuterRef("unit")).filter(
            Q(issued_on__gt=OuterRef("issued_on"))
            # Of two of one day the smaller number is the latest, as everywhere.
            | Q(issued_on=OuterRef("issued_on"), number__lt=OuterRef("number"))
        )
        # Nothing: a Q without any condition would be everything.
        reach = Q(pk__in=[])
        for office in self.offices:
            reach |= _reach_of(office)
        homes = Licence.objects.filter(reach, ~Exists(later))
        return homes.filter(_narrowed(chosen)) if chosen else homes

    def missing(self, chosen: FollowUpFilter) -> QuerySet[Licence]:
        """Find whose last due month, or more, is not filed; near inactive alone for that tab."""
        homes = self.homes(chosen)
        if chosen.tab == FollowUpList.NEAR:
            return homes.filter(self._near()).exclude(unit__activity=UnitActivity.INACTIVE)
        if chosen.owed:
            return homes.filter(self._owing(chosen.owed))
        # Judged and stored with the unit: a list counts no months.
        return homes.filter(unit__missed_months__gt=0)

    def overdue(self, chosen: FollowUpFilter) -> QuerySet[Submission]:
        """Find the returned months whose correction date has passed."""
        cases = Submission.objects.in_reach_of(self.user).filter(
            state=State.RETURNED, correction_due__lte=self.at
        )
        if chosen.month:
            cases = cases.filter(year=chosen.month.year, month=chosen.month.month)
        return cases.filter(_narrowed(chosen, CASE_COLUMNS))

    def counts(self, chosen: FollowUpFilter) -> list[tuple[FollowUpList, int]]:
        """Count each list, narrowed alike, up to COUNT_CAP and one."""
        found = []
        for tab in FollowUpList:
            here = replace(chosen, tab=tab)
            rows: QuerySet[Any] = (
                self.overdue(here) if tab == FollowUpList.RETURNED else self.missing(here)
            )
            found.append((tab, rows.order_by()[: COUNT_CAP + 1].count()))
        return found

    def _owing(self, month: JalaliMonth) -> Q:
        """Write the condition of a unit that owes a month and has not filed it by now.

        What is due and what counts as filed is that of the response rate.
        """
        theirs = Submission.objects.filter(
            filed(self.at), unit=OuterRef("unit"), year=month.year, month=month.month
        )
        return due(self.rules, self.provinces, month) & ~Q(Exists(theirs))

    def _near(self) -> Q:
        """Write the condition of a unit that is inactive once one more month goes by."""
        provinces: dict[int, list[str]] = defaultdict(list)
        for code in self.provinces:
            # Most provinces allow alike: one condition for each number, not for each province.
            provinces[self.rules.allowed(code, self.latest_due(code))].append(code)
        near = Q(pk__in=[])
        for allowed, codes in provinces.items():
            near |= Q(unit__missed_months=allowed, county__province__in=codes)
        return near


def read_page(lists: FollowUp, chosen: FollowUpFilter, cursor: str = "") -> Page[FollowUpRow]:
    """Read a page of rows behind a cursor, selected units first (directive 5013 §3)."""
    place = _place(chosen, cursor)
    found: list[tuple[bool, Any]] = []
    for selected in (True, False):
        if place and selected and not place[0]:
            continue
        rows = _stretch(lists, chosen, selected)
        if place and place[0] == selected:
            rows = rows.filter(place[1])
        # One more than a page: it tells that there is another.
        found += [(selected, row) for row in rows[: PAGE + 1 - len(found)]]
        if len(found) > PAGE:
            break
    page = page_of(found, lambda one: _cursor(chosen, *one))
    return Page(_rows(lists, chosen, page.rows), page.cursor)


def unit_in_reach(lists: FollowUp, unit: int) -> Licence | None:
    """Find the home of a unit that this person may follow up; None for any other."""
    homes = (
        lists.homes().filter(unit=unit).select_related("unit", "kind", "county__province", "union")
    )
    return homes.first()


def last_reminders(units: Iterable[int]) -> dict[int, datetime | None]:
    """Map the units (ids) that somebody acts for to when they were last reminded, None for never.

    Who is not in it is reminded by nobody: no account would be told.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST_REMINDERS, [list(units)])
        return dict(cursor.fetchall())


def contacts_of(unit: Unit) -> list[Contact]:
    rows = Contact.objects.filter(unit=unit).select_related("organization", "by")
    return list(rows.order_by("-pk"))


def options(lists: FollowUp, chosen: FollowUpFilter) -> Options:
    """List what the lists may be narrowed to: a province first where one sees many."""
    provinces: list[tuple[str, str]] = []
    kinds = {office.kind for office in lists.offices}
    # One union or one county: there is nothing left to choose.
    if kinds <= {OrganizationKind.UNION, OrganizationKind.COUNTY_OFFICE}:
        return Options()
    if OrganizationKind.MINISTRY in kinds:
        every = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by(
            alphabetical("name"), "code"
        )
        provinces = [(code, short_name(name)) for code, name in every.values_list("code", "name")]
        offices = every.filter(code=chosen.province)
    else:
        offices = Organization.objects.filter(pk__in=[o.pk for o in lists.offices])
    codes = list(offices.order_by("pk").values_list("pk", "code"))
    counties = County.objects.filter(organization_code__in=[code for _, code in codes])
    unions = Organization.objects.filter(
        kind=OrganizationKind.UNION, parent__in=[pk for pk, _ in codes]
    )
    return Options(
        provinces,
        list(counties.order_by(alphabetical("name"), "code").values_list("code", "name")),
        [
            (str(pk), name)
            for pk, name in unions.order_by(alphabetical("name"), "pk").values_list("pk", "name")
        ],
    )


def _stretch(lists: FollowUp, chosen: FollowUpFilter, selected: bool) -> QuerySet[Any]:
    """Read the selected units of a list, or the others, in order."""
    units = selected_units(lists.today).values("unit")
    mine = Q(unit__in=units) if selected else ~Q(unit__in=units)
    if chosen.tab == FollowUpList.RETURNED:
        cases = lists.overdue(chosen).filter(mine).order_by("correction_due", "pk")
        return cases.select_related("unit", "licence__county", "licence__union")
    homes = lists.missing(chosen).filter(mine).order_by(F("unit__missed_months").desc(), "unit_id")
    return homes.select_related("unit", "county", "union")


def _rows(
    lists: FollowUp, chosen: FollowUpFilter, found: Iterable[tuple[bool, Any]]
) -> list[FollowUpRow]:
    """Make the rows with what was done about each: two queries for all of them."""
    found = list(found)
    units = [row.unit_id for _, row in found]
    # Without units there is nothing to ask.
    latest = Contact.objects.filter(unit__in=units).order_by("unit", "-pk").distinct("unit")
    contacts = {c.unit_id: c for c in latest.select_related("by")} if units else {}
    told = AskedReminder.objects.filter(unit__in=units, day=lists.today).order_by("pk")
    reminded = set(told.values_list("unit", flat=True)) if units else set()
    rows = []
    for selected, row in found:
        is_case = isinstance(row, Submission)
        home = row.licence if is_case else row
        owed = chosen.owed or lists.latest_due(home.county.province_id)
        rows.append(
            FollowUpRow(
                row.unit,
                home,
                row.period if is_case else owed,
                row.unit.missed_months,
                row.correction_due if is_case else None,
                row.tracking_number if is_case else "",
                selected,
                contacts.get(row.unit_id),
                row.unit_id in reminded,
            )
        )
    return rows


def _cursor(chosen: FollowUpFilter, selected: bool, row: Any) -> str:
    if chosen.tab == FollowUpList.RETURNED:
        return f"{int(selected)},{moment_cursor(row.correction_due, row.pk)}"
    return f"{int(selected)},{row.unit.missed_months},{row.unit_id}"


def _place(chosen: FollowUpFilter, cursor: str) -> tuple[bool, Q] | None:
    """Read from a cursor the stretch in which a page begins and what lies behind it.

    None for a malformed cursor, which is the beginning.
    """
    # Eighteen digits fit the column of ids; more would be an error of the database.
    found = re.fullmatch(r"([01]),([^,]{1,40}),([0-9]{1,18})", cursor)
    if not found:
        return None
    pk = int(found[3])
    if chosen.tab == FollowUpList.RETURNED:
        moment = moment_of(found[2])
        behind = Q(correction_due__gt=moment) | Q(correction_due=moment, pk__gt=pk)
        return (found[1] == "1", behind) if moment else None
    if not re.fullmatch(r"[0-9]{1,4}", found[2]):
        return None
    missed = int(found[2])
    behind = Q(unit__missed_months__lt=missed) | Q(unit__missed_months=missed, unit_id__gt=pk)
    return found[1] == "1", behind


def _narrowed(chosen: FollowUpFilter, columns: Columns = HOME_COLUMNS) -> Q:
    wanted = zip(columns, (chosen.province, chosen.county, chosen.union), strict=True)
    return Q(**{column: value for column, value in wanted if value})


def _reach_of(office: Organization) -> Q:
    """Write the condition of the units that an office follows up: where their licence lies."""
    match OrganizationKind(office.kind):
        case OrganizationKind.UNION:
            return Q(union=office)
        case OrganizationKind.COUNTY_OFFICE:
            return Q(county=office.county_id)
        case OrganizationKind.PROVINCE:
            return Q(county__organization_code=office.code)
        case OrganizationKind.MINISTRY:
            return Q(pk__isnull=False)
        case _:
            return Q(pk__in=[])
