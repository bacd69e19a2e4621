"""Who may act on a case as they saw it: the lock, the version and the authority of every move.

A lock alone would let a stale click approve figures nobody saw; a version alone would let two
people win. So both.
"""

from collections.abc import Collection

from accounts.authority import read_authority
from accounts.enums import Permission
from accounts.models import User
from review.routing import ROUTE, barred, holder, route_ids
from statistics.enums import IN_REVIEW
from statistics.errors import NotAllowedError, StaleVersionError, StateConflictError
from statistics.models import Submission, SubmissionQuerySet


def locked(cases: SubmissionQuerySet, tracking_number: str) -> Submission:
    """Lock the row and read it as it stands then, with its unit, licence and route."""
    found = cases.filter(tracking_number=tracking_number).values("pk")
    # Without a join: after a wait PostgreSQL rechecks the locked row alone, joined ones stay old.
    # So what belongs to it is read behind the lock (decision 0003).
    key = Submission.objects.select_for_update(of=("self",)).values_list("pk").get(pk__in=found)
    submission = Submission.objects.select_related(
        "licence__unit", "licence__county", *ROUTE.values()
    ).get(pk=key[0])
    submission.unit = submission.licence.unit
    for office in (getattr(submission, field) for field in ROUTE.values()):
        if office and office.pk == submission.desk_id:
            submission.desk = office  # it is read already
    return submission


def still(submission: Submission, version: int) -> None:
    """Check that the case is as the actor saw it. Raises StaleVersionError."""
    if submission.version != version:
        raise StaleVersionError(submission)


def refuse_barred(user: User, submission: Submission) -> None:
    """Refuse who acts for the unit, and who typed the month: the one rule of every decision."""
    if why := barred(submission).get(user.pk):
        raise NotAllowedError(why.label)


def case_to_decide(
    user: User, tracking_number: str, version: int, states: Collection[str] = IN_REVIEW
) -> Submission:
    """Lock the case when this person may decide on it now, exactly as they saw it.

    Raises Submission.DoesNotExist, NotAllowedError, StaleVersionError, StateConflictError.
    """
    submission = locked(Submission.objects.in_reach_of(user), tracking_number)
    # Read anew: a post may have ended since the page was shown.
    authority = read_authority(user)
    if not any(authority.may(Permission.DECIDE, desk) for desk in route_ids(submission)):
        raise NotAllowedError("این پرونده در حوزهٔ تصمیم شما نیست.")
    refuse_barred(user, submission)
    still(submission, version)
    # An office of the route that does not hold the case now has lost a race, not a right.
    office = holder(submission)
    if submission.state not in states or not authority.may(
        Permission.DECIDE, office.pk if office else None
    ):
        raise StateConflictError(submission)
    return submission
