"""A month's way: who may move it, from where to where, and what is written."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.grants import grant, revoke
from accounts.models import User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import State, Step, StepStatus
from statistics.errors import NotAllowedError, StaleVersionError, StateConflictError
from statistics.models import Revision, Submission
from tests.review.cases import fresh, kinds, log, standing
from tests.world import FILED_AT, MEHR, World, officer, person, tehran
from units.enums import LicenceStatus, MemberRole
from units.models import LicenceState, UnitMember

pytestmark = pytest.mark.django_db

LATER = tehran(1398, 8, 5, 23, 59)
REASON = "مقدار تولید با ماه پیش مطابقت ندارد"
MakeCase = Callable[[World], Submission]
AT_DESKS = [
    pytest.param(World.filed, "union", id="union"),
    pytest.param(World.at_province, "province", id="province"),
    pytest.param(World.at_ministry, "ministry", id="ministry"),
]


def approve(user: User, case: Submission, at: dt.datetime = LATER) -> Submission:
    return workflow.approve(user, case.tracking_number, case.version, at, AFFIRMED)


def send_back(user: User, case: Submission, at: dt.datetime = LATER) -> Submission:
    return workflow.send_back(user, case.tracking_number, case.version, REASON, at)


def refused(
    error: type[Exception], case: Submission, act: Callable[..., object], *arguments: object
) -> None:
    """Check that the act is refused and nothing at all was written."""
    before, decisions = standing(case), Decision.objects.count()
    with pytest.raises(error):
        act(*arguments)
    assert standing(case) == before
    assert Decision.objects.count() == decisions


def written(decision: Decision) -> dict[str, object]:
    """Return what a decision says, its submission and its own row aside."""
    names = [
        "round",
        "version",
        "kind",
        "mark",
        "actor",
        "organization",
        "from_state",
        "to_state",
        "due_at",
        "reason",
    ]
    return {name: getattr(decision, name) for name in [*names, "field_notes", "at"]}


def test_a_filed_month_lies_at_the_union_for_three_days(world: World) -> None:
    ready = world.ready()
    case = workflow.file(world.owner, ready.tracking_number, ready.version, FILED_AT)
    assert standing(case) == {
        "state": State.AT_UNION,
        "desk_id": world.union.pk,
        "entered_at": FILED_AT,
        "due_at": tehran(1398, 8, 7, 0),
        "correction_due": None,
        "priority_at": tehran(1398, 8, 7, 0),
        "round": 1,
        "version": ready.version + 1,
        "filed_at": FILED_AT,
        "final_at": None,
        "skipped_union": False,
        "route_union_id": world.union.pk,
        "route_province_id": world.province.pk,
        "route_ministry_id": world.ministry.pk,
    }
    (decision,) = log(case)
    assert written(decision) == {
        "round": 1,
        "version": ready.version + 1,
        "kind": DecisionKind.FILED,
        "mark": "",
        "actor": world.owner,
        "organization": None,
        "from_state": State.DRAFT,
        "to_state": State.AT_UNION,
        "due_at": None,
        "reason": "",
        "field_notes": [],
        "at": FILED_AT,
    }


@pytest.mark.parametrize(("make", "desk"), AT_DESKS)
def test_an_approval_passes_a_case_one_level_on(world: World, make: MakeCase, desk: str) -> None:
    case = make(world)
    before = standing(case)
    user = getattr(world, f"{desk}_officer")
    approve(user, case)
    onward = {
        "union": (State.AT_PROVINCE, world.province.pk, tehran(1398, 8, 9, 0)),
        "province": (State.AT_MINISTRY, world.ministry.pk, tehran(1398, 8, 11, 0)),
        "ministry": (State.FINAL, None, None),
    }
    state, organization, due_at = onward[desk]
    assert standing(case) == before | {
        "state": state,
        "desk_id": organization,
        "entered_at": LATER,
        "due_at": due_at,
        "priority_at": due_at,
        "version": before["version"] + 1,
        "final_at": LATER if state == State.FINAL else None,
    }
    assert written(log(case)[-1]) == {
        "round": 1,
        "version": before["version"] + 1,
        "kind": DecisionKind.APPROVED,
        "mark": "",
        "actor": user,
        "organization": getattr(world, desk),
        "from_state": before["state"],
        "to_state": state,
        "due_at": before["due_at"],
        "reason": "",
        "field_notes": [],
        "at": LATER,
    }


@pytest.mark.parametrize(("make", "desk"), AT_DESKS)
def test_a_return_keeps_the_case_with_the_desk_that_returned_it(
    world: World, make: MakeCase, desk: str
) -> None:
    case = make(world)
    before = standing(case)
    user, notes = getattr(world, f"{desk}_officer"), ["production:2520512459"]
    number, version = case.tracking_number, case.version
    workflow.send_back(user, number, version, f"  {REASON}\n", LATER, notes)
    assert standing(case) == before | {
        "state": State.RETURNED,
        "due_at": None,
        "priority_at": None,
        "correction_due": tehran(1398, 8, 8, 0),
        "version": before["version"] + 1,
    }
    assert written(log(case)[-1]) == {
        "round": 1,
        "version": before["version"] + 1,
        "kind": DecisionKind.RETURNED,
        "mark": "",
        "actor": user,
        "organization": getattr(world, desk),
        "from_state": before["state"],
        "to_state": State.RETURNED,
        "due_at": before["due_at"],
        "reason": REASON,
        "field_notes": notes,
        "at": LATER,
    }


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_return_needs_a_reason(world: World, reason: str) -> None:
    case = world.filed()
    number, version = case.tracking_number, case.version
    user = world.union_officer
    refused(ValueError, case, workflow.send_back, user, number, version, reason, LATER)


def test_three_approvals_make_a_month_final(world: World) -> None:
    case = world.final()
    assert (case.state, case.desk, case.final_at) == (State.FINAL, None, FILED_AT)
    assert kinds(case) == ["filed", "approved", "approved", "approved"]
    assert [d.version for d in log(case)] == list(range(case.version - 3, case.version + 1))


def test_a_resubmission_starts_a_new_round_at_the_union(world: World) -> None:
    case = send_back(world.province_officer, world.at_province())
    again = tehran(1398, 8, 6)
    before = standing(case)
    workflow.file(world.owner, case.tracking_number, case.version, again)
    assert standing(case) == before | {
        "state": State.AT_UNION,
        "desk_id": world.union.pk,
        "entered_at": again,
        "due_at": tehran(1398, 8, 10, 0),
        "priority_at": tehran(1398, 8, 10, 0),
        "correction_due": None,
        "round": 2,
        "version": before["version"] + 1,
        "filed_at": FILED_AT,
    }
    assert [(d.kind, d.round) for d in log(case)] == [
        ("filed", 1),
        ("approved", 1),
        ("returned", 1),
        ("filed", 2),
    ]
    first, second = Revision.objects.filter(submission=case).order_by("round")
    assert (first.round, first.filed_at) == (1, FILED_AT)
    assert (second.round, second.filed_at, second.filed_by) == (2, again, world.owner)
    assert second.previous_digest == first.digest


def test_a_delegate_files_like_the_owner(world: World) -> None:
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    ready = world.ready()
    case = workflow.file(delegate, ready.tracking_number, ready.version, FILED_AT)
    assert log(case)[-1].actor == delegate


def test_nobody_files_for_a_unit_that_is_not_theirs(world: World) -> None:
    case, former = world.ready(), person("former")
    UnitMember.objects.create(
        unit=world.unit, user=former, role=MemberRole.DELEGATE, ended_at=FILED_AT
    )
    for user in (person("stranger"), former, world.union_officer):
        number, version = case.tracking_number, case.version
        missing = Submission.DoesNotExist
        refused(missing, case, workflow.file, user, number, version, FILED_AT)


@pytest.mark.parametrize("step", Step)
def test_a_month_with_a_step_not_green_is_not_filed(world: World, step: Step) -> None:
    case = world.ready()
    case.steps.filter(step=step).update(status=StepStatus.DRAFT)
    number, version = case.tracking_number, case.version
    with pytest.raises(StateConflictError) as refusal:
        workflow.file(world.owner, number, version, FILED_AT)
    assert refusal.value.faults == [f"{step.label} هنوز تأیید نشده است."]
    assert (fresh(case).state, log(case)) == (State.DRAFT, [])
    assert not Revision.objects.exists()


def test_a_month_that_the_licence_no_longer_covers_is_not_filed(world: World) -> None:
    case = world.ready()
    LicenceState.objects.create(
        licence=world.licence, status=LicenceStatus.REVOKED, since=MEHR.first_day
    )
    number, version = case.tracking_number, case.version
    with pytest.raises(StateConflictError) as refusal:
        workflow.file(world.owner, number, version, FILED_AT)
    assert "باطل‌شده" in refusal.value.faults[0]
    assert fresh(case).state == State.DRAFT


@pytest.mark.parametrize("make", [World.filed, World.at_province, World.at_ministry, World.final])
def test_what_lies_with_the_reviewers_is_not_filed_again(world: World, make: MakeCase) -> None:
    case = make(world)
    number, version = case.tracking_number, case.version
    refused(StateConflictError, case, workflow.file, world.owner, number, version, LATER)


@pytest.mark.parametrize("decide", [approve, send_back])
@pytest.mark.parametrize("make", [World.final, World.returned])
def test_final_and_returned_cases_take_no_decision(
    world: World, make: MakeCase, decide: Callable[..., Submission]
) -> None:
    case = make(world)
    for user in (world.union_officer, world.province_officer, world.ministry_officer):
        refused(StateConflictError, case, decide, user, case)


@pytest.mark.parametrize("decide", [approve, send_back])
def test_a_draft_is_not_there_for_officers(world: World, decide: Callable[..., Submission]) -> None:
    case = world.ready()
    refused(Submission.DoesNotExist, case, decide, world.ministry_officer, case)


@pytest.mark.parametrize("offset", [-1, 1, -100])
def test_whoever_acts_on_another_version_than_they_saw_is_refused(
    world: World, offset: int
) -> None:
    ready = world.ready()
    number, wrong = ready.tracking_number, ready.version + offset
    refused(StaleVersionError, ready, workflow.file, world.owner, number, wrong, FILED_AT)
    case = workflow.file(world.owner, number, ready.version, FILED_AT)
    user, wrong = world.union_officer, case.version + offset
    refused(StaleVersionError, case, workflow.approve, user, number, wrong, LATER)
    refused(StaleVersionError, case, workflow.send_back, user, number, wrong, REASON, LATER)


def test_an_approval_of_figures_nobody_saw_is_refused(world: World) -> None:
    seen = world.filed()
    back = send_back(world.union_officer, seen)
    workflow.file(world.owner, back.tracking_number, back.version, LATER)
    refused(StaleVersionError, seen, approve, world.union_officer, seen)


@pytest.mark.parametrize("decide", [approve, send_back])
@pytest.mark.parametrize(("make", "desk"), AT_DESKS)
def test_only_the_desk_that_holds_the_case_decides(
    world: World, make: MakeCase, desk: str, decide: Callable[..., Submission]
) -> None:
    case = make(world)
    for other in {"union", "province", "ministry"} - {desk}:
        user = getattr(world, f"{other}_officer")
        refused(StateConflictError, case, decide, user, case)


def test_the_head_of_the_province_decides_at_its_desk(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    assert approve(head, world.at_province()).state == State.AT_MINISTRY


def test_substitutes_decide_until_their_grant_ends(world: World) -> None:
    now, substitute = timezone.now(), person("substitute")
    grant(substitute, Role.UNION_OFFICER, world.union, until=now + dt.timedelta(hours=1))
    assert approve(substitute, world.filed()).state == State.AT_PROVINCE
    grant(substitute, Role.UNION_OFFICER, world.union, until=now)
    case = world.filed(MEHR - 1)
    # With what the person's page was drawn from, then with a page drawn now.
    refused(NotAllowedError, case, approve, substitute, case)
    again = User.objects.get(pk=substitute.pk)
    refused(Submission.DoesNotExist, case, approve, again, case)


def test_a_post_withdrawn_after_the_page_was_drawn_decides_nothing(world: World) -> None:
    case, user = world.filed(), world.union_officer
    assert case in Submission.objects.in_reach_of(user)
    revoke(user, Role.UNION_OFFICER, world.union)
    refused(NotAllowedError, case, approve, user, case)


def test_an_account_closed_after_the_page_was_drawn_decides_nothing(world: World) -> None:
    case, user = world.filed(), world.union_officer
    assert case in Submission.objects.in_reach_of(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    refused(NotAllowedError, case, approve, user, case)
    again = User.objects.get(pk=user.pk)
    refused(Submission.DoesNotExist, case, approve, again, case)


@pytest.mark.parametrize(("make", "desk"), AT_DESKS)
def test_a_lapse_is_not_undone_by_a_late_click(world: World, make: MakeCase, desk: str) -> None:
    seen = make(world)
    assert seen.due_at
    sweep(seen.due_at)
    refused(StaleVersionError, seen, approve, getattr(world, f"{desk}_officer"), seen)
