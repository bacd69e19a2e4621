"""What the menu of a person is made from: whether they file, what is new, what waits for them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Value
from django.utils import timezone

from accounts.access.queries import waiting_for
from accounts.appointments.queries import may_wait_for
from accounts.appointments.queries import waiting_for as posts_waiting_for
from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import AccessRequest, User
from accounts.notices.queries import COUNT_CAP, unread
from config.jalali import tehran_day
from outreach.circulars.queries import waiting_hops
from outreach.help_desk.queries import desks as help_desks
from outreach.help_desk.queries import waiting_at
from oversight.models import MeetingTask
from review.inbox.queries import desk_ids
from review.visits.queries import waits_for
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from units.models import UnitMember


@dataclass(frozen=True)
class Standing:
    """Whether a person files for a unit, how many of their notices are new, and what waits.

    `waiting` are cases on the person's desks, `returned` months of their units to be corrected,
    `access` requests of unions at their desks; each is counted up to one more than COUNT_CAP.
    `posts`: some appointment of their reach waits for somebody. `applies`: they signed up for a
    union. `tasks` of meetings, receipts of `circulars` and answers to `problems` wait for their
    offices; `visits` of theirs are to be written down.
    """

    files: bool
    unread: int
    waiting: int
    returned: int
    access: int
    posts: bool
    applies: bool
    tasks: int
    circulars: int
    problems: int
    visits: int


def standing_of(user: User) -> Standing:
    # One query for the menu, its numbers and the bell.
    files = Exists(UnitMember.objects.filter(user=OuterRef("pk"), ended_at=None))
    desks = desk_ids(user)
    on_desks = Submission.objects.filter(desk__in=desks, state__in=IN_REVIEW)
    returned = Submission.objects.filter(
        unit__members__user=OuterRef("pk"), unit__members__ended_at=None, state=State.RETURNED
    )
    waiting = _counted(on_desks) if desks else Value(0)
    handles = authority_of(user).organizations(Permission.HANDLE_ACCESS)
    access = _counted(waiting_for(user)) if handles else Value(0)
    applies = Exists(AccessRequest.objects.filter(applicant=OuterRef("pk")))
    people = User.objects.filter(pk=user.pk)
    appoints, now = authority_of(user).organizations(Permission.APPOINT), timezone.now()
    posts = Exists(may_wait_for(appoints, now)) if appoints else Value(False)
    officer = authority_of(user).organizations(Permission.VIEW_REGISTRY)
    left = MeetingTask.objects.asked_of(user).waiting(tehran_day(now))
    tasks = _counted(left) if officer else Value(0)
    circulars = _counted(waiting_hops(user)) if officer else Value(0)
    helping = help_desks(user)
    problems = _counted(waiting_at(helping, tehran_day(now))) if helping else Value(0)
    keeps = authority_of(user).organizations(Permission.KEEP_REGISTRY)
    visits = _counted(waits_for(user, tehran_day(now))) if keeps else Value(0)
    asked = (files, unread(), waiting, _counted(returned), access, posts, applies, tasks)
    return Standing(*people.values_list(*asked, circulars, problems, visits).get())


def posts_waiting(user: User) -> int:
    """Count what waits for the person at the posts of their reach: whose turn it is, is no SQL.

    As many queries however many posts wait.
    """
    return len(posts_waiting_for(user, timezone.now()))


def _counted(cases: QuerySet[Any]) -> Func:
    """Count within a query of people; a count reads every row, an array stops at the cap."""
    numbers = ArraySubquery(cases.values("pk")[: COUNT_CAP + 1])
    return Func(numbers, function="cardinality", output_field=IntegerField())
