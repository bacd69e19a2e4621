"""`manage.py sweep`, and a sweep that is killed: nothing lost, nothing doubled."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import time_machine as time_machine_
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from pytest_django import Settings

from config.environment import Profile
from review.models import Decision, SweepEnd, SweepRun
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import crowd, fresh, kinds
from tests.scheduler import wait_for
from tests.world import World, tehran

ROOT = Path(__file__).resolve().parents[3]
DUE = tehran(1398, 8, 7, 0)
CASES, KILLS = 600, 3
# One case a transaction, and in the midst of one it waits for the kill.
BEFORE_THE_KILL = 10
STOPPED_SWEEP = f"""
import signal, sys
from datetime import datetime
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.db import connection
from review.enums import SweepTrigger
from review.sweep.services import logged_sweep
moved = 0
def stop_in_the_midst(execute, sql, *values):
    global moved
    result = execute(sql, *values)
    moved += "INSERT INTO review_decision" in sql
    if moved > {BEFORE_THE_KILL}:
        signal.pause()
    return result
with connection.execute_wrapper(stop_in_the_midst):
    logged_sweep(datetime.fromisoformat(sys.argv[2]), SweepTrigger.BEAT, batch=1)
"""


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("sweep", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_without_a_moment_it_sweeps_up_to_now(world: World) -> None:
    case = world.filed()
    assert run().startswith("1 cases moved")
    assert fresh(case).state == State.AT_PROVINCE


@pytest.mark.django_db
def test_it_moves_what_was_due_by_the_moment_given(world: World) -> None:
    case = world.filed()
    assert run("--at", "2019-10-28T20:29:59.999999+00:00").startswith("0 cases moved")
    assert run("--at", "2019-10-29T00:00:00+03:30").startswith("1 cases moved")
    assert fresh(case).state == State.AT_PROVINCE


@pytest.mark.django_db
def test_a_past_moment_eats_no_days_of_the_next_level(
    world: World, time_machine: time_machine_.TimeMachineFixture
) -> None:
    case = world.filed()
    outage_over = tehran(1398, 8, 20, 9)
    time_machine.move_to(outage_over, tick=False)
    for moment in ("2019-10-29T00:00:00+03:30", "2019-11-01T00:00:00+03:30"):
        run("--at", moment)
    moved = fresh(case)
    # One level, and three whole days from the day on which the case really came there.
    assert (moved.state, moved.entered_at) == (State.AT_PROVINCE, outage_over)
    assert moved.due_at == tehran(1398, 8, 24, 0)
    assert Decision.objects.get(kind="lapsed").at == outage_over


@pytest.mark.django_db
def test_a_future_moment_is_for_the_local_profiles_only(world: World, settings: Settings) -> None:
    case = world.filed()
    settings.PROFILE = Profile.PRODUCTION
    with pytest.raises(CommandError, match="future"):
        run("--at", "2999-01-01T00:00:00+00:00")
    assert kinds(case) == ["filed"]
    settings.PROFILE = Profile.DEMO
    assert run("--at", "2999-01-01T00:00:00+00:00").startswith("1 cases moved")


@pytest.mark.django_db
def test_a_past_moment_is_accepted_in_production(world: World, settings: Settings) -> None:
    settings.PROFILE = Profile.PRODUCTION
    world.filed()
    assert run("--at", "2019-10-29T00:00:00+03:30").startswith("1 cases moved")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2019-10-29",
        "2019-10-29T00:00:00",
        "2019-13-45T00:00:00+00:00",
        "1398-08-07T00:00:00",
        "۲۰۱۹-۱۰-۲۹",
    ],
)
def test_a_malformed_moment_is_refused_and_nothing_moves(world: World, moment: str) -> None:
    case = world.filed()
    with pytest.raises(CommandError, match="ISO 8601"):
        run("--at", moment)
    assert kinds(case) == ["filed"]


def moved() -> int:
    return Decision.objects.count()


def kill_in_mid_sweep() -> None:
    """Start a sweep in a process of its own and kill -9 it once it has moved something."""
    before = moved()
    child = subprocess.Popen(
        [sys.executable, "-c", STOPPED_SWEEP, connection.settings_dict["NAME"], DUE.isoformat()],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    try:
        wait_for(lambda: child.poll() is not None or moved() == before + BEFORE_THE_KILL)
        assert child.poll() is None, "the sweep ended by itself"
    finally:
        child.kill()
        child.wait()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(shared_world: World) -> None:
    crowd(shared_world, CASES, DUE)
    for _ in range(KILLS):
        kill_in_mid_sweep()
    assert moved() == KILLS * BEFORE_THE_KILL
    # The log shows each that began, and that none came to its end.
    assert (SweepRun.objects.count(), SweepEnd.objects.count()) == (KILLS, 0)
    # A killed process may hold its last row a little longer; such a row waits for the next run.
    due = Submission.objects.filter(due_at__lte=DUE)
    wait_for(lambda: [sweep(DUE), not due.exists()][1], told=lambda: f"{due.count()} are due")
    logged = Decision.objects.values_list("submission").annotate(n=Count("pk")).order_by()
    assert [n for _, n in logged] == [1] * CASES
    stands = Submission.objects.values_list("state", "version", "desk", "lapsed_union").distinct()
    assert list(stands) == [(State.AT_PROVINCE, 7, shared_world.province.pk, True)]
