"""What those who watch over the review see: backlogs by province, cases behind a number, causes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from config.jalali import JalaliMonth, end_of_day_instant, tehran_day
from config.keyset import Page, behind_moment, moment_cursor, page_of
from oversight.evaluation.queries import Findings, find
from oversight.measures import OfficeCounts
from review.enums import DecisionKind
from review.inbox.labels import given_marks
from review.models import Decision
from statistics.enums import IN_REVIEW, State
from statistics.models import RaisedFlag, Submission, SubmissionQuerySet
from statistics.rates import ReviewParts

CHANGES = 10
_PEOPLE = (DecisionKind.APPROVED, DecisionKind.RETURNED)


@dataclass
class Backlog:
    """What waits in one provincial organization's counties, and how its last months were decided.

    `overdue` are reviews whose due instant has passed, `tomorrow` those that move by themselves by
    the end of tomorrow, `corrections` returned cases past their correction date.
    """

    office: Organization
    waiting: int = 0
    overdue: int = 0
    tomorrow: int = 0
    returned: int = 0
    corrections: int = 0
    province: OfficeCounts = field(default_factory=OfficeCounts)
    unions: OfficeCounts = field(default_factory=OfficeCounts)

    @property
    def short(self) -> str:
        return short_name(self.office.name)

    @property
    def reviewed(self) -> ReviewParts:
        """The share of human review of the province and its unions, in its three parts."""
        both = OfficeCounts()
        both.add(self.province)
        both.add(self.unions)
        return both.reviewed

    @property
    def province_lapses(self) -> Decimal | None:
        """In percent, how much the province's own desk let lapse."""
        return self.province.reviewed.lapsed_share

    @property
    def union_lapses(self) -> Decimal | None:
        """In percent, how much the unions' desks let lapse."""
        return self.unions.reviewed.lapsed_share

    @property
    def worst(self) -> tuple[int, Decimal, int]:
        """What orders the list: overdue reviews, then lapses, then overdue corrections."""
        lapses = self.reviewed.lapsed_share or Decimal(0)
        return (-self.overdue, -lapses, -self.corrections)


def watched(user: User) -> list[Organization]:
    """Find the provincial organizations that the person watches over; all for the ministry."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    kinds = {office.kind for office in offices}
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    if OrganizationKind.MINISTRY in kinds:
        return list(provinces)
    return list(provinces.filter(pk__in=[office.pk for office in offices]))


def backlogs(months: list[JalaliMonth], at: datetime) -> list[Backlog]:
    """Judge every provincial organization, the worst first; lapses are those of the months."""
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    found = {office.code: Backlog(office) for office in provinces}
    by_office = {backlog.office.pk: backlog for backlog in found.values()}
    for row in _waiting(at):
        # By the stored route: a licence that moved away leaves its case there (decision 0024).
        backlog = by_office.get(row.pop("route_province"))
        for name, count in row.items() if backlog else ():
            setattr(backlog, name, count)
    by_desk = {backlog.office.pk: backlog.province for backlog in found.values()}
    unions = Organization.objects.filter(kind=OrganizationKind.UNION).order_by("pk")
    for pk, parent in unions.values_list("pk", "parent"):
        if parent in by_office:
            by_desk[pk] = by_office[parent].unions
    for desk, counts in find(months, at).desks.items():
        if desk in by_desk:
            by_desk[desk].add(counts)
    return sorted(found.values(), key=lambda backlog: (*backlog.worst, backlog.office.code))


def _waiting(at: datetime) -> Iterable[dict[str, Any]]:
    """Count what waits, by provincial organization (one statement)."""
    ends = end_of_day_instant(tehran_day(at) + timedelta(days=1))
    in_review = Q(state__in=IN_REVIEW)
    rows = Submission.objects.filter(state__in=(*IN_REVIEW, State.RETURNED))
    found: Iterable[Any] = (
        rows.values("route_province")
        .annotate(
            waiting=Count("pk", filter=in_review),
            overdue=Count("pk", filter=in_review & Q(due_at__lte=at)),
            tomorrow=Count("pk", filter=in_review & Q(due_at__lte=ends)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            corrections=Count("pk", filter=Q(state=State.RETURNED, correction_due__lte=at)),
        )
        .order_by("route_province")
    )
    return found


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a number counts.

    `what` is «waiting», «overdue», «tomorrow», «returned», «corrections», «people» or «lapsed»;
    everything filed otherwise. `office` is a union or a provincial organization, `month` the
    reference month, `level` where people decided or the clock did.
    """

    what: str = ""
    office: Organization | None = None
    month: JalaliMonth | None = None
    level: State | None = None


def cases_behind(user: User, choice: CaseFilter, at: datetime) -> SubmissionQuerySet:
    """Find the cases that a number counts, among those the person may read, the oldest first."""
    cases, office = Submission.objects.in_reach_of(user), choice.office
    if office and office.kind == OrganizationKind.PROVINCE:
        cases = cases.filter(route_province=office)
    elif office:
        cases = cases.filter(route_union=office)
    if choice.month:
        cases = cases.filter(year=choice.month.year, month=choice.month.month)
    return _narrowed(cases, choice, at).order_by("filed_at", "pk")


def _narrowed(cases: SubmissionQuerySet, choice: CaseFilter, at: datetime) -> SubmissionQuerySet:
    ends = end_of_day_instant(tehran_day(at) + timedelta(days=1))
    # The same conditions as `_waiting`: a number is the length of its list (directive 5013 §5, §7).
    match choice.what:
        case "waiting":
            return cases.filter(state__in=IN_REVIEW)
        case "overdue":
            return cases.filter(state__in=IN_REVIEW, due_at__lte=at)
        case "tomorrow":
            return cases.filter(state__in=IN_REVIEW, due_at__lte=ends)
        case "returned":
            return cases.filter(state=State.RETURNED)
        case "corrections":
            return cases.filter(state=State.RETURNED, correction_due__lte=at)
        case "lapsed":
            return cases.filter(_decided(choice.level, DecisionKind.LAPSED))
        case "people":
            return cases.filter(_decided(choice.level, *_PEOPLE))
    return cases


def read_cases(cases: SubmissionQuerySet, cursor: str) -> Page[Submission]:
    """Read a page of the cases behind a cursor, with what a row shows (one statement)."""
    rows = behind_moment(cases, cursor, "filed_at")
    shown = rows.select_related("unit", "licence__county", "desk").annotate(given=given_marks())
    return page_of(shown, lambda case: moment_cursor(case.filed_at, case.pk))


def causes(cases: SubmissionQuerySet) -> list[tuple[str, str, int]]:
    """Count the reasons that units gave for unusual figures, by the way the figure went."""
    given = _explained(cases).order_by().values("reason", "direction").annotate(count=Count("pk"))
    rows = given.order_by("reason", "direction").values_list("reason", "direction", "count")
    return [(reason, direction, count) for reason, direction, count in rows]


def top_changes(cases: SubmissionQuerySet) -> list[RaisedFlag]:
    """Find the explained figures that changed most, whatever their case's risk (5013 §10).

    What was compared with nothing, and what was filed before sizes were kept, comes last.
    """
    rows = _explained(cases).select_related("submission__unit", "submission__licence__union")
    largest = F("size").desc(nulls_last=True)
    order = ("-submission__risk", "submission", "rule", "key")
    return list(rows.order_by(largest, *order)[:CHANGES])


def scope_of(office: Organization | None, months: list[JalaliMonth], at: datetime) -> Findings:
    return find(months, at, office.code if office else "")


def _explained(cases: SubmissionQuerySet) -> QuerySet[RaisedFlag]:
    return RaisedFlag.objects.filter(submission__in=cases.order_by()).exclude(reason="")


def _decided(level: State | None, *kinds: DecisionKind) -> Q:
    made = Decision.objects.filter(submission=OuterRef("pk"), kind__in=kinds)
    return Q(Exists(made.filter(from_state=level) if level else made))
