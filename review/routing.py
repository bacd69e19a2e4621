"""Which desk holds a case in each state: union → its provincial organization → ministry."""

from accounts.authority import holders
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization
from statistics.enums import State
from statistics.models import Submission
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
    """Return the ids of the three organizations that may ever decide on `submission`."""
    desks = (
        desk_for(submission, s) for s in (State.AT_UNION, State.AT_PROVINCE, State.AT_MINISTRY)
    )
    return {desk.pk for desk in desks if desk}


def members(submission: Submission) -> set[int]:
    """Return the ids of those who act for the unit and so never decide on it."""
    rows = UnitMember.objects.filter(unit=submission.unit_id, ended_at=None)
    return set(rows.values_list("user", flat=True))


def officers(desk: Organization) -> set[int]:
    """Return the ids of those who may decide at the desk now."""
    return holders(Permission.DECIDE, desk.pk)


def has_access(desk: Organization) -> bool:
    """Return whether the desk can review at all: a union only once access was granted."""
    return desk.kind != OrganizationKind.UNION or desk.access_granted_at is not None
