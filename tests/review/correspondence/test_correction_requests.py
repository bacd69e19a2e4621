"""A request for correction: asked by the unit, answered once by who holds the case."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notice, User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import refuse_correction, request_correction
from review.enums import DecisionKind, RequestOutcome
from review.models import CorrectionRequest, Decision
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.errors import NotAllowedError, StaleVersionError, StateConflictError
from statistics.models import Revision, Submission
from tests.review.cases import fresh, kinds, log, owns_too, standing
from tests.world import FILED_AT, MEHR, World, person, tehran

pytestmark = pytest.mark.django_db

LATER = tehran(1398, 8, 5)
WHY = "کارتن به جای کیلوگرم نوشته شد"
HOLDERS = [
    pytest.param(World.filed, "union", id="union"),
    pytest.param(World.at_province, "province", id="province"),
    pytest.param(World.at_ministry, "ministry", id="ministry"),
    pytest.param(World.final, "ministry", id="final"),
]
MakeCase = Callable[[World], Submission]


def ask(world: World, case: Submission) -> Submission:
    """Let the owner ask for the case back; return it as it stands then."""
    request_correction(world.owner, case.tracking_number, case.version, WHY, LATER)
    return fresh(case)


def accept(user: User, case: Submission) -> Submission:
    return workflow.accept_correction(user, case.tracking_number, case.version, LATER)


def refuse(user: User, case: Submission, words: str = "رقم درست است") -> CorrectionRequest:
    return refuse_correction(user, case.tracking_number, case.version, words, LATER)


@pytest.mark.parametrize(("make", "desk"), HOLDERS)
def test_a_request_moves_nothing_but_what_was_seen(world: World, make: MakeCase, desk: str) -> None:
    case = make(world)
    before = standing(case)
    ask(world, case)
    assert standing(case) == before | {"version": before["version"] + 1}
    asked = CorrectionRequest.objects.get()
    assert (asked.reason, asked.asked_by, asked.asked_at) == (WHY, world.owner, LATER)
    assert asked.outcome == RequestOutcome.OPEN


def test_who_had_not_seen_the_request_does_not_decide_on_the_case(world: World) -> None:
    seen = world.filed()
    ask(world, seen)
    with pytest.raises(StaleVersionError):
        workflow.approve(world.union_officer, seen.tracking_number, seen.version, LATER, AFFIRMED)


@pytest.mark.parametrize(("make", "desk"), HOLDERS)
def test_who_holds_the_case_accepts_and_it_returns(world: World, make: MakeCase, desk: str) -> None:
    case = ask(world, make(world))
    officer, office = getattr(world, f"{desk}_officer"), getattr(world, desk)
    was = fresh(case)
    before = was.state
    accept(officer, case)
    now = fresh(case)
    assert (now.state, now.desk, now.due_at) == (State.RETURNED, office, None)
    # A final month stands with its version while it is corrected.
    assert (now.final_at, now.standing) == (was.final_at, was.standing)
    assert (now.standing is None) == (before != State.FINAL)
    assert now.correction_due == tehran(1398, 8, 8, 0)
    decision = log(case)[-1]
    kind = DecisionKind.REOPENED if before == State.FINAL else DecisionKind.RETURNED
    assert (decision.kind, decision.actor, decision.organization) == (kind, officer, office)
    assert (decision.from_state, decision.to_state) == (before, State.RETURNED)
    assert decision.reason == f"به درخواست واحد: «{WHY}»"
    asked = CorrectionRequest.objects.get()
    assert (asked.outcome, asked.decision) == (RequestOutcome.ACCEPTED, decision)
    told = Notice.objects.filter(user=world.owner).order_by("pk").last()
    assert told is not None
    assert WHY in told.body


def test_a_reopened_month_goes_the_whole_way_again_and_keeps_its_past(world: World) -> None:
    case = accept(world.ministry_officer, ask(world, world.final()))
    case = workflow.file(world.owner, case.tracking_number, case.version, LATER)
    assert (case.state, case.round, case.desk) == (State.AT_UNION, 2, world.union)
    assert Revision.objects.filter(submission=case).count() == 2
    assert kinds(case)[-2:] == [DecisionKind.REOPENED, DecisionKind.FILED]


@pytest.mark.parametrize(("make", "desk"), HOLDERS)
def test_a_refusal_has_its_reason_and_the_case_stays(
    world: World, make: MakeCase, desk: str
) -> None:
    case = ask(world, make(world))
    before, decisions = standing(case), Decision.objects.count()
    refuse(getattr(world, f"{desk}_officer"), case)
    assert standing(case) == before | {"version": before["version"] + 1}
    assert Decision.objects.count() == decisions
    asked = CorrectionRequest.objects.get()
    assert (asked.outcome, asked.answer) == (RequestOutcome.REFUSED, "رقم درست است")
    assert asked.organization == getattr(world, desk)
    told = Notice.objects.get(kind="refused")
    assert (told.user, "رقم درست است" in told.body) == (world.owner, True)


@pytest.mark.parametrize("act", [accept, refuse])
def test_only_who_holds_the_case_answers(world: World, act: Callable[..., object]) -> None:
    case = ask(world, world.at_province())
    for officer in (world.union_officer, world.ministry_officer):
        with pytest.raises(StateConflictError):
            act(officer, case)
    for other in (world.owner, person("stranger")):
        with pytest.raises(Submission.DoesNotExist):
            act(other, case)


@pytest.mark.parametrize("act", [accept, refuse])
def test_after_final_the_ministry_alone_answers(world: World, act: Callable[..., object]) -> None:
    case = ask(world, world.final())
    for officer in (world.union_officer, world.province_officer):
        with pytest.raises(StateConflictError):
            act(officer, case)
    act(world.ministry_officer, case)


@pytest.mark.parametrize("act", [accept, refuse])
def test_nobody_answers_for_their_own_unit(world: World, act: Callable[..., object]) -> None:
    case = ask(world, world.filed())
    owns_too(world, world.union_officer)
    with pytest.raises(NotAllowedError):
        act(world.union_officer, case)


@pytest.mark.parametrize("act", [accept, refuse])
def test_what_was_not_asked_or_is_answered_is_not_answered(
    world: World, act: Callable[..., object]
) -> None:
    case = world.filed()
    with pytest.raises(StateConflictError):
        act(world.union_officer, case)
    case = ask(world, case)
    with pytest.raises(StaleVersionError):
        refuse_correction(world.union_officer, case.tracking_number, case.version - 1, "x", LATER)
    refuse(world.union_officer, case)
    with pytest.raises(StateConflictError):
        act(world.union_officer, fresh(case))


@pytest.mark.parametrize("make", [World.draft, World.returned])
def test_what_the_unit_may_edit_needs_no_request(world: World, make: MakeCase) -> None:
    with pytest.raises(StateConflictError):
        ask(world, make(world))


def test_a_case_has_one_open_request_and_another_after_its_answer(world: World) -> None:
    case = ask(world, world.filed())
    assert ask(world, case).version == case.version  # the button pressed twice
    with pytest.raises(StateConflictError):
        request_correction(world.owner, case.tracking_number, case.version, "دیگر", LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.create(
            submission=case, reason="x", asked_by=world.owner, asked_at=LATER
        )
    refuse(world.union_officer, case)
    ask(world, fresh(case))
    assert CorrectionRequest.objects.count() == 2


def test_a_request_travels_with_its_case(world: World) -> None:
    case = ask(world, world.filed())
    case = workflow.approve(
        world.union_officer, case.tracking_number, case.version, LATER, AFFIRMED
    )
    with pytest.raises(StateConflictError):
        accept(world.union_officer, fresh(case))
    sweep(tehran(1398, 8, 12, 1))
    accept(world.ministry_officer, fresh(case))
    assert CorrectionRequest.objects.get().organization == world.ministry


def test_an_ordinary_return_answers_the_request_too(world: World) -> None:
    case = ask(world, world.filed())
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "ببینید", LATER)
    asked = CorrectionRequest.objects.get()
    assert (asked.outcome, asked.decision) == (RequestOutcome.ACCEPTED, log(case)[-1])


@pytest.mark.parametrize("words", ["", "  \n"])
def test_request_and_refusal_need_words(world: World, words: str) -> None:
    case = world.filed()
    with pytest.raises(ValueError, match="reason"):
        request_correction(world.owner, case.tracking_number, case.version, words, LATER)
    case = ask(world, case)
    with pytest.raises(ValueError, match="reason"):
        refuse(world.union_officer, case, words)


def test_an_answered_request_is_never_changed_and_none_is_deleted(world: World) -> None:
    asked = CorrectionRequest.objects.filter(submission=ask(world, world.filed()))
    for change in ({"reason": "y"}, {"asked_at": FILED_AT - dt.timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            asked.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        asked.delete()
    refuse(world.union_officer, Submission.objects.get())
    with pytest.raises(DatabaseError), transaction.atomic():
        asked.update(answer="دیگر")


def test_a_stranger_asks_for_nothing(world: World) -> None:
    case = world.filed(MEHR)
    for user in (person("stranger"), world.union_officer):
        with pytest.raises(Submission.DoesNotExist):
            request_correction(user, case.tracking_number, case.version, WHY, LATER)
