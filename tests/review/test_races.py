"""Two at once, on real PostgreSQL: one wins, the others are told; nothing is lost or doubled."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import Count

from accounts.enums import Role
from accounts.grants import revoke
from accounts.models import User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind
from review.inbox.bulk import approve_all
from review.models import Decision
from review.sweep.engine import Sweep, sweep
from statistics.enums import State
from statistics.errors import (
    CaseConflictError,
    NotAllowedError,
    StaleVersionError,
    StateConflictError,
)
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.models import Revision, Submission
from tests.concurrency import PATIENCE_SECONDS, Act, race, until_somebody_waits, winners
from tests.review.cases import crowd, fresh, kinds, owns_too
from tests.world import BAG, FILED_AT, MEHR, World, tehran

MANY = 16
ROUNDS = 3
DUE = tehran(1398, 8, 7, 0)


def approve(world: World, case: Submission, at: dt.datetime = FILED_AT) -> Act:
    number, version = case.tracking_number, case.version
    return partial(workflow.approve, world.union_officer, number, version, at, AFFIRMED)


def send_back(world: World, case: Submission, at: dt.datetime = FILED_AT) -> Act:
    number, version = case.tracking_number, case.version
    return partial(workflow.send_back, world.union_officer, number, version, "ببینید", at)


def file(world: World, case: Submission) -> Act:
    return partial(workflow.file, world.owner, case.tracking_number, case.version, FILED_AT)


def lapse() -> Act:
    return partial(sweep, DUE)


def one_decision_after(case: Submission, before: list[str]) -> str:
    """Check that exactly one move followed `before`, and return its kind."""
    now, after = fresh(case), Decision.objects.filter(submission=case).order_by("version")
    assert kinds(case)[: len(before)] == before
    (last,) = after[len(before) :]
    assert (now.version, now.state) == (last.version, last.to_state)
    assert last.version == case.version + 1
    return last.kind


def test_sixteen_approvals_of_one_case_are_one(shared_world: World) -> None:
    for number in range(ROUNDS):
        case = shared_world.filed(MEHR - number)
        results = race([approve(shared_world, case)] * MANY)
        assert len(winners(results)) == 1
        assert one_decision_after(case, ["filed"]) == DecisionKind.APPROVED
        assert fresh(case).state == State.AT_PROVINCE
        lost = [result for result in results if isinstance(result, CaseConflictError)]
        assert all(isinstance(each, StaleVersionError | StateConflictError) for each in lost)
        assert {each.submission.state for each in lost} == {State.AT_PROVINCE}


def test_approval_and_return_of_one_case_exclude_each_other(shared_world: World) -> None:
    for number in range(ROUNDS):
        case = shared_world.filed(MEHR - number)
        both = [approve(shared_world, case), send_back(shared_world, case)]
        assert len(winners(race(both * (MANY // 2)))) == 1
        kind = one_decision_after(case, ["filed"])
        assert kind in (DecisionKind.APPROVED, DecisionKind.RETURNED)


@pytest.mark.parametrize("decide", [approve, send_back])
def test_a_decision_and_the_deadline_exclude_each_other(
    shared_world: World, decide: Callable[[World, Submission, dt.datetime], Act]
) -> None:
    for number in range(ROUNDS):
        case = shared_world.filed(MEHR - number)
        both = [decide(shared_world, case, DUE), lapse()]
        assert len(winners(race(both * (MANY // 2)))) == 1
        assert len(kinds(case)) == 2
        one_decision_after(case, ["filed"])


def test_sixteen_confirmations_file_a_month_once(shared_world: World) -> None:
    for number in range(ROUNDS):
        case = shared_world.ready(MEHR - number)
        assert len(winners(race([file(shared_world, case)] * MANY))) == 1
        assert one_decision_after(case, []) == DecisionKind.FILED
        assert Revision.objects.filter(submission=case).count() == fresh(case).round == 1


def test_of_sixteen_saves_of_one_step_one_is_kept_whole(shared_world: World) -> None:
    for number in range(ROUNDS):
        case = shared_world.ready(MEHR - number)
        step = case.steps.get(step=4)

        def save(people: int, case: Submission = case, version: int = step.version) -> object:
            typed, owner = EmploymentAnswers(people, people, people), shared_world.owner
            number_ = case.tracking_number
            services.save_employment(owner, number_, version, typed, True, FILED_AT)
            return people

        (kept,) = winners(race([partial(save, people) for people in range(1, MANY + 1)]))
        stored = fresh(case).employment
        assert (stored.official, stored.contract, stored.contractor) == (kept, kept, kept)
        assert case.steps.get(step=4).version == step.version + 1
        assert fresh(case).version == case.version + 1


def test_a_save_and_the_confirmation_of_a_month_exclude_each_other(shared_world: World) -> None:
    """What is filed is what the owner read back: a later save in another window is refused."""
    for number in range(ROUNDS):
        case = shared_world.ready(MEHR - number)
        version = case.steps.get(step=2).version
        made = PostedLines({BAG: Decimal(99)})
        owner, tracking = shared_world.owner, case.tracking_number
        save = partial(services.save_production, owner, tracking, version, made, True, FILED_AT)
        assert len(winners(race([save, file(shared_world, case)] * (MANY // 2)))) == 1
        filed = fresh(case).state == State.AT_UNION
        assert case.production.get().quantity == (Decimal(20) if filed else Decimal(99))


def test_different_steps_are_saved_at_once_and_nothing_is_lost(shared_world: World) -> None:
    case = shared_world.ready()
    owner, number = shared_world.owner, case.tracking_number
    versions = dict(case.steps.values_list("step", "version"))
    made, people = PostedLines({BAG: Decimal(99)}), EmploymentAnswers(7, 7, 7)
    acts: list[Act] = [
        partial(services.save_production, owner, number, versions[2], made, False, FILED_AT),
        partial(services.save_employment, owner, number, versions[4], people, False, FILED_AT),
    ]
    assert len(winners(race(acts))) == 2
    assert case.production.get().quantity == 99
    assert (fresh(case).employment.total, fresh(case).version) == (21, case.version + 2)


def test_a_new_round_is_never_approved_by_a_click_on_the_old_one(shared_world: World) -> None:
    for number in range(ROUNDS):
        seen = shared_world.filed(MEHR - number)
        back = send_back(shared_world, seen)()
        assert isinstance(back, Submission)
        stale = [approve(shared_world, seen), approve(shared_world, back)]
        results = race([file(shared_world, back), *stale * (MANY // 2)])
        assert len(winners(results)) == 1
        assert kinds(seen) == ["filed", "returned", "filed"]
        assert (fresh(seen).state, fresh(seen).round) == (State.AT_UNION, 2)


def test_many_approved_in_both_orders_are_decided_once(shared_world: World) -> None:
    for number in range(ROUNDS):
        cases = apart(shared_world, number)
        orders = [cases, cases[::-1]]
        acts = [partial(bulk, shared_world, order) for order in orders] * (MANY // 2)
        results = race([*acts, *(approve(shared_world, case) for case in cases)])
        done = [pk for result in results if isinstance(result, list) for pk in result]
        done += [each.pk for each in results if isinstance(each, Submission)]
        assert sorted(done) == sorted(case.pk for case in cases)
        assert [kinds(case) for case in cases] == [["filed", "approved"]] * 3


def apart(world: World, number: int) -> list[Submission]:
    """Return three cases filed on days of their own, so that no rule points them out."""
    backs = range(3 * number, 3 * number + 3)
    return [world.filed(MEHR - back, FILED_AT - dt.timedelta(days=back)) for back in backs]


def bulk(world: World, cases: list[Submission]) -> list[int]:
    """Approve cases in one act; return the ids of those it approved."""
    seen = {case.tracking_number: case.version for case in cases}
    return [case.pk for case in approve_all(world.union_officer, seen, FILED_AT).approved]


def test_months_returned_in_both_orders_go_together(shared_world: World) -> None:
    for number in range(ROUNDS):
        cases = apart(shared_world, number)
        both = [together(shared_world, cases), together(shared_world, cases[::-1])]
        results = race([*both * (MANY // 2), approve(shared_world, cases[1])])
        assert len(winners(results)) == 1
        states = {fresh(case).state for case in cases}
        returned = isinstance(winners(results)[0], list)
        assert states == ({State.RETURNED} if returned else {State.AT_UNION, State.AT_PROVINCE})


def together(world: World, cases: list[Submission]) -> Act:
    """Return months of one unit at once."""
    seen = {case.tracking_number: case.version for case in cases}
    return partial(workflow.send_back_all, world.union_officer, seen, "ببینید", FILED_AT)


@pytest.mark.parametrize("batch", [2, 7])
def test_sweeps_at_once_move_every_case_once(shared_world: World, batch: int) -> None:
    crowd(shared_world, 30, DUE)
    results = race([partial(sweep, DUE, batch)] * 4)
    moved = [result.moved for result in results if isinstance(result, Sweep)]
    assert sum(moved) + sweep(DUE).moved == 30
    logged = Decision.objects.values("submission").annotate(n=Count("pk")).order_by()
    assert [row["n"] for row in logged] == [1] * 30
    assert set(Submission.objects.values_list("state", flat=True)) == {State.AT_PROVINCE}


def test_a_case_in_a_reviewers_hands_is_left_to_the_next_sweep(shared_world: World) -> None:
    held, *others = crowd(shared_world, 3, DUE)
    locked, release = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Submission.objects.select_for_update().get(pk=held.pk)
                locked.set()
                release.wait(PATIENCE_SECONDS)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        reviewer = pool.submit(hold)
        try:
            assert locked.wait(PATIENCE_SECONDS)
            with connection.cursor() as db:
                # A sweep that waits instead of passing by fails here.
                db.execute("SET lock_timeout = '5s'")
            assert sweep(DUE, batch=1).moved == len(others)
            assert fresh(held).state == State.AT_UNION
        finally:
            release.set()
            reviewer.result()
            with connection.cursor() as db:
                db.execute("RESET lock_timeout")
    assert sweep(DUE).moved == 1
    assert fresh(held).state == State.AT_PROVINCE
    assert [kinds(case) for case in (held, *others)] == [["lapsed"]] * 3


def revoke_post(world: World) -> None:
    revoke(world.union_officer, Role.UNION_OFFICER, world.union)


def close_account(world: World) -> None:
    User.objects.filter(pk=world.union_officer.pk).update(is_active=False)


def become_delegate(world: World) -> None:
    owns_too(world, world.union_officer)


@pytest.mark.parametrize("change", [revoke_post, close_account, become_delegate])
def test_who_loses_the_right_while_waiting_decides_nothing(
    shared_world: World, change: Callable[[World], None]
) -> None:
    case = shared_world.filed()
    locked = Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Submission.objects.select_for_update().get(pk=case.pk)
                locked.set()
                until_somebody_waits()
                change(shared_world)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold)
        assert locked.wait(PATIENCE_SECONDS)
        with pytest.raises(NotAllowedError):
            approve(shared_world, case)()
        holder.result()
    assert kinds(case) == ["filed"]
