"""The only place that moves a submission.

Every move has one shape: lock the row → the version the actor saw still stands → authority over
the desk → transition → save → append the decision. A lock alone would let a stale click approve
figures nobody saw; a version alone would let two people win. So both.
"""

from datetime import datetime

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import Permission
from accounts.models import Organization, User
from review.announcements import announce
from review.deadlines import Clocks, priority
from review.enums import DecisionKind, Mark
from review.models import Decision
from review.routing import desk_for, has_access, members, officers, route_ids
from statistics.activity import refresh_activity
from statistics.enums import IN_REVIEW, State
from statistics.errors import NotAllowed, NotNow, Stale
from statistics.filing.checks import open_faults
from statistics.models import Submission, SubmissionQuerySet
from statistics.revisions import record_revision
from units.enums import ActivityReason
from units.models import Licence


@transaction.atomic
def file(user: User, tracking_number: str, version: int, at: datetime) -> Submission:
    """Confirm a month for good: the figures become a revision and the union's clock starts.

    Guide of the form, final confirmation. Raises Submission.DoesNotExist, Stale, NotNow.
    """
    submission = _locked(Submission.objects.of(user), tracking_number)
    _still(submission, version)
    if not submission.editable:
        raise NotNow(submission)
    faults = open_faults(submission, at)
    if faults:
        raise NotNow(submission, faults)
    clocks = Clocks.load()
    before = submission.state
    submission.file()
    submission.round += 1
    submission.filed_at = submission.filed_at or at
    record_revision(submission, user, at)
    _arrive(submission, clocks, at)
    filed = _record(submission, DecisionKind.FILED, before, at, actor=user)
    refresh_activity(submission.unit, ActivityReason.FILED, at)
    mark = _why_union_is_skipped(submission)
    if mark:
        desk = submission.desk
        submission.skip()
        _arrive(submission, clocks, at)
        _record(submission, DecisionKind.SKIPPED, State.AT_UNION, at, mark=mark, desk=desk)
    announce(submission, filed)
    return submission


@transaction.atomic
def approve(user: User, tracking_number: str, version: int, at: datetime) -> Submission:
    """Pass a case one level on (directive 5013 §4-5).

    Raises Submission.DoesNotExist, NotAllowed, Stale, NotNow.
    """
    submission = _case_to_decide(user, tracking_number, version)
    before, desk, due_at = submission.state, submission.desk, submission.due_at
    submission.approve()
    if submission.state == State.FINAL:
        _leave_desks(submission)
        submission.entered_at = submission.final_at = at
    else:
        _arrive(submission, Clocks.load(), at)
    announce(
        submission,
        _record(
            submission, DecisionKind.APPROVED, before, at, actor=user, desk=desk, due_at=due_at
        ),
    )
    return submission


@transaction.atomic
def send_back(
    user: User,
    tracking_number: str,
    version: int,
    reason: str,
    at: datetime,
    field_notes: list[str] | None = None,
) -> Submission:
    """Return a case to the unit with a reason; it stays on this desk's list.

    `field_notes` are the keys of the fields to correct. Raises ValueError without a reason,
    Submission.DoesNotExist, NotAllowed, Stale, NotNow.
    """
    if not reason.strip():
        raise ValueError("a return needs a reason")
    submission = _case_to_decide(user, tracking_number, version)
    before, due_at = submission.state, submission.due_at
    province = submission.licence.county.province_id
    submission.send_back()
    submission.due_at = submission.priority_at = None
    submission.correction_due = Clocks.load().correction_due(at, province)
    decision = _record(
        submission,
        DecisionKind.RETURNED,
        before,
        at,
        actor=user,
        desk=submission.desk,
        due_at=due_at,
        reason=reason.strip(),
        field_notes=field_notes or [],
    )
    announce(submission, decision)
    return submission


def _case_to_decide(user: User, tracking_number: str, version: int) -> Submission:
    """Return the locked case when this person may decide on it now, exactly as they saw it."""
    submission = _locked(Submission.objects.in_reach_of(user), tracking_number)
    authority = read_authority(user)
    if not any(authority.may(Permission.DECIDE, desk) for desk in route_ids(submission)):
        raise NotAllowed("این پرونده در حوزهٔ تصمیم شما نیست.")
    if user.pk in members(submission):
        raise NotAllowed("این پروندهٔ واحد خود شماست؛ همکار دیگری باید دربارهٔ آن تصمیم بگیرد.")
    _still(submission, version)
    if submission.state not in IN_REVIEW or not authority.may(
        Permission.DECIDE, submission.desk_id
    ):
        raise NotNow(submission)
    return submission


def _locked(cases: SubmissionQuerySet, tracking_number: str) -> Submission:
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


def _still(submission: Submission, version: int) -> None:
    if submission.version != version:
        raise Stale(submission)


def _arrive(submission: Submission, clocks: Clocks, at: datetime) -> None:
    """Put the case on the desk of its new state and start that desk's clock."""
    state = State(submission.state)
    submission.desk = desk_for(submission, state)
    submission.entered_at = at
    submission.due_at = clocks.due(state, at, submission.licence.county.province_id)
    submission.priority_at = priority(submission.due_at, at)
    submission.correction_due = None


def _leave_desks(submission: Submission) -> None:
    submission.desk = None
    submission.due_at = submission.priority_at = submission.correction_due = None


def _why_union_is_skipped(submission: Submission) -> Mark:
    """Return the mark when the union cannot review: no access, or nobody free.

    With a clock a case waits for it, whoever sits there.
    """
    desk = submission.desk
    if desk is None or not has_access(desk):
        return Mark.NO_ACCESS
    if submission.due_at is not None:
        return Mark.NONE
    people = officers(desk)
    if not people:
        return Mark.NO_ACCESS
    return Mark.NONE if people - members(submission) else Mark.OWN_CASE


def _record(
    submission: Submission,
    kind: DecisionKind,
    before: str,
    at: datetime,
    *,
    actor: User | None = None,
    desk: Organization | None = None,
    due_at: datetime | None = None,
    mark: Mark = Mark.NONE,
    reason: str = "",
    field_notes: list[str] | None = None,
) -> Decision:
    """Save the moved case and append its decision, in the same transaction."""
    submission.version += 1
    submission.save()
    return Decision.objects.create(
        submission=submission,
        round=submission.round,
        version=submission.version,
        kind=kind,
        mark=mark,
        actor=actor,
        organization=desk,
        from_state=before,
        to_state=submission.state,
        due_at=due_at,
        reason=reason,
        field_notes=field_notes or [],
        at=at,
    )
