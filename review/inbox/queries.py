"""The reviewer's inbox: the cases on one's desks, ordered by the stored priority."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    Q,
    Subquery,
)

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import User
from catalog.models import County
from config.jalali import end_of_day_instant, tehran_day
from config.keyset import COUNT_CAP, Page, behind_moment, moment_cursor, page_of
from review.enums import LEVELS, RequestOutcome
from review.inbox.labels import marks
from review.models import CorrectionRequest
from review.routing import held_by
from statistics.enums import IN_REVIEW, State
from statistics.models import Assistance, Submission, SubmissionQuerySet
from statistics.rates import ReviewParts
from units.models import UnitMember

NARROWED: dict[str, dict[str, Any]] = {
    "again": {"round__gt": 1},
    "flagged": {"flags__gt": 0},
    "plain": {"flags": 0},
    "selected": {"selected__gt": 0},
    "unseen": {"decided_levels": 0, "state__in": (State.AT_PROVINCE, State.AT_MINISTRY)},
}
# Which levels stand under an office of a kind.
_BELOW: dict[OrganizationKind, tuple[State, ...]] = {
    OrganizationKind.PROVINCE: (State.AT_UNION,),
    OrganizationKind.MINISTRY: (State.AT_UNION, State.AT_PROVINCE),
}
_OWN = (
    "tracking_number",
    "year",
    "month",
    "state",
    "round",
    "version",
    "flags",
    "influential",
    "selected",
    "idle",
    "skipped_union",
    *(level.lapsed_field for level in LEVELS.values()),
    "decided_levels",
    "bulk_levels",
    "due_at",
    "correction_due",
    "priority_at",
    "entered_at",
)


@dataclass(frozen=True)
class InboxCounters:
    """What waits on the desks, each counted up to COUNT_CAP.

    `reviewed` is the share of human review of each, among the cases that a level has passed on.
    """

    waiting: int
    tomorrow: int
    returned: int
    overdue: int
    requests: int = 0
    flagged: int = 0
    unseen: int = 0
    reviewed: tuple[ReviewParts, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class QueuePlace:
    """Where a case stands in a queue, counted up to COUNT_CAP each way, and its neighbours."""

    number: int
    waiting: int
    before: str
    after: str


def order_of(only: str) -> str:
    """Name the column by which a list is ordered, before the id."""
    return {"returned": "correction_due", "requests": "entered_at"}.get(only, "priority_at")


def desk_ids(user: User) -> list[int]:
    return [o.pk for o in authority_of(user).organizations(Permission.DECIDE)]


def queue(user: User, at: datetime, only: str = "") -> SubmissionQuerySet:
    """Find the cases waiting at the person's desks, most urgent first.

    `only` narrows to «tomorrow» (moving by themselves by the end of tomorrow), «flagged» or
    «plain» (with warnings, without), «selected» (unit or product on a list when filed), «again»
    (second round and later) or «unseen» (no person decided in this round, though a level is behind
    it); «returned» lists what the desk returned and waits for, «below» what lies at the levels
    under the person's own, to be read. Who decides nowhere sees what waits at any desk in their
    reach. «requests» are those whose unit asks for correction, final ones too where the ministry
    answers for them.
    """
    if only == "requests":
        return _ordered(_requested(user), only)
    if only == "below":
        return _ordered(Submission.objects.filter(below(user)), only)
    # What lies at a desk came there by its reach; asking for that again would cost a join.
    desks = desk_ids(user)
    cases = Submission.objects.all()
    cases = cases.filter(desk__in=desks) if desks else cases.in_reach_of(user)
    if only == "returned":
        return _ordered(cases.filter(state=State.RETURNED), only)
    cases = cases.filter(state__in=IN_REVIEW)
    if only == "tomorrow":
        # Nothing stands behind its own due instant, so the index ends there. Both say nearly the
        # same; the sum keeps the planner from thinking that few rows meet both.
        ends = _end_of_tomorrow(at)
        moves = ExpressionWrapper(F("due_at") + timedelta(0), output_field=DateTimeField())
        cases = cases.alias(moves=moves).filter(moves__lte=ends, priority_at__lte=ends)
    if only in NARROWED:
        cases = cases.filter(**NARROWED[only])
    return _ordered(cases, only)


def read_page(
    user: User, at: datetime, only: str = "", cursor: str = "", narrow: Q | None = None
) -> Page[Submission]:
    """Read PAGE cases of the queue behind a cursor, with what a row of the inbox shows.

    `narrow` leaves out others besides, as `review.inbox.narrowing` writes it.
    """
    order = order_of(only)
    rows = listed(behind_moment(queue(user, at, only), cursor, order), user)
    if narrow:
        rows = rows.filter(narrow)
    if only in ("requests", "below") or not desk_ids(user):
        rows = rows.select_related("desk")  # elsewhere they may lie; else it is one's own
    return page_of(rows, lambda case: moment_cursor(getattr(case, order), case.pk))


def listed(cases: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    """Bring what a row of the inbox shows and no more: a header holds twice as much."""
    shown = (*_OWN, "unit__name", "desk__name")
    cases = cases.select_related("unit").only(*shown)
    own, typed = _own(user), _typed(user)
    return cases.annotate(**marks(), own=own, typed=typed, county_name=_county_name())


def counters(user: User, at: datetime) -> InboxCounters:
    """Count what stands above the queue, in one query."""
    returned = queue(user, at, "returned")
    counted = [
        queue(user, at),
        queue(user, at, "tomorrow"),
        returned,
        returned.filter(correction_due__lte=at),
        queue(user, at, "requests"),
        queue(user, at, "flagged"),
        queue(user, at, "unseen"),
    ]
    parts = [_count(cases) for cases in counted]
    parts += [_shared(cases) for cases in counted]
    # Fourteen subqueries of one SELECT: one way to the database and back.
    numbers = ", ".join(sql for sql, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {numbers}", [value for _, values in parts for value in values])
        found = cursor.fetchone()
    reviewed = tuple(ReviewParts(*parts) for parts in found[len(counted) :])
    return replace(InboxCounters(*found[: len(counted)]), reviewed=reviewed)


def levels_below(user: User) -> bool:
    """Tell whether any level lies under one at which the person decides."""
    offices = authority_of(user).organizations(Permission.DECIDE)
    return any(_BELOW.get(OrganizationKind(office.kind)) for office in offices)


def below(user: User) -> Q:
    """Find what lies at the levels under the person's own, by the route of its round."""
    found = Q(pk__in=[])
    for office in authority_of(user).organizations(Permission.DECIDE):
        states = _BELOW.get(OrganizationKind(office.kind), ())
        # The ministry reads the whole country, whichever of its offices will decide.
        own = Q(route_province=office) if office.kind == OrganizationKind.PROVINCE else Q()
        found |= Q(state__in=states) & own
    return found


def place_of(user: User, case: Submission, at: datetime) -> QueuePlace:
    """Find where a case that waits at the person's desk stands in their queue (two queries)."""
    cases = queue(user, at)
    here = Q(priority_at=case.priority_at)
    ahead = cases.filter(Q(priority_at__lt=case.priority_at) | here & Q(pk__lt=case.pk))
    behind = cases.filter(Q(priority_at__gt=case.priority_at) | here & Q(pk__gt=case.pk))
    before = list(ahead.reverse().values_list("tracking_number", flat=True)[:COUNT_CAP])
    after = list(behind.values_list("tracking_number", flat=True)[:COUNT_CAP])
    return QueuePlace(
        len(before) + 1, len(before) + 1 + len(after), next(iter(before), ""), next(iter(after), "")
    )


def next_case(user: User, at: datetime) -> Submission | None:
    """Find the first case that waits and the person may decide on, for after a decision."""
    return queue(user, at).filter(~_own(user), ~_typed(user)).first()


def _ordered(cases: SubmissionQuerySet, only: str) -> SubmissionQuerySet:
    return cases.order_by(order_of(only), "pk")


def _own(user: User) -> "ExpressionWrapper[Q]":
    """Tell whether a case is of a unit the person acts for: they never decide on it.

    Their units are read once for all cases.
    """
    units = UnitMember.objects.filter(user=user, ended_at=None).values("unit")
    return ExpressionWrapper(Q(unit__in=units), BooleanField())


def _typed(user: User) -> "ExpressionWrapper[Q]":
    """Tell whether the person typed a case for its owner: they never decide on it either."""
    months = Assistance.objects.filter(clerk=user).values("submission")
    return ExpressionWrapper(Q(pk__in=months), BooleanField())


def _county_name() -> Func:
    """Name the county of a case.

    All the names are read once for a page, from the few buffers that hold them; joined, each row
    would seek its own through the index, three buffers a row.
    """
    named = Func("code", "name", function="jsonb_object_agg", output_field=JSONField())
    names = Subquery(County.objects.order_by().values_list(named))
    county = F("licence__county")
    return Func(
        names, county, template="(%(expressions)s)", arg_joiner=" ->> ", output_field=CharField()
    )


def _requested(user: User) -> SubmissionQuerySet:
    asked = CorrectionRequest.objects.filter(outcome=RequestOutcome.OPEN)
    cases = Submission.objects.filter(pk__in=asked.values("submission"))
    desks = desk_ids(user)
    if not desks:
        return cases.in_reach_of(user)
    return cases.filter(held_by(desks))


def _shared(cases: SubmissionQuerySet) -> tuple[str, tuple[Any, ...]]:
    """Write the SQL of the three parts of `ReviewParts`, of cases that a level has passed on.

    Counted up to COUNT_CAP and one, as the number beside it is.
    """
    # No level has decided on these yet: they are in no share.
    new = Q(state=State.AT_UNION, round=1) | Q(state=State.AT_PROVINCE, round=1, skipped_union=True)
    lapsed = Q(lapsed_union=True) | Q(lapsed_province=True) | Q(lapsed_ministry=True)
    passed = cases.exclude(new).annotate(lapsed=ExpressionWrapper(lapsed, BooleanField()))
    try:
        rows = passed.order_by().values("lapsed", "bulk_levels")[: COUNT_CAP + 1]
        sql, values = rows.query.sql_with_params()
    # Nobody's desks: Django knows that nothing is found and writes no SQL.
    except EmptyResultSet:
        return "ARRAY[0, 0, 0]", ()
    # A clock that moved it once outweighs: that level was looked at by nobody.
    parts = (
        "count(*) FILTER (WHERE NOT lapsed AND bulk_levels = 0),"
        " count(*) FILTER (WHERE NOT lapsed AND bulk_levels <> 0), count(*) FILTER (WHERE lapsed)"
    )
    return f"(SELECT ARRAY[{parts}] FROM ({sql}) AS n)", tuple(values)


def _count(cases: SubmissionQuerySet) -> tuple[str, tuple[Any, ...]]:
    """Write the SQL of a number up to COUNT_CAP and one, with its values."""
    try:
        sql, values = cases.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS n)", tuple(values)


def _end_of_tomorrow(at: datetime) -> datetime:
    return end_of_day_instant(tehran_day(at) + timedelta(days=1))
