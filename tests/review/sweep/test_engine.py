"""What nobody decided moves by itself: one level for each lapse, exactly on time, never twice."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Notice, Organization, OrganizationPermission, User
from catalog.models import Province
from catalog.policy_definitions import PolicyKey
from config.jalali import TEHRAN, from_parts
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import LEVELS, DecisionKind, Mark
from review.sweep.engine import Sweep, sweep
from statistics.enums import TRANSITIONS, Event, State
from statistics.models import Submission
from tests.review.cases import crowd, fresh, kinds, lapses, log, owns_too, policy, standing
from tests.world import FILED_AT, MEHR, World, officer, person, tehran
from units.models import UnitMember

pytestmark = pytest.mark.django_db

DUE = tehran(1398, 8, 7, 0)
TICK = dt.timedelta(microseconds=1)
MAKE: dict[State, Callable[..., Submission]] = {
    State.AT_UNION: World.filed,
    State.AT_PROVINCE: World.at_province,
    State.AT_MINISTRY: World.at_ministry,
}
LAPSES = TRANSITIONS[Event.LAPSE].items()
OFFICERS = {
    State.AT_UNION: "union_officer",
    State.AT_PROVINCE: "province_officer",
    State.AT_MINISTRY: "ministry_officer",
}


def lapsed(case: Submission) -> set[State]:
    """Return the levels that let the case lapse, by its flags."""
    now = fresh(case)
    return {level.state for level in LEVELS.values() if getattr(now, level.lapsed_field)}


def test_nothing_moves_before_its_instant(world: World) -> None:
    case = world.filed()
    before = standing(case)
    assert sweep(DUE - TICK) == Sweep(0, dt.timedelta(0))
    assert standing(case) == before
    assert sweep(DUE) == Sweep(1, dt.timedelta(0))
    assert standing(case) != before


def test_a_lapsed_case_keeps_its_risk_in_the_inbox_of_the_next_desk(world: World) -> None:
    case = world.filed()
    Submission.objects.filter(pk=case.pk).update(risk=3)
    sweep(DUE)
    now = fresh(case)
    assert now.due_at == tehran(1398, 8, 11, 0)
    assert now.priority_at == now.due_at - dt.timedelta(hours=18)


def test_what_a_lapse_writes(world: World) -> None:
    case = world.filed()
    before, late = standing(case), DUE + dt.timedelta(minutes=4)
    assert sweep(late) == Sweep(1, dt.timedelta(minutes=4))
    assert standing(case) == before | {
        "state": State.AT_PROVINCE,
        "desk_id": world.province.pk,
        "entered_at": late,
        "due_at": tehran(1398, 8, 11, 0),
        "priority_at": tehran(1398, 8, 11, 0),
        "version": before["version"] + 1,
    }
    decision = log(case)[-1]
    assert (decision.kind, decision.mark) == (DecisionKind.LAPSED, Mark.NONE)
    assert (decision.actor, decision.organization) == (None, world.union)
    assert (decision.from_state, decision.to_state) == (State.AT_UNION, State.AT_PROVINCE)
    assert (decision.round, decision.version) == (1, before["version"] + 1)
    assert (decision.due_at, decision.at) == (DUE, late)
    assert (decision.reason, decision.field_notes) == ("", [])
    assert decision.recorded_at > late


@pytest.mark.parametrize(("source", "target"), LAPSES)
def test_a_swept_case_stands_where_the_table_of_moves_puts_it(
    world: World, source: State, target: State
) -> None:
    """The set-based form, the FSM and a person's approval at that moment agree."""
    policy(PolicyKey.PROVINCE_DAYS, 7, from_parts(1398, 8, 9), province_id="03")
    policy(PolicyKey.MINISTRY_DAYS, 9, from_parts(1398, 8, 11))
    swept, approved = MAKE[source](world), MAKE[source](world, MEHR - 1)
    now = swept.due_at
    assert now
    user = getattr(world, OFFICERS[source])
    workflow.approve(user, approved.tracking_number, approved.version, now, AFFIRMED)
    assert sweep(now).moved == 1
    assert standing(swept) == standing(approved)
    assert lapsed(swept) == {source}
    assert lapsed(approved) == set()
    by_fsm = Submission.objects.get(pk=MAKE[source](world, MEHR - 2).pk)
    by_fsm.lapse()
    assert fresh(swept).state == by_fsm.state == target
    theirs, ours = log(approved)[-1], log(swept)[-1]
    for name in ("round", "version", "organization", "from_state", "to_state", "due_at", "at"):
        assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize("state", [s for s in State if s not in TRANSITIONS[Event.LAPSE]])
def test_what_no_desk_holds_never_lapses(world: World, state: State) -> None:
    make = {State.DRAFT: World.ready, State.RETURNED: World.returned, State.FINAL: World.final}
    case = make[state](world)
    before = standing(case)
    assert sweep(tehran(1499, 1, 1)).moved == 0
    assert standing(case) == before


def test_a_case_that_nobody_decides_reaches_the_end_marked_three_times(world: World) -> None:
    case = world.filed()
    for _ in range(3):
        due_at = fresh(case).due_at
        assert due_at
        assert sweep(due_at).moved == 1
    end = fresh(case)
    assert (end.state, end.desk, end.final_at) == (State.FINAL, None, tehran(1398, 8, 17, 0))
    assert kinds(case) == ["filed", "lapsed", "lapsed", "lapsed"]
    assert lapsed(case) == set(LEVELS)


def test_marks_of_a_lapse_stay_through_a_new_round(world: World) -> None:
    case = world.filed()
    sweep(DUE)
    user, at = world.province_officer, tehran(1398, 8, 8)
    case = fresh(case)
    back = workflow.send_back(user, case.tracking_number, case.version, "ببینید", at)
    workflow.file(world.owner, back.tracking_number, back.version, at)
    assert lapsed(case) == {State.AT_UNION}


def test_an_outage_eats_no_reviewers_days(world: World) -> None:
    """Two days down, past one due instant and the next level's whole would-be clock."""
    case = world.filed()
    back_up = DUE + dt.timedelta(days=2, hours=9)
    assert sweep(back_up) == Sweep(1, dt.timedelta(days=2, hours=9))
    now = fresh(case)
    assert (now.state, now.entered_at) == (State.AT_PROVINCE, back_up)
    assert now.due_at == tehran(1398, 8, 13, 0)
    assert log(case)[-1].due_at == DUE
    assert sweep(back_up).moved == 0
    assert lapses(case) == 1


def test_a_month_of_outage_is_one_level_too(world: World) -> None:
    case = world.filed()
    sweep(tehran(1398, 10, 1))
    assert fresh(case).state == State.AT_PROVINCE
    assert lapses(case) == 1


def test_a_second_sweep_of_the_same_moment_changes_nothing(world: World) -> None:
    case = world.filed()
    sweep(DUE)
    before, decisions = standing(case), kinds(case)
    assert [sweep(DUE).moved, sweep(DUE + TICK).moved] == [0, 0]
    assert (standing(case), kinds(case)) == (before, decisions)


def test_the_moment_may_be_given_in_any_zone(world: World) -> None:
    case = world.filed()
    assert sweep(DUE.astimezone(TEHRAN)).moved == 1
    assert fresh(case).due_at == tehran(1398, 8, 11, 0)


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 6])
def test_batches_of_any_size_move_every_due_case_once(world: World, batch: int) -> None:
    same = crowd(world, 3, DUE)
    others = [world.filed(MEHR - n, FILED_AT - dt.timedelta(days=n)) for n in range(2)]
    early = world.filed(MEHR - 2, FILED_AT + dt.timedelta(days=1))
    assert sweep(DUE, batch) == Sweep(5, dt.timedelta(days=1))
    for case in [*same, *others]:
        assert (fresh(case).state, lapses(case)) == (State.AT_PROVINCE, 1)
    assert (fresh(early).state, lapses(early)) == (State.AT_UNION, 0)


def test_so_many_batches_that_their_statements_are_prepared_move_all(world: World) -> None:
    many = crowd(world, 12, DUE)
    assert sweep(DUE, batch=1).moved == 12
    assert {fresh(case).state for case in many} == {State.AT_PROVINCE}


def test_the_oldest_goes_first(world: World) -> None:
    young, old = world.filed(), world.filed(MEHR - 1, FILED_AT - dt.timedelta(days=9))
    sweep(DUE, batch=1)
    assert log(old)[-1].pk < log(young)[-1].pk


def test_provinces_with_their_own_days_are_swept_together(world: World) -> None:
    Province.objects.create(code="08", name="کرمان", iso="IR-08")
    policy(PolicyKey.PROVINCE_DAYS, 20, province_id="08")
    case = world.filed()
    twin = world.filed(MEHR - 1)
    kerman = Organization.objects.create(
        code="08",
        kind=OrganizationKind.PROVINCE,
        name="سازمان کرمان",
        parent=world.ministry,
        province_id="08",
    )
    Submission.objects.filter(pk=twin.pk).update(route_province=kerman)
    assert sweep(DUE).moved == 2
    assert fresh(case).due_at == tehran(1398, 8, 11, 0)
    assert fresh(twin).due_at == tehran(1398, 8, 28, 0)


@pytest.mark.parametrize(("source", "target"), LAPSES)
def test_an_own_case_lapses_with_the_mark(world: World, source: State, target: State) -> None:
    case = MAKE[source](world)
    owns_too(world, getattr(world, OFFICERS[source]))
    assert case.due_at
    sweep(case.due_at)
    assert (fresh(case).state, log(case)[-1].mark) == (target, Mark.OWN_CASE)
    assert lapsed(case) == {source}


def test_the_mark_is_only_for_desks_where_nobody_was_free(world: World) -> None:
    free = world.filed()
    owns_too(world, world.union_officer)
    officer("colleague", Role.UNION_OFFICER, world.union)
    sweep(DUE)
    assert log(free)[-1].mark == Mark.NONE


@pytest.mark.parametrize(("until", "mark"), [(DUE, Mark.OWN_CASE), (DUE + TICK, Mark.NONE)])
def test_colleagues_who_left_by_then_do_not_count_as_free(
    world: World, until: dt.datetime, mark: Mark
) -> None:
    owns_too(world, world.union_officer)
    gone, substitute = officer("gone", Role.UNION_OFFICER, world.union), person("substitute")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    grant(substitute, Role.UNION_OFFICER, world.union, until=until)
    case = world.filed()
    sweep(DUE)
    assert log(case)[-1].mark == mark


@pytest.mark.parametrize(("since", "mark"), [(DUE, Mark.NONE), (DUE + TICK, Mark.OWN_CASE)])
def test_a_substitute_is_free_from_the_first_moment_on(
    world: World, since: dt.datetime, mark: Mark
) -> None:
    owns_too(world, world.union_officer)
    stand_in = person("substitute")
    grant(stand_in, Role.UNION_OFFICER, world.union, since=since, until=since + dt.timedelta(9))
    case = world.filed()
    sweep(DUE)
    assert log(case)[-1].mark == mark


def test_former_delegates_are_free_to_decide(world: World) -> None:
    owns_too(world, world.union_officer)
    UnitMember.objects.filter(user=world.union_officer).update(ended_at=FILED_AT)
    case = world.filed()
    sweep(DUE)
    assert log(case)[-1].mark == Mark.NONE


def test_a_desk_without_officers_is_no_own_case(world: World) -> None:
    OrganizationPermission.objects.filter(content_object=world.union).delete()
    case = world.filed()
    sweep(DUE)
    assert log(case)[-1].mark == Mark.NONE


def test_a_batch_is_one_statement_whatever_its_size(world: World) -> None:
    """The work is set-based: as many statements for thirty cases as for one."""
    first, *rest = crowd(world, 31, DUE)
    tomorrow = DUE + dt.timedelta(days=1)
    Submission.objects.exclude(pk=first.pk).update(due_at=tomorrow)
    counts = []
    for moment, cases in ((DUE, 1), (tomorrow, len(rest))):
        with CaptureQueriesContext(connection) as seen:
            assert sweep(moment).moved == cases
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("leaves", "mark"), [(True, Mark.NO_ACCESS), (False, Mark.OWN_CASE)])
def test_a_case_without_clock_whose_last_free_officer_is_gone_moves_on(
    world: World, leaves: bool, mark: Mark
) -> None:
    policy(PolicyKey.UNION_DAYS, None)
    case = world.filed()
    assert sweep(DUE).moved == 0
    if leaves:
        User.objects.filter(pk=world.union_officer.pk).update(is_active=False)
    else:
        owns_too(world, world.union_officer)
    assert sweep(DUE).moved == 1
    now = fresh(case)
    assert (now.state, now.desk, now.skipped_union) == (State.AT_PROVINCE, world.province, True)
    assert (now.entered_at, now.due_at) == (DUE, tehran(1398, 8, 11, 0))
    skipped = log(case)[-1]
    assert (skipped.kind, skipped.mark) == (DecisionKind.SKIPPED, mark)
    assert (skipped.actor, skipped.organization) == (None, world.union)
    told = Notice.objects.filter(user=world.owner).order_by("pk").last()
    assert told is not None
    assert mark.label in told.body
    assert sweep(DUE).moved == 0
