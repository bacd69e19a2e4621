"""Every sweep leaves a line, and a late one tells the technical administrators, once."""

import datetime as dt

import pytest
import time_machine as clock
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, User
from catalog.policy_definitions import PolicyKey
from review.enums import Alarm, SweepTrigger
from review.models import SweepAlarm, SweepEnd, SweepRun
from review.sweep.queries import standing
from review.sweep.services import logged_sweep, prune, watch
from statistics.enums import State
from tests.review.cases import fresh, lapses, policy
from tests.world import World, officer, tehran

pytestmark = pytest.mark.django_db
Clock = clock.TimeMachineFixture
DUE = tehran(1398, 8, 7, 0)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def admin(world: World) -> User:
    """Return the technical administrator."""
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("admin", Role.TECHNICAL_ADMIN, office)


def told(user: User) -> list[str]:
    """Return what a person was alarmed about, in order."""
    found = Notice.objects.filter(user=user, kind=NoticeKind.ALARM).order_by("pk")
    return list(found.values_list("title", flat=True))


def test_a_sweep_writes_what_was_due_what_moved_and_how_late(
    world: World, time_machine: Clock
) -> None:
    world.filed()
    late = DUE + dt.timedelta(minutes=4)
    time_machine.move_to(late, tick=False)
    assert logged_sweep(late, SweepTrigger.BEAT).moved == 1
    run = SweepRun.objects.select_related("end").get()
    assert (run.by, run.at, run.begun_at) == (SweepTrigger.BEAT, late, late)
    end = run.end
    assert (end.due, end.moved, end.lag_seconds, end.ended_at) == (1, 1, 240, late)


def test_a_sweep_that_finds_nothing_has_its_line_too(world: World) -> None:
    logged_sweep(DUE, SweepTrigger.HAND)
    end = SweepEnd.objects.get()
    assert (end.due, end.moved, end.lag_seconds) == (0, 0, 0)


def test_a_sweep_that_breaks_stays_without_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(at: dt.datetime, batch: int, due_by: dt.datetime) -> None:
        raise RuntimeError

    monkeypatch.setattr("review.sweep.services.sweep", broken)
    with pytest.raises(RuntimeError):
        logged_sweep(DUE, SweepTrigger.BEAT)
    assert SweepRun.objects.get().by == SweepTrigger.BEAT
    assert not SweepEnd.objects.exists()


def test_ten_days_down_move_one_level_and_alarm_once_each(
    world: World, admin: User, time_machine: Clock
) -> None:
    time_machine.move_to(DUE - MINUTE, tick=False)
    case = world.filed()
    logged_sweep(timezone.now(), SweepTrigger.BEAT)
    assert told(admin) == []
    back = DUE + dt.timedelta(days=10)
    time_machine.move_to(back, tick=False)
    assert logged_sweep(back, SweepTrigger.BEAT).moved == 1
    assert told(admin) == [
        "پیشروی خودکار پرونده‌ها متوقف است",
        "پیشروی خودکار پرونده‌ها دیر انجام شد",
    ]
    now = fresh(case)
    assert (now.state, lapses(case)) == (State.AT_PROVINCE, 1)
    assert now.due_at == tehran(1398, 8, 21, 0)
    for _ in range(3):
        logged_sweep(back, SweepTrigger.BEAT)
        watch(back)
    assert len(told(admin)) == 2
    assert SweepEnd.objects.order_by("pk").values_list("lag_seconds", flat=True)[1] == 864_000


def test_the_watcher_speaks_when_nobody_sweeps_and_names_the_last(
    world: World, admin: User, time_machine: Clock
) -> None:
    time_machine.move_to(DUE, tick=False)
    logged_sweep(DUE, SweepTrigger.BEAT)
    for minutes, alarms in ((15, 0), (16, 1), (60, 0), (600, 0)):
        time_machine.move_to(DUE + minutes * MINUTE, tick=False)
        assert watch(timezone.now()) == alarms
    alarm = SweepAlarm.objects.get()
    assert (alarm.kind, alarm.run) == (Alarm.SILENCE, SweepRun.objects.get())
    assert told(admin) == ["پیشروی خودکار پرونده‌ها متوقف است"]
    assert told(world.owner) == told(world.ministry_officer) == []


def test_the_limit_is_a_policy(world: World, admin: User, time_machine: Clock) -> None:
    policy(PolicyKey.SWEEP_LATE_MINUTES, 60)
    time_machine.move_to(DUE, tick=False)
    logged_sweep(DUE, SweepTrigger.BEAT)
    assert watch(DUE + 60 * MINUTE) == 0
    assert watch(DUE + 61 * MINUTE) == 1


def test_several_late_sweeps_in_a_row_are_one_alarm(
    world: World, admin: User, time_machine: Clock
) -> None:
    case = world.filed()
    for _ in range(3):
        due_at = fresh(case).due_at
        assert due_at
        time_machine.move_to(due_at + 20 * MINUTE, tick=False)
        assert logged_sweep(timezone.now(), SweepTrigger.BEAT).moved == 1
    assert told(admin).count("پیشروی خودکار پرونده‌ها دیر انجام شد") == 1


def test_a_sweep_by_hand_for_another_day_is_no_alarm_and_no_sign_of_life(
    world: World, admin: User, time_machine: Clock
) -> None:
    time_machine.move_to(DUE, tick=False)
    logged_sweep(DUE, SweepTrigger.BEAT)
    later = DUE + 20 * MINUTE
    time_machine.move_to(later, tick=False)
    logged_sweep(DUE - dt.timedelta(days=1), SweepTrigger.HAND)
    assert standing(later).age == 20 * MINUTE
    logged_sweep(later, SweepTrigger.HAND)
    assert standing(later).age == dt.timedelta(0)
    assert told(admin) == []


def test_a_portal_that_never_swept_is_not_called_late(world: World, admin: User) -> None:
    assert watch(timezone.now()) == 0
    found = standing(timezone.now())
    assert (found.last, found.silent) == (None, False)


def test_a_case_that_waits_too_long_is_seen_whatever_the_log_says(
    world: World, time_machine: Clock
) -> None:
    world.filed()
    assert standing(DUE + 15 * MINUTE).behind is False
    assert standing(DUE + 16 * MINUTE).behind is True


def test_lines_are_never_changed_and_young_ones_never_deleted(world: World) -> None:
    logged_sweep(DUE, SweepTrigger.HAND)
    run, end = SweepRun.objects.get(), SweepEnd.objects.get()
    for change in (
        lambda: SweepRun.objects.filter(pk=run.pk).update(by=SweepTrigger.BEAT),
        lambda: SweepEnd.objects.filter(pk=end.pk).update(moved=7),
        SweepEnd.objects.filter(pk=end.pk).delete,
        SweepRun.objects.filter(pk=run.pk).delete,
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_old_lines_leave_by_age(world: World) -> None:
    now = timezone.now()
    for days in (91, 89):
        begun = now - dt.timedelta(days=days)
        run = SweepRun.objects.create(begun_at=begun, at=begun, by=SweepTrigger.BEAT)
        SweepEnd.objects.create(run=run, ended_at=begun, due=0, moved=0, lag_seconds=0)
    assert prune(now) == 1
    assert SweepRun.objects.get().begun_at == now - dt.timedelta(days=89)
    assert SweepEnd.objects.count() == 1
    assert prune(now) == 0
