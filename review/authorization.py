"""Who may act on a case as they saw it: the lock, the version and the authority of every move.

A lock alone would let a stale click approve figures nobody saw; a version alone would let two
people win. So both.
"""

from collections.abc import Collection

from accounts.authority import read_authority
from accounts.enums import Permission
from accounts.models import User
from review.routing import desk_for, holder, members, route_ids
from statistics.enums import IN_REVIEW, State
from statistics.errors import NotAllowedError, StaleVersionError, StateConflictError
from statistics.models import Submission, SubmissionQuerySet
from units.models import Licence


def locked(cases: SubmissionQuerySet, tracking_number: str) -> Submission:
    """Return the row as it stands once the lock is held.

    No join here: PostgreSQL rechecks only the locked row after a wait, joined ones stay old.
    """
    found = cases.filter(tracking_number=tracking_number).values("pk")
    submission = Submission.objects.select_for_update(of=("self",)).get(pk__in=found)
    submission.licence = Licence.objects.select_related(
        "unit", "county", "union__parent__parent"
    ).get(pk=submission.licence_id)
    submission.unit = submission.licence.unit
    desk = desk_for(submission, State(submission.state))
    if desk and desk.pk == submission.desk_id:
        submission.desk = desk  # it is read already; a re-routed union's case stays where it lies
    return submission


def still(submission: Submission, version: int) -> None:
    """Check that the case is as the actor saw it. Raises StaleVersionError."""
    if submission.version != version:
        raise StaleVersionError(submission)


def case_to_decide(
    user: User, tracking_number: str, version: int, states: Collection[str] = IN_REVIEW
) -> Submission:
    """Return the locked case when this person may decide on it now, exactly as they saw it.

    Raises Submission.DoesNotExist, NotAllowedError, StaleVersionError, StateConflictError.
    """
    submission = locked(Submission.objects.in_reach_of(user), tracking_number)
    authority = read_authority(user)
    if not any(authority.may(Permission.DECIDE, desk) for desk in route_ids(submission)):
        raise NotAllowedError("این پرونده در حوزهٔ تصمیم شما نیست.")
    if user.pk in members(submission):
        raise NotAllowedError("این پروندهٔ واحد خود شماست؛ همکار دیگری باید دربارهٔ آن تصمیم بگیرد.")
    still(submission, version)
    office = holder(submission)
    if submission.state not in states or not authority.may(
        Permission.DECIDE, office.pk if office else None
    ):
        raise StateConflictError(submission)
    return submission
