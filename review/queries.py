"""The reviewer's inbox: the cases on one's desks, ordered by the stored priority."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.jalali import end_of_day_instant, tehran_day
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission, SubmissionQuerySet

PAGE = 25
COUNT_CAP = 1000


@dataclass(frozen=True)
class Counters:
    """What waits on the desks, each counted up to COUNT_CAP."""

    waiting: int
    tomorrow: int
    returned: int
    overdue: int


def desk_ids(user: User) -> list[int]:
    """Return the organizations at whose desk this person decides."""
    return [o.pk for o in authority_of(user).organizations(Permission.DECIDE)]


def queue(user: User, at: datetime, only: str = "") -> SubmissionQuerySet:
    """Return the cases waiting at the person's desks, most urgent first.

    `only` narrows to «tomorrow» (moving by themselves by the end of tomorrow) or «again»
    (second round and later); «returned» lists what the desk returned and waits for. Who decides
    nowhere sees what waits at any desk in their reach.
    """
    cases = Submission.objects.in_reach_of(user)
    desks = desk_ids(user)
    if desks:
        cases = cases.filter(desk__in=desks)
    if only == "returned":
        return cases.filter(state=State.RETURNED).order_by("correction_due", "pk")
    cases = cases.filter(state__in=IN_REVIEW)
    if only == "tomorrow":
        cases = cases.filter(due_at__lte=_end_of_tomorrow(at))
    if only == "again":
        cases = cases.filter(round__gt=1)
    return cases.order_by("priority_at", "pk")


def counters(user: User, at: datetime) -> Counters:
    """Return the four numbers above the queue."""
    returned = queue(user, at, "returned")
    return Counters(
        _capped(queue(user, at)),
        _capped(queue(user, at, "tomorrow")),
        _capped(returned),
        _capped(returned.filter(correction_due__lte=at)),
    )


def after(cases: SubmissionQuerySet, cursor: str, order: str) -> SubmissionQuerySet:
    """Return the cases behind a cursor «instant,id»; a malformed cursor is the beginning."""
    text, _, pk = cursor.rpartition(",")
    moment = _moment(text)
    if moment is None or not re.fullmatch("[0-9]{1,18}", pk):
        return cases
    return cases.filter(Q(**{f"{order}__gt": moment}) | Q(**{order: moment, "pk__gt": int(pk)}))


def next_case(user: User, at: datetime) -> Submission | None:
    """Return the first case that waits, for the page after a decision."""
    return queue(user, at).first()


def _moment(text: str) -> datetime | None:
    """Return the instant of a cursor in UTC; None for one that no calendar has."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _capped(cases: SubmissionQuerySet) -> int:
    return cases.order_by()[: COUNT_CAP + 1].count()


def _end_of_tomorrow(at: datetime) -> datetime:
    return end_of_day_instant(tehran_day(at) + timedelta(days=1))
