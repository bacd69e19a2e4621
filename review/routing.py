"""Which desk holds a case in each state: union → its provincial organization → ministry."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from accounts.authority import holders, in_force
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization
from statistics.enums import State
from statistics.models import Submission, SubmissionQuerySet
from units.models import UnitMember


def desk_for(submission: Submission, state: State) -> Organization | None:
    """Return the organization that holds `submission` in `state`; None when nobody does."""
    union = submission.licence.union
    match state:
        case State.AT_UNION:
            return union
        case State.AT_PROVINCE:
            return union.parent
        case State.AT_MINISTRY:
            return union.parent.parent if union.parent else None
        case _:
            return None


def route_ids(submission: Submission) -> set[int]:
    """Return the ids of the three organizations that may ever decide on `submission`.

    A licence may move to another union while its month is reviewed: the desk where the case lies
    has seen the figures and its clock runs, so it decides; the registry leads on from there.
    """
    desks = (
        desk_for(submission, s) for s in (State.AT_UNION, State.AT_PROVINCE, State.AT_MINISTRY)
    )
    lies = {submission.desk_id} if submission.desk_id else set()
    return lies | {desk.pk for desk in desks if desk}


def holder(submission: Submission) -> Organization | None:
    """Return the office that answers for a case now: its desk, the ministry once it is final."""
    if submission.state == State.FINAL:
        return desk_for(submission, State.AT_MINISTRY)
    return submission.desk


def members(submission: Submission) -> set[int]:
    """Return the ids of those who act for the unit and so never decide on it."""
    rows = UnitMember.objects.filter(unit=submission.unit_id, ended_at=None)
    return set(rows.values_list("user", flat=True))


def officers(desk: Organization) -> set[int]:
    """Return the ids of those who may decide at the desk now."""
    return holders(Permission.DECIDE, desk.pk)


def own_cases(at: datetime) -> list[tuple[int, int]]:
    """Return the units (ids) and desks (ids) all of whose officers act for the unit."""
    deciding = in_force(at).filter(permission__codename=Permission.DECIDE, user__is_active=True)
    member = Q(user__memberships__isnull=False, user__memberships__ended_at=None)
    acting = deciding.filter(member).values_list("user__memberships__unit", "content_object")
    people = Count("user", distinct=True)
    found = list(acting.annotate(people).order_by("user__memberships__unit", "content_object"))
    desks = deciding.filter(content_object__in={desk for _, desk, _ in found})
    of_desk = dict(desks.values_list("content_object").annotate(people).order_by("content_object"))
    return [(unit, desk) for unit, desk, count in found if count == of_desk[desk]]


def unattended(at: datetime) -> SubmissionQuerySet:
    """Return the cases that wait at a union without a clock for nobody: no access, no free officer.

    With a clock a case waits for it, whoever sits there.
    """
    mine = UnitMember.objects.filter(
        unit=OuterRef(OuterRef("unit")), user=OuterRef("user"), ended_at=None
    )
    free = in_force(at).filter(
        ~Exists(mine),
        content_object=OuterRef("desk"),
        permission__codename=Permission.DECIDE,
        user__is_active=True,
    )
    waiting = Submission.objects.filter(state=State.AT_UNION, due_at=None)
    return waiting.filter(~Exists(free) | Q(desk__access_granted_at=None)).order_by("pk")


def has_access(desk: Organization) -> bool:
    """Return whether the desk can review at all: a union only once access was granted."""
    return desk.kind != OrganizationKind.UNION or desk.access_granted_at is not None
