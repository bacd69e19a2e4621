"""What a meeting has before it: places side by side, tasks and minutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.models import County
from config.jalali import JalaliMonth, last_months
from oversight.enums import TASK_CLOSED
from oversight.models import Meeting, MeetingTask
from statistics.indicators import queries as indicators
from statistics.indicators.filters import COUNTRY
from statistics.indicators.queries import IndicatorPlace
from statistics.indicators.rules import latest_full
from statistics.models import (
    CauseTotal,
    PlaceCauseTotal,
    PlaceTradeTotal,
    ResponseCount,
    TradeTotal,
)
from units.enums import UnitActivity
from units.models import Unit

# The offices that hold a meeting: of a province, and the national one.
HOLDS = (OrganizationKind.PROVINCE, OrganizationKind.MINISTRY)
# More months than any list of meetings shows.
_LISTED = 24


def holding_offices(user: User) -> list[Organization]:
    """Find the offices whose meetings the person prepares and writes down."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return [office for office in offices if office.kind in HOLDS]


def readable_offices(user: User) -> QuerySet[Organization]:
    """Find the offices whose sheets the person may read: of the country, or their own."""
    found = Organization.objects.filter(kind__in=HOLDS).order_by("code")
    if reads_country(user):
        return found
    own = authority_of(user).organizations(Permission.EVALUATE)
    return found.filter(pk__in=[office.pk for office in own])


def reads_country(user: User) -> bool:
    """Tell whether the person watches over all provinces: of the ministry or statistics office."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return any(office.kind != OrganizationKind.PROVINCE for office in offices)


def national_office() -> Organization | None:
    """Find the office that holds the national meeting."""
    return Organization.objects.filter(kind=OrganizationKind.MINISTRY).order_by("code").first()


def answering_offices(office: Organization) -> QuerySet[Organization]:
    """Find the offices that may answer for a task: one's own and those below it."""
    if office.kind == OrganizationKind.MINISTRY:
        kinds = (OrganizationKind.PROVINCE, OrganizationKind.STATISTICS)
        below = Q(kind__in=kinds)
    else:
        kinds = (OrganizationKind.COUNTY_OFFICE, OrganizationKind.UNION)
        below = Q(kind__in=kinds, parent=office)
    return Organization.objects.filter(below | Q(pk=office.pk)).order_by("kind", "code")


def place_of(office: Organization) -> IndicatorPlace:
    """Name whose totals an office's meeting looks at."""
    if office.kind == OrganizationKind.MINISTRY:
        return IndicatorPlace(COUNTRY)
    return IndicatorPlace(office.name, organizations=(office,))


def month_to_meet(office: Organization, at: datetime) -> JalaliMonth | None:
    """Find the newest month of which enough is final to meet about it; None where nothing is."""
    months = last_months(at, 13)
    filings, _ = indicators.people(place_of(office), indicators.Narrowing(), months)
    return latest_full(filings)


# ── Places side by side ──


@dataclass
class PlaceCounts:
    """A county, a union or a province in one month: who answered, people then and now, causes."""

    name: str
    due: int = 0
    filed: int = 0
    people: dict[JalaliMonth, int] = field(default_factory=lambda: defaultdict(int))
    filings: dict[JalaliMonth, int] = field(default_factory=lambda: defaultdict(int))
    causes: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))


def places(
    office: Organization, month: JalaliMonth
) -> tuple[dict[Any, PlaceCounts], dict[Any, PlaceCounts]]:
    """Count by county and by union; for the country by organization, and nothing second."""
    fine = office.kind == OrganizationKind.PROVINCE
    columns = ("county", "union") if fine else ("organization",)
    within = place_of(office).within
    months = (month - 1, month)
    found: list[dict[Any, PlaceCounts]] = [{} for _ in columns]

    def each(row: Mapping[str, Any]) -> Iterable[PlaceCounts]:
        for column, table in zip(columns, found, strict=True):
            yield table.setdefault(row[column], PlaceCounts(""))

    of_month = Q(year=month.year, month=month.month)
    either = of_month | Q(year=months[0].year, month=months[0].month)
    for row in (
        ResponseCount.objects.filter(of_month, within)
        .values(*columns)
        .annotate(owed=Sum("due"), came=Sum("filed"))
        .order_by()
    ):
        for counts in each(row):
            counts.due += row["owed"]
            counts.filed += row["came"]
    trades = PlaceTradeTotal if fine else TradeTotal
    people = F("official") + F("contract") + F("contractor")
    for row in (
        trades._default_manager.filter(either, within)
        .values(*columns, "year", "month")
        .annotate(staff=Sum(people), cases=Sum("filings"))
        .order_by()
    ):
        for counts in each(row):
            counts.people[JalaliMonth(row["year"], row["month"])] += row["staff"]
            counts.filings[JalaliMonth(row["year"], row["month"])] += row["cases"]
    causes = PlaceCauseTotal if fine else CauseTotal
    for row in (
        causes._default_manager.filter(of_month, within, product=None)
        .values(*columns, "direction", "reason")
        .annotate(given=Sum("units"))
        .filter(given__gt=0)
        .order_by()
    ):
        for counts in each(row):
            counts.causes[row["direction"], row["reason"]] += row["given"]
    return _named(found, columns)


def _named(
    found: list[dict[Any, PlaceCounts]], columns: tuple[str, ...]
) -> tuple[dict[Any, PlaceCounts], dict[Any, PlaceCounts]]:
    for column, table in zip(columns, found, strict=True):
        rows = (
            County.objects.filter(pk__in=table).values_list("pk", "name")
            if column == "county"
            else Organization.objects.filter(pk__in=table).values_list("pk", "name")
        )
        for pk, name in rows.order_by("pk"):
            table[pk].name = name
    return found[0], found[1] if len(found) > 1 else {}


def inactive_units(office: Organization) -> int:
    """Count the units that stand inactive now."""
    rows = Unit.objects.filter(activity=UnitActivity.INACTIVE, closed_on=None)
    if office.kind == OrganizationKind.PROVINCE:
        rows = rows.filter(organization_code=office.code)
    return rows.count()


# ── Minutes and tasks ──


def meeting_before(office: Organization, month: JalaliMonth) -> Meeting | None:
    """Find the last meeting of the office about an earlier month whose minutes were sent."""
    earlier = Q(year__lt=month.year) | Q(year=month.year, month__lt=month.month)
    held = Meeting.objects.filter(earlier, organization=office, sent_at__isnull=False)
    return held.select_related("organization").order_by("year", "month").last()


def meetings_of(office: Organization) -> dict[int, tuple[Meeting, int, int]]:
    """Read an office's meetings by month (as 140507), each with its tasks and the open ones."""
    found = {
        row.period.to_int(): row
        for row in Meeting.objects.filter(organization=office).order_by("-year", "-month")[:_LISTED]
    }
    counts = _task_counts(found.values(), date.min)
    return {month: (row, *counts.get(row.pk, (0, 0, 0))[:2]) for month, row in found.items()}


def tasks_of(meeting: Meeting, today: date) -> list[MeetingTask]:
    """Read the tasks of a meeting with where each stands."""
    rows = MeetingTask.objects.filter(meeting=meeting).stood(today)
    return list(rows.select_related("office").order_by("place"))


def open_tasks(user: User, today: date) -> QuerySet[Any]:
    """Find what the person's offices still have to do, the nearest due first."""
    asked = MeetingTask.objects.asked_of(user).waiting(today)
    return asked.select_related("meeting__organization", "office").order_by("due_on", "pk")


def closed_tasks(user: User, today: date) -> QuerySet[Any]:
    """Find what the person's offices have done or given up, the latest first."""
    asked = MeetingTask.objects.asked_of(user).stood(today).filter(state__in=TASK_CLOSED)
    return asked.select_related("meeting__organization", "office").order_by("-told_at", "-pk")


def last_sent_month() -> JalaliMonth | None:
    """Find the newest month of which any province has sent minutes."""
    sent = Meeting.objects.filter(
        organization__kind=OrganizationKind.PROVINCE, sent_at__isnull=False
    )
    newest = sent.order_by("year", "month").last()
    return newest.period if newest else None


@dataclass(frozen=True)
class ProvinceMinutes:
    """One province in a month: its meeting, if its minutes were sent, and their tasks."""

    office: Organization
    meeting: Meeting | None
    tasks: int = 0
    open: int = 0
    late: int = 0

    @property
    def short(self) -> str:
        return short_name(self.office.name)


def provinces_minutes(month: JalaliMonth, today: date) -> list[ProvinceMinutes]:
    """List what each province sent of a month; the most overdue tasks first, unsent ones last."""
    offices = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    sent = Meeting.objects.filter(year=month.year, month=month.month, sent_at__isnull=False)
    meetings = {row.organization_id: row for row in sent.order_by("pk")}
    counts = _task_counts(meetings.values(), today)
    rows = []
    for office in offices:
        meeting = meetings.get(office.pk)
        numbers = counts.get(meeting.pk, (0, 0, 0)) if meeting else (0, 0, 0)
        rows.append(ProvinceMinutes(office, meeting, *numbers))
    return sorted(
        rows, key=lambda row: (row.meeting is None, -row.late, -row.open, row.office.code)
    )


def _task_counts(meetings: Iterable[Meeting], today: date) -> dict[int, tuple[int, int, int]]:
    """Count by meeting all tasks, those still open, and of these the ones past their day."""
    waits = ~Q(state__in=TASK_CLOSED)
    rows = MeetingTask.objects.filter(meeting__in=list(meetings)).stood(today).values("meeting")
    counted = rows.annotate(
        all=Count("pk"),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=Q(late=True)),
    )
    return {
        row["meeting"]: (row["all"], row["waiting"], row["overdue"]) for row in counted.order_by()
    }
