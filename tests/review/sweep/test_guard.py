"""A sweep by a wrong clock moves nothing, and says so; an outage that was real is confirmed."""

import datetime as dt
from io import StringIO

import pytest
import time_machine as clock
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, User
from catalog.policy_definitions import PolicyKey
from config.clock import Stopwatch, stopwatch
from review import tasks
from review.enums import Alarm, SweepTrigger
from review.models import Decision, SweepEnd, SweepRun
from review.sweep import guard
from review.sweep.guard import doubt_about, doubt_in_words
from review.sweep.services import logged_sweep
from statistics.enums import State
from tests.review.cases import crowd, fresh, policy
from tests.world import World, officer

pytestmark = pytest.mark.django_db
Patch = pytest.MonkeyPatch
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _guarded(settings: Settings) -> None:
    settings.CLOCK_GUARD = True


@pytest.fixture
def admin(world: World) -> User:
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("admin", Role.TECHNICAL_ADMIN, office)


def alarms(user: User) -> int:
    return Notice.objects.filter(user=user, kind=NoticeKind.ALARM).count()


def swept(ago: dt.timedelta, boot: str = "another", seconds: int = 0) -> SweepRun:
    """Put the last sweep so long ago, on a machine that began to run at another time."""
    at = timezone.now() - ago
    run = SweepRun.objects.create(
        begun_at=at, at=at, by=SweepTrigger.BEAT, boot=boot, boot_seconds=seconds
    )
    SweepEnd.objects.create(run=run, ended_at=at, due=0, moved=0, lag_seconds=0)
    return run


def database_off_meanwhile(patch: Patch) -> None:
    patch.setattr(guard, "database_began", lambda: timezone.now() - MINUTE)


@pytest.mark.parametrize("wrong", [10 * DAY, -10 * DAY, 2 * MINUTE, -2 * MINUTE])
def test_a_clock_that_differs_from_the_databases_moves_nothing(
    world: World, admin: User, wrong: dt.timedelta
) -> None:
    (case,) = crowd(world, 1, timezone.now())
    swept(3 * MINUTE)
    with clock.travel(timezone.now() + wrong, tick=True):
        assert doubt_about(timezone.now()) is Alarm.CLOCK
        assert tasks.sweep() == 0
        assert tasks.sweep() == 0
        with pytest.raises(CommandError, match="clocks"):
            call_command("sweep")
        # Nobody can confirm what the database contradicts.
        with pytest.raises(CommandError, match="clocks"):
            call_command("sweep", "--confirm-jump")
    assert fresh(case).state == State.AT_UNION
    assert alarms(admin) == 1, "told once"


def test_clocks_within_a_minute_agree(world: World) -> None:
    with clock.travel(timezone.now() + MINUTE / 2, tick=True):
        assert doubt_about(timezone.now()) is None


def test_the_first_sweep_has_nothing_to_compare_with(world: World, monkeypatch: Patch) -> None:
    database_off_meanwhile(monkeypatch)
    assert doubt_about(timezone.now()) is None


def test_ten_days_that_nothing_bears_out_wait_for_a_word(
    world: World, admin: User, monkeypatch: Patch
) -> None:
    """Machine and database jumped together: both clocks say that ten days are gone."""
    (case,) = crowd(world, 1, timezone.now())
    swept(10 * DAY)
    database_off_meanwhile(monkeypatch)
    assert tasks.sweep() == 0
    with pytest.raises(CommandError, match="--confirm-jump"):
        call_command("sweep")
    assert fresh(case).state == State.AT_UNION
    assert alarms(admin) == 1
    said = StringIO()
    call_command("sweep", "--confirm-jump", stdout=said)
    assert said.getvalue().startswith("1 cases moved")
    assert doubt_about(timezone.now()) is None, "from then on the beat goes on"


@pytest.mark.parametrize(("ago", "doubt"), [(DAY - MINUTE, None), (DAY + MINUTE, Alarm.JUMP)])
def test_within_a_day_nobody_asks(
    world: World, monkeypatch: Patch, ago: dt.timedelta, doubt: Alarm | None
) -> None:
    swept(ago)
    database_off_meanwhile(monkeypatch)
    assert doubt_about(timezone.now()) is doubt


@pytest.mark.parametrize(("passed", "doubt"), [(10 * DAY, None), (5 * MINUTE, Alarm.JUMP)])
def test_the_machines_own_stopwatch_knows_whether_it_jumped(
    world: World, monkeypatch: Patch, passed: dt.timedelta, doubt: Alarm | None
) -> None:
    """Believe the stopwatch of one boot before a database that ran on, by the jumped clock."""
    swept(10 * DAY, "this boot", 1000)
    monkeypatch.setattr(guard, "database_began", lambda: timezone.now() - 300 * DAY)
    seconds = 1000 + int(passed.total_seconds())
    monkeypatch.setattr(guard, "stopwatch", lambda: Stopwatch("this boot", seconds))
    assert doubt_about(timezone.now()) is doubt


def test_a_database_that_ran_on_bears_it_out(world: World, monkeypatch: Patch) -> None:
    swept(10 * DAY)
    monkeypatch.setattr(guard, "database_began", lambda: timezone.now() - 11 * DAY)
    assert doubt_about(timezone.now()) is None


@pytest.mark.parametrize(
    ("ago", "doubt"), [(8 * DAY, None), (DAY, Alarm.JUMP), (MINUTE, Alarm.JUMP)]
)
def test_people_who_worked_meanwhile_bear_it_out_and_those_after_the_jump_do_not(
    world: World, monkeypatch: Patch, ago: dt.timedelta, doubt: Alarm | None
) -> None:
    case = world.filed()
    swept(10 * DAY)
    database_off_meanwhile(monkeypatch)
    filed = Decision.objects.filter(submission=case).get()
    filed.pk, filed.version, filed.at = None, filed.version + 100, timezone.now() - ago
    filed.save(force_insert=True)
    assert doubt_about(timezone.now()) is doubt


def test_every_sweep_keeps_the_stopwatch(world: World) -> None:
    logged_sweep(timezone.now(), SweepTrigger.BEAT)
    run, now = SweepRun.objects.get(), stopwatch()
    assert run.boot == now.boot
    assert run.boot_seconds is not None
    assert 0 <= now.seconds - run.boot_seconds < 60


@pytest.mark.parametrize(("cases", "told"), [(2, 0), (3, 1)])
def test_many_lapses_are_told_and_never_held_up(
    world: World, admin: User, cases: int, told: int
) -> None:
    policy(PolicyKey.SWEEP_MANY, 2)
    now = timezone.now()
    found = crowd(world, cases, now)
    assert tasks.sweep() == cases
    assert {fresh(case).state for case in found} == {State.AT_PROVINCE}
    assert alarms(admin) == told


def test_readyz_is_told_why_nothing_is_swept(world: World, monkeypatch: Patch) -> None:
    assert doubt_in_words() == ""
    swept(3 * MINUTE)
    assert doubt_in_words() == ""
    with clock.travel(timezone.now() + 20 * MINUTE, tick=True):
        assert doubt_in_words() == "silent"
    database_off_meanwhile(monkeypatch)
    monkeypatch.setattr(guard, "database_offset", dt.timedelta)
    with clock.travel(timezone.now() + 10 * DAY, tick=True):
        assert doubt_in_words() == "waits for --confirm-jump"
