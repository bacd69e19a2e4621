"""Reading problems: who may write one for whom, whose they are to answer, how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet

from accounts.access.queries import desks_of, handlers, liaison_of
from accounts.access.queries import visible_to as access_visible_to
from accounts.authority import authority_of, holders
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.models import Holiday
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant, tehran_day
from outreach.enums import WAITING_TICKETS, TicketState
from outreach.help_desk.rules import WorkingCalendar
from outreach.models import HelpCategory, Ticket
from units.models import Unit

# More units than anybody chooses from; others are reached from their own page.
MOST_UNITS = 50


@dataclass(frozen=True)
class Asker:
    """For whom a person writes: a unit, an office, or a union that waits for its access."""

    key: str
    label: str
    # At whose desk it begins; None for an office of the country: the statistics office is asked.
    province: Organization | None


def askers(user: User, named: str = "") -> list[Asker]:
    """List for whom the person may write; one that is `named` by its key stands first."""
    found = [*_accesses(user), *_offices(user), *_units(user, named)]
    return sorted(found, key=lambda asker: asker.key != named)


def _units(user: User, named: str) -> list[Asker]:
    rows = Unit.objects.of(user).filter(closed_on=None).order_by("pk")
    units = list(rows[:MOST_UNITS])
    kind, _, number = named.partition(":")
    if kind == "unit" and number.isascii() and number.isdigit() and len(number) < 19:
        units += [unit for unit in rows.filter(pk=int(number)) if unit not in units]
    codes = {unit.organization_code for unit in units}
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE, code__in=codes)
    by_code = {office.code: office for office in provinces.order_by("pk")}
    return [
        Asker(f"unit:{unit.pk}", unit.name, by_code[unit.organization_code])
        for unit in units
        if unit.organization_code in by_code
    ]


def _offices(user: User) -> list[Asker]:
    found = []
    for office in authority_of(user).organizations(Permission.VIEW_REGISTRY):
        # The statistics office is the last that is asked.
        if office.kind != OrganizationKind.STATISTICS:
            found.append(Asker(f"office:{office.pk}", office.name, _province_above(office)))
    return found


def _accesses(user: User) -> list[Asker]:
    rows = access_visible_to(user).filter(
        Q(applicant=user)
        | Q(union__county__in=[office.county_id for office in desks_of(user).counties])
    )
    return [
        Asker(f"access:{row.pk}", f"دسترسی {row.union.name}", row.union.parent)
        for row in rows.select_related("union__parent").order_by(F("pk").desc())[:MOST_UNITS]
        if row.union.parent
    ]


def _province_above(office: Organization) -> Organization | None:
    """Find the provincial organization of an office; itself, where it is one."""
    if office.kind == OrganizationKind.PROVINCE:
        return office
    below = (OrganizationKind.UNION, OrganizationKind.COUNTY_OFFICE)
    return office.parent if office.kind in below else None


def statistics_office() -> Organization | None:
    return Organization.objects.filter(kind=OrganizationKind.STATISTICS).order_by("pk").first()


def calendar_of(office: Organization, at: datetime) -> WorkingCalendar:
    """Read on which days an office works (policy of its province), and the holidays."""
    weekend = PolicyBook.load().number(PolicyKey.WEEKEND, tehran_day(at), office.province_id)
    holidays = Holiday.objects.order_by("date").values_list("date", flat=True)
    return WorkingCalendar(weekend, frozenset(holidays))


def categories(day: date) -> QuerySet[HelpCategory]:
    """Find what may be chosen on a day."""
    rows = HelpCategory.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    return rows.order_by("pk")


def told_at(desk: Organization) -> set[int]:
    """Find who is told of a problem that comes to a desk (ids): the liaison, where one is named."""
    liaison = liaison_of(desk) if desk.kind == OrganizationKind.PROVINCE else None
    return {liaison.pk} if liaison else handlers(desk)


def heads_of(desk: Organization) -> set[int]:
    """Find who answers for a desk (ids): told when a problem has waited too long there."""
    return holders(Permission.EVALUATE, desk.pk)


def desks(user: User) -> list[Organization]:
    """Find the desks at which the person answers."""
    mine = desks_of(user)
    return [*mine.provinces, *mine.statistics]


def visible_to(user: User) -> QuerySet[Ticket]:
    """Find the problems a person reads.

    What they wrote; what was written for their units, offices and access; what is at their desk,
    of their province, and of the whole country for the statistics office.
    """
    mine = desks_of(user)
    rows = Ticket.objects.select_related(
        "category", "desk", "province", "unit", "office", "access__union", "asked_by"
    )
    if mine.statistics:
        return rows
    offices = [o.pk for o in authority_of(user).organizations(Permission.VIEW_REGISTRY)]
    return rows.filter(
        Q(asked_by=user)
        | Q(unit__in=Unit.objects.of(user).values("pk"))
        | Q(office__in=offices)
        | Q(access__in=access_visible_to(user).values("pk"))
        | Q(province__in=[office.pk for office in mine.provinces])
    )


def asked_by(user: User) -> QuerySet[Ticket]:
    """Find what the person sees as one who asks: their own and their units' and offices'."""
    offices = [o.pk for o in authority_of(user).organizations(Permission.VIEW_REGISTRY)]
    mine = Q(asked_by=user) | Q(office__in=offices)
    mine |= Q(unit__in=Unit.objects.of(user).values("pk")) | Q(access__applicant=user)
    rows = Ticket.objects.filter(mine).select_related("category", "desk", "unit", "office")
    return rows.select_related("access__union").order_by(F("pk").desc())


def asks_for(user: User, ticket: Ticket) -> bool:
    """Tell whether the person is on the side that asked: closes it, or opens it again."""
    return asked_by(user).filter(pk=ticket.pk).exists()


def answering_office(user: User, ticket: Ticket, today: date) -> Organization | None:
    """Find the office by which the person answers a problem; nobody answers their own.

    Of the desk that has it; of the statistics office, also what a province left past its day
    (circular 60/227210 §4).
    """
    if ticket.state not in WAITING_TICKETS or ticket.asked_by_id == user.pk:
        return None
    late = ticket.due_on < today
    mine = (
        office
        for office in desks(user)
        if office.pk == ticket.desk_id or (late and office.kind == OrganizationKind.STATISTICS)
    )
    return next(mine, None)


def waiting_at(offices: Sequence[Organization], today: date) -> QuerySet[Ticket]:
    """Find what waits at some desks, the nearest due first."""
    here = Q(desk__in=list(offices))
    if any(office.kind == OrganizationKind.STATISTICS for office in offices):
        here |= Q(due_on__lt=today)
    rows = Ticket.objects.filter(here, state__in=WAITING_TICKETS)
    rows = rows.select_related("category", "desk", "unit", "office", "access__union")
    return rows.order_by("due_on", "pk")


def answered_of(offices: Sequence[Organization]) -> QuerySet[Ticket]:
    """Find what was answered in some provinces, the latest first; for the statistics office all."""
    rows = Ticket.objects.filter(state__in=[TicketState.ANSWERED, TicketState.CLOSED])
    if not any(office.kind == OrganizationKind.STATISTICS for office in offices):
        rows = rows.filter(province__in=list(offices))
    rows = rows.select_related("category", "desk", "unit", "office", "access__union")
    return rows.order_by(F("pk").desc())


def tickets_of_access(user: User, pk: int) -> QuerySet[Ticket]:
    rows = visible_to(user).filter(access=pk)
    return rows.order_by("pk")


# ── The monthly report ──


@dataclass(frozen=True)
class ReportLine:
    """A province or a category in one month: how much was asked, and how long answers took."""

    name: str
    asked: int
    answered: int
    median: int | None
    late: int
    waiting: int


def report(month: JalaliMonth, provinces: Sequence[int] | None, column: str) -> list[ReportLine]:
    """Count the problems written in a month by «province» or «category»; `None` is the country.

    The median is of those that were answered, in working days; late is what ever waited past its
    last day.
    """
    name = {"province": "accounts_organization", "category": "outreach_helpcategory"}[column]
    with connection.cursor() as cursor:
        cursor.execute(
            _REPORT.format(column=f"{column}_id", table=name),
            {
                "first": end_of_day_instant(month.first_day - timedelta(days=1)),
                "next": end_of_day_instant(month.last_day),
                "provinces": None if provinces is None else list(provinces),
                "waiting": list(WAITING_TICKETS),
            },
        )
        return [ReportLine(*row) for row in cursor.fetchall()]


_REPORT = """
SELECT coalesce(n.name, 'وزارت'), count(*), count(t.answered_at),
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY t.answered_days))::int,
    count(*) FILTER (WHERE t.late), count(*) FILTER (WHERE t.state = ANY(%(waiting)s::text[]))
FROM outreach_ticket t LEFT JOIN {table} n ON n.id = t.{column}
WHERE t.asked_at >= %(first)s AND t.asked_at < %(next)s
    AND (%(provinces)s::bigint[] IS NULL OR t.province_id = ANY(%(provinces)s::bigint[]))
GROUP BY n.id, n.name
ORDER BY count(*) DESC, 1
"""
