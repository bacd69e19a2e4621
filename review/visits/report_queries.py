"""The visits of a month by office, for the province and the ministry (directive 5013 §1 and §7)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from config.jalali import JalaliMonth
from review.models import Visit
from review.visit_enums import ProposalKind, VisitFinding, VisitState
from statistics.models import SelectedUnit

SHOWN = 100


@dataclass(frozen=True)
class OfficeVisits:
    """How many visits of a month an office planned, made and had confirmed, and what they found."""

    office: str
    planned: int
    confirmed: int
    waiting: int
    unwritten: int
    cancelled: int
    sound: int
    doubtful: int
    shut: int
    selected: int
    capacities: int


_NAMES = (
    *("planned", "confirmed", "waiting", "unwritten", "cancelled"),
    *("sound", "doubtful", "shut", "selected", "capacities"),
)


def offices_watched(user: User) -> list[Organization]:
    """List the provincial organizations whose visits the person reads, by name."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    rows = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
    if all(office.kind == OrganizationKind.PROVINCE for office in offices):
        rows = rows.filter(pk__in=[office.pk for office in offices])
    return list(rows.order_by(alphabetical("name"), "code"))


def visits_in(month: JalaliMonth, provinces: list[Organization]) -> QuerySet[Visit]:
    """Find the visits whose own day lies in a month: when they were made, else planned."""
    days = (month.first_day, month.last_day)
    made = Q(visited_on__range=days)
    planned = Q(visited_on=None, planned_on__range=days)
    return Visit.objects.filter(made | planned, province__in=provinces)


def visits_made(first: date, last: date, at: datetime) -> dict[int, int]:
    """Count by province (id) the visits made on these days that were confirmed by `at`.

    By the visit's own day, so that a report that is confirmed late is counted where it belongs;
    what is confirmed never changes, so that the same instant gives the same figure again.
    """
    rows = Visit.objects.filter(
        state=VisitState.CONFIRMED, visited_on__range=(first, last), closed_at__lte=at
    )
    found = rows.order_by("province").values("province_id").annotate(count=Count("pk"))
    return dict(found.values_list("province_id", "count"))


def by_office(
    month: JalaliMonth, provinces: list[Organization], narrow: bool
) -> list[OfficeVisits]:
    """Count the visits of a month: by visiting office where one province is read, else by province.

    One query.
    """
    name = "office__name" if narrow else "province__name"
    chosen = SelectedUnit.objects.filter(
        unit=OuterRef("unit"), since__lte=OuterRef("visited_on")
    ).filter(Q(until=None) | Q(until__gte=OuterRef("visited_on")))
    done = Q(state=VisitState.CONFIRMED)
    rows = (
        visits_in(month, provinces)
        .annotate(listed=Exists(chosen), of=F(name))
        .values("of")
        .annotate(
            planned=Count("pk", filter=~Q(state=VisitState.CANCELLED), distinct=True),
            confirmed=Count("pk", filter=done, distinct=True),
            waiting=Count("pk", filter=Q(state=VisitState.WRITTEN), distinct=True),
            unwritten=Count("pk", filter=Q(state=VisitState.PLANNED), distinct=True),
            cancelled=Count("pk", filter=Q(state=VisitState.CANCELLED), distinct=True),
            sound=Count("pk", filter=done & Q(finding=VisitFinding.SOUND), distinct=True),
            doubtful=Count("pk", filter=done & Q(finding=VisitFinding.DOUBTFUL), distinct=True),
            shut=Count("pk", filter=done & Q(finding=VisitFinding.SHUT), distinct=True),
            selected=Count("pk", filter=done & Q(listed=True), distinct=True),
            capacities=Count("proposals", filter=Q(proposals__kind=ProposalKind.CAPACITY)),
        )
        .order_by(alphabetical(name), name)
    )
    return [OfficeVisits(*row) for row in rows.values_list("of", *_NAMES)]


def total_of(rows: list[OfficeVisits]) -> OfficeVisits:
    """Sum the rows."""
    return OfficeVisits("جمع", *(sum(getattr(row, each) for row in rows) for each in _NAMES))


def listed(month: JalaliMonth, provinces: list[Organization]) -> list[Visit]:
    """List the confirmed visits of a month, the doubtful first."""
    rows = visits_in(month, provinces).filter(state=VisitState.CONFIRMED)
    order = Q(finding=VisitFinding.DOUBTFUL)
    found = rows.annotate(doubts=order).select_related("unit__county", "office")
    return list(found.order_by("-doubts", "visited_on", "pk")[:SHOWN])
