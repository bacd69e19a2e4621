"""The only place that moves a submission.

Every move has one shape: lock the row → the version the actor saw still stands → authority over
the desk (`review.authorization`) → transition → save → append the decision.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import Permission
from accounts.models import Organization, User
from accounts.substitution.queries import stands_in_for
from config.persian import quoted
from review.authorization import case_to_decide, locked, refuse_barred, still
from review.checklist.answers import Checked, keep, stand_by
from review.deadlines import Clocks, Weight
from review.enums import RETURNS, DecisionKind, Mark, RequestOutcome
from review.models import CorrectionRequest, Decision
from review.models.correspondence import open_request
from review.notifications import announce
from review.routing import (
    barred,
    clock_province,
    desk_for,
    fix_route,
    has_access,
    holder,
    officers,
)
from statistics.enums import IN_REVIEW, State
from statistics.errors import NotAllowedError, StateConflictError
from statistics.filing.checks import open_faults
from statistics.filing.restoring import restore_figures
from statistics.filing.storage import drop_uncounted
from statistics.models import Submission
from statistics.obligation.rules import counts_until
from statistics.obligation.services import refresh
from statistics.revisions import record_revision
from statistics.rollups.services import replace_standing, standing
from statistics.rules.services import flag_filing
from units.enums import ActivityReason


@transaction.atomic
def file(
    user: User, tracking_number: str, version: int, at: datetime, union: Organization | None = None
) -> Submission:
    """Confirm a month for good: the figures become a revision and the union's clock starts.

    Guide of the form, final confirmation. `union`: the owner confirmed it there, and `user` typed
    it (`review.assisted`). Raises Submission.DoesNotExist, StaleVersionError, StateConflictError.
    """
    mine = Submission.objects.typed_by(user) if union else Submission.objects.of(user)
    submission = locked(mine, tracking_number)
    still(submission, version)
    if not submission.editable:
        raise StateConflictError(submission)
    # Looked at again under the lock: a product may be retired since the page was shown.
    faults = open_faults(submission, at)
    if faults:
        raise StateConflictError(submission, faults)
    clocks = Clocks.load()
    before = submission.state
    drop_uncounted(submission)
    figures = flag_filing(submission, clocks.book, at)
    submission.file()
    submission.round += 1
    # Nobody has looked at the figures of this round yet.
    submission.decided_levels = submission.bulk_levels = 0
    # The first filing alone decides whether the month came on time (directive 5013 §2).
    submission.filed_at = submission.filed_at or at
    # A final version stands until the next one is final, also in what it says of the unit.
    if submission.standing_id is None:
        submission.idle = figures.idle
    # A round takes the route of its own day, wherever the licence moves later (decision 0024).
    fix_route(submission)
    record_revision(submission, user, at, figures)
    _arrive(submission, clocks, at)
    filed = _record(submission, DecisionKind.FILED, before, at, actor=user, desk=union)
    # Filing is the way back: the unit is active this moment (circular 60/133338 §3).
    refresh(submission.unit, ActivityReason.FILED, at, clocks.book)
    # Filed and passed over are two lines of the log: the mark stays (circular 60/227210 §3).
    mark = _why_union_is_skipped(submission)
    if mark:
        _skip(submission, clocks, mark, at)
    announce(submission, filed)
    return submission


@transaction.atomic
def approve(
    user: User,
    tracking_number: str,
    version: int,
    at: datetime,
    checked: Checked | None = None,
    bulk: bool = False,
) -> Submission:
    """Pass a case one level on (directive 5013 §4-5).

    A union approves by standing by its three statements, `checked` (circular 60/227210 §2); they
    stay with the decision. `bulk`: ticked among others and not opened. Raises
    Submission.DoesNotExist, NotAllowedError, StaleVersionError, StateConflictError, StatementError.
    """
    submission = case_to_decide(user, tracking_number, version)
    # The statements are the union's alone; what another desk posts is not kept.
    statements = stand_by(checked) if submission.state == State.AT_UNION else None
    # The log tells what the case leaves; the move overwrites all three.
    before, desk, due_at = submission.state, submission.desk, submission.due_at
    stood = standing(submission.standing_id, submission.standing_review)
    submission.approve()
    submission.decided(before, bulk)
    final = submission.state == State.FINAL
    if final:
        _leave_desks(submission)
        # Stands through reopening and correction until the next version is final (decision 0025).
        submission.standing = submission.revisions.get(round=submission.round)
        submission.standing_review = submission.human_review
        if submission.standing.idle is not None:
            submission.idle = submission.standing.idle
        submission.entered_at = submission.final_at = at
    else:
        _arrive(submission, Clocks.load(), at)
    decision = _record(
        submission,
        DecisionKind.APPROVED,
        before,
        at,
        actor=user,
        desk=desk,
        due_at=due_at,
        bulk=bulk,
    )
    if statements:
        keep(decision, statements)
    announce(submission, decision)
    if final:
        # Last: from here to the commit others wait for the rows of totals that it locks.
        replace_standing(standing(submission.standing_id, submission.standing_review), stood)
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
    Submission.DoesNotExist, NotAllowedError, StaleVersionError, StateConflictError.
    """
    if not reason.strip():
        raise ValueError("a return needs a reason")
    submission = case_to_decide(user, tracking_number, version)
    _to_the_unit(submission, user, reason.strip(), at, field_notes)
    return submission


@transaction.atomic
def send_back_all(
    user: User,
    seen: Mapping[str, int],
    reason: str,
    at: datetime,
    field_notes: Mapping[str, list[str]] | None = None,
) -> list[Submission]:
    """Return several months of one unit for one reason, all of them or none.

    `seen` names the version by tracking number, `field_notes` the fields to correct. Raises as
    `send_back` does, Submission.DoesNotExist also for a month of another unit.
    """
    if not reason.strip():
        raise ValueError("a return needs a reason")
    rows = Submission.objects.in_reach_of(user).filter(tracking_number__in=seen).order_by("pk")
    found = list(rows.values_list("tracking_number", "unit"))
    if len(found) != len(seen) or len({unit for _, unit in found}) != 1:
        raise Submission.DoesNotExist
    # Locked in the order of their ids: two such acts never wait for each other.
    cases = [case_to_decide(user, number, seen[number]) for number, _ in found]
    for case in cases:
        notes = (field_notes or {}).get(case.tracking_number)
        _to_the_unit(case, user, reason.strip(), at, notes)
    return cases


@transaction.atomic
def accept_correction(
    user: User, tracking_number: str, version: int, at: datetime, words: str = ""
) -> Submission:
    """Return a case because the unit asked for it; from final the ministry opens it again.

    The reason is the unit's own, `words` what the office adds. Raises Submission.DoesNotExist,
    NotAllowedError, StaleVersionError, StateConflictError (also when nothing was asked).
    """
    submission = case_to_decide(user, tracking_number, version, (*IN_REVIEW, State.FINAL))
    asked = open_request(submission)
    if asked is None:
        raise StateConflictError(submission)
    reason = f"به درخواست واحد: {quoted(asked.reason)} {words.strip()}".strip()
    _to_the_unit(submission, user, reason, at)
    return submission


@transaction.atomic
def pass_over(tracking_number: str, at: datetime) -> bool:
    """Move a case on from a union that nobody can review at any more.

    That is one without access, whatever its clock, or one without a clock and a free officer. False
    when somebody can by now, or the case has moved.
    """
    submission = locked(Submission.objects.all(), tracking_number)
    if submission.state != State.AT_UNION:
        return False
    mark = _why_union_is_skipped(submission)
    if not mark:
        return False
    announce(submission, _skip(submission, Clocks.load(), mark, at))
    return True


@transaction.atomic
def uphold(user: User, decision: Decision, office: Organization, words: str, at: datetime) -> bool:
    """Bring a month back to the desk whose return was complained of rightly, with a fresh clock.

    `office` answers the complaint. The figures are those that were filed: the unit need not correct
    them. False when the return is not the last that happened: the unit has sent the month again.
    Raises NotAllowedError.
    """
    submission = locked(Submission.objects.all(), decision.submission.tracking_number)
    if not read_authority(user).may(Permission.DECIDE, office.pk):
        raise NotAllowedError("پاسخ این شکایت با شما نیست.")
    refuse_barred(user, submission)
    last = submission.decisions.order_by("version").last()
    if submission.state != State.RETURNED or last != decision:
        return False
    # Before the move: filed figures are frozen.
    restore_figures(submission, user, at)
    level = State(decision.from_state)
    _BACK[level](submission)
    submission.undecided(level)
    clocks = Clocks.load()
    _arrive(submission, clocks, at)
    _record(
        submission,
        DecisionKind.UPHELD,
        State.RETURNED,
        at,
        actor=user,
        desk=office,
        reason=words,
    )
    # It counts as filed from the day on which it was filed, as if it had never returned.
    refresh(submission.unit, ActivityReason.FILED, at, clocks.book)
    mark = _why_union_is_skipped(submission) if level == State.AT_UNION else Mark.NONE
    if mark:
        _skip(submission, clocks, mark, at)
    return True


_BACK: Mapping[State, Callable[[Submission], None]] = {
    State.AT_UNION: Submission.back_to_union,
    State.AT_PROVINCE: Submission.back_to_province,
    State.AT_MINISTRY: Submission.back_to_ministry,
}


def _to_the_unit(
    submission: Submission,
    user: User,
    reason: str,
    at: datetime,
    field_notes: list[str] | None = None,
) -> None:
    """Give a locked case back with its reason; a request for correction is answered by it."""
    before, due_at, desk = submission.state, submission.due_at, holder(submission)
    if before == State.FINAL:
        kind = DecisionKind.REOPENED
        submission.reopen()
        # A final case lies at no desk; the ministry that opens it keeps it on its list.
        submission.desk = desk
    else:
        kind = DecisionKind.RETURNED
        submission.send_back()
    submission.decided(State.AT_MINISTRY if before == State.FINAL else before, bulk=False)
    submission.due_at = submission.priority_at = None
    clocks, province = Clocks.load(), clock_province(submission)
    submission.correction_due = clocks.correction_due(at, province)
    # By the policy of this day: until then the month still counts as filed (decision 0021).
    submission.counts_until = counts_until(clocks.book, at, province)
    decision = _record(
        submission,
        kind,
        before,
        at,
        actor=user,
        desk=desk,
        due_at=due_at,
        reason=reason,
        field_notes=field_notes,
    )
    # Whoever returns the case, the unit has its month back: an open request is granted.
    CorrectionRequest.objects.filter(submission=submission, outcome=RequestOutcome.OPEN).update(
        outcome=RequestOutcome.ACCEPTED,
        organization=desk,
        answered_by=user,
        answered_at=at,
        decision=decision,
    )
    announce(submission, decision)


def _skip(submission: Submission, clocks: Clocks, mark: Mark, at: datetime) -> Decision:
    desk = submission.desk
    submission.skip()
    _arrive(submission, clocks, at)
    return _record(submission, DecisionKind.SKIPPED, State.AT_UNION, at, mark=mark, desk=desk)


def _arrive(submission: Submission, clocks: Clocks, at: datetime) -> None:
    """Put the case on the desk of its new state and start that desk's clock."""
    state = State(submission.state)
    submission.desk = desk_for(submission, state)
    submission.entered_at = at
    province = clock_province(submission)
    submission.due_at = clocks.due(state, at, province)
    # Risk and influence move the place in the inbox, never the clock.
    weight = Weight.of(submission)
    submission.priority_at = clocks.place(submission.due_at, at, weight, province)
    submission.correction_due = submission.counts_until = None


def _leave_desks(submission: Submission) -> None:
    submission.desk = None
    submission.due_at = submission.priority_at = submission.correction_due = None


def _why_union_is_skipped(submission: Submission) -> Mark:
    """Give the mark of a union that cannot review: no access, or nobody free."""
    desk = submission.desk
    if desk is None or not has_access(desk):
        return Mark.NO_ACCESS
    # With a clock a case waits for it, whoever sits there.
    if submission.due_at is not None:
        return Mark.NONE
    people = officers(desk)
    if not people:
        return Mark.NO_ACCESS
    return Mark.NONE if people - barred(submission).keys() else Mark.OWN_CASE


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
    bulk: bool = False,
) -> Decision:
    """Save the moved case and append its decision, in the same transaction."""
    # One decision a version: the database refuses a second act on one sight (decision 0003).
    submission.version += 1
    submission.save()
    # Units file in nobody's place; only officers have substitutes (decision 0017).
    decides = actor if kind in (DecisionKind.APPROVED, *RETURNS) else None
    instead_of = None
    if decides and desk:
        instead_of = stands_in_for(decides, desk, at, barred(submission))
    return Decision.objects.create(
        submission=submission,
        round=submission.round,
        version=submission.version,
        kind=kind,
        mark=mark,
        actor=actor,
        instead_of_id=instead_of,
        organization=desk,
        from_state=before,
        to_state=submission.state,
        due_at=due_at,
        counts_until=submission.counts_until,
        correction_due=submission.correction_due,
        bulk=bulk,
        reason=reason,
        field_notes=field_notes or [],
        at=at,
    )
