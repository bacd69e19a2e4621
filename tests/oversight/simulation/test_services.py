"""A simulation counts and names what would differ, survives its worker, and changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.db.models import Model
from django.utils import timezone

from accounts.models import Notice, User
from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.celery import app
from config.jalali import JalaliMonth
from oversight import tasks
from oversight.enums import Fate, Finding, Stage
from oversight.models import Simulation
from oversight.simulation import services
from oversight.simulation.services import ask, run_waiting
from review import workflow
from review.checklist.answers import AFFIRMED
from review.models import Decision
from statistics.enums import State
from statistics.errors import NotAllowedError
from statistics.models import Submission
from tests.review.cases import policy
from tests.statistics.files import statistician
from tests.world import FILED_AT, World, tehran
from units.models import ActivityChange, Unit

pytestmark = pytest.mark.django_db
NOW = tehran(1398, 9, 1)
UNTOUCHED: tuple[type[Model], ...] = (Submission, Decision, Unit, ActivityChange, Policy, Notice)


@pytest.fixture
def office(world: World, time_machine: clock.TimeMachineFixture) -> User:
    """Return an officer of the statistics office, on the first of Azar 1398."""
    time_machine.move_to(NOW, tick=False)
    return statistician(world)


def simulated(office: User, **values: int | None) -> Simulation:
    """Ask for a simulation, run it, and return it as it ended."""
    row = ask(office, values, NOW)
    assert run_waiting() == 1
    row.refresh_from_db()
    assert (row.stage, row.progress) == (Stage.DONE, 100)
    return row


def found(row: Simulation) -> list[tuple[str, int, int]]:
    """Return kind and month of every difference."""
    return list(row.findings.order_by("pk").values_list("kind", "year", "month"))


def everything() -> list[Any]:
    """Return what no simulation may touch."""
    return [list(model._default_manager.order_by("pk").values()) for model in UNTOUCHED]


def test_a_decision_after_the_shorter_deadline_would_have_lapsed(
    world: World, office: User
) -> None:
    case = world.filed()
    at = FILED_AT + timedelta(days=2)
    workflow.approve(world.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    row = simulated(office, union_days=1)
    assert found(row) == [(Finding.LAPSES_UNION, 1398, 7)]
    one = row.findings.get()
    assert (one.unit, one.submission, one.at) == (world.unit, case, at)
    assert one.instead == tehran(1398, 8, 5, 0)
    assert row.result["levels"][State.AT_UNION][Fate.LAPSES] == 1
    assert row.result["found"] == [[Finding.LAPSES_UNION, "03", 1]]
    assert found(simulated(office, union_days=2)) == []


def test_nothing_but_the_simulation_is_written(world: World, office: User) -> None:
    world.final()
    policy(PolicyKey.OBLIGATION_FROM, 139801)
    before = everything()
    simulated(
        office,
        union_days=1,
        province_days=1,
        ministry_days=1,
        filing_on_time_day=1,
        filing_allowed_day=2,
        inactive_after_months=1,
    )
    assert everything() == before


def test_a_shorter_patience_turns_a_unit_inactive(world: World, office: User) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139801)
    row = simulated(office, inactive_after_months=1)
    assert found(row) == [(Finding.INACTIVE, 1398, 2)]
    assert row.result["inactive"] == {"before": 1, "after": 1}


def test_a_longer_patience_keeps_it_active(world: World, office: User) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139801)
    row = simulated(office, inactive_after_months=24)
    assert found(row) == [(Finding.ACTIVE, 1398, 4)]
    assert row.result["inactive"] == {"before": 1, "after": 0}


def test_an_earlier_final_day_finds_who_filed_after_it(world: World, office: User) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139801)
    world.filed(JalaliMonth(1398, 4), tehran(1398, 5, 9))
    row = simulated(office, filing_allowed_day=8)
    assert (Finding.INACTIVE, 1398, 4) in found(row)
    assert row.result["filed"] == {"before": [0, 1, 0], "after": [0, 0, 1]}


def test_only_the_office_asks_and_only_for_what_can_be_simulated(
    world: World, office: User
) -> None:
    with pytest.raises(NotAllowedError):
        ask(world.ministry_officer, {"union_days": 1}, NOW)
    for values in ({}, {"risk_most": 3}):
        with pytest.raises(ValueError, match="simulated"):
            ask(office, values, NOW)
    assert not Simulation.objects.exists()


def test_asking_wakes_a_worker_and_a_lost_message_is_caught_up(
    world: World,
    office: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        app, "send_task", lambda name, args, queue, retry: sent.append((name, queue))
    )
    with django_capture_on_commit_callbacks(execute=True):
        ask(office, {"union_days": 1}, NOW)
    assert sent == [(tasks.simulate.name, "exports")]
    entries = app.conf.beat_schedule.values()
    assert tasks.simulate.name in [entry["task"] for entry in entries]
    assert tasks.simulate() == 1
    assert tasks.simulate() == 0


def test_a_dead_worker_is_followed_by_another_from_the_beginning(
    world: World, office: User, time_machine: clock.TimeMachineFixture
) -> None:
    case = world.filed()
    at = FILED_AT + timedelta(days=2)
    workflow.approve(world.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    row = ask(office, {"union_days": 1}, NOW)
    dead = services._claim(timezone.now())
    assert dead is not None
    row.findings.create(
        kind=Finding.ACTIVE, province_id="03", unit=world.unit, year=1398, month=1, at=NOW
    )
    assert run_waiting() == 0
    time_machine.move_to(NOW + services.SILENCE + timedelta(seconds=1), tick=False)
    assert run_waiting() == 1
    row.refresh_from_db()
    assert (row.stage, row.attempt) == (Stage.DONE, 2)
    assert found(row) == [(Finding.LAPSES_UNION, 1398, 7)]
    with pytest.raises(services.SupersededError):
        services._run(dead)
    assert row.findings.count() == 1


def test_a_simulation_that_breaks_says_so(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("oversight.simulation.lapses.replay", broken)
    row = ask(office, {"union_days": 1}, NOW)
    assert run_waiting() == 0
    row.refresh_from_db()
    assert (row.stage, row.ended_at) == (Stage.FAILED, NOW)


def test_progress_is_stored_step_by_step(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.filed()
    seen: list[int] = []
    original = services._write

    def noted(row: Simulation, **values: Any) -> None:
        original(row, **values)
        seen.append(Simulation.objects.get(pk=row.pk).progress)

    monkeypatch.setattr(services, "_write", noted)
    simulated(office, union_days=1)
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert 0 < seen[0] < 100


def test_the_same_values_asked_twice_are_one_simulation(world: World, office: User) -> None:
    row = ask(office, {"union_days": 1}, NOW)
    assert ask(office, {"union_days": 1}, NOW) == row
    assert ask(office, {"union_days": 2}, NOW) != row
    assert run_waiting() == 2
    assert ask(office, {"union_days": 1}, NOW) != row


def test_a_simulation_that_ends_its_workers_is_given_up(
    world: World, office: User, time_machine: clock.TimeMachineFixture
) -> None:
    row = ask(office, {"union_days": 1}, NOW)
    for turn in range(services.ATTEMPTS):
        assert services._claim(timezone.now()) is not None
        time_machine.move_to(NOW + (turn + 1) * (services.SILENCE * 2), tick=False)
    assert run_waiting() == 0
    row.refresh_from_db()
    assert row.stage == Stage.FAILED
    assert services._claim(timezone.now() + services.SILENCE * 2) is None
