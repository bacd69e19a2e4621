"""The background is written turn by turn by a worker, and the pages tell how far it is."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import override_settings
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisAwayError

from config.environment import Profile
from demo import preparing, tasks
from demo.management.commands import demo_background
from demo.preparing import Turn, forget, line, show, take_turn
from demo.scale.background import Background
from statistics.models import ResponseCount, Submission
from tests.demo.scale.test_background import NOW
from tests.references import load_lists, load_offices
from units.models import Unit

SMALL = Background(NOW, units=30, months=2)
in_the_demonstration = override_settings(PROFILE=Profile.DEMO)


@pytest.fixture
def country(db: None) -> None:
    load_lists()
    load_offices()


def test_a_turn_writes_one_union_at_least_and_the_last_one_counts(country: None) -> None:
    turn = take_turn(SMALL, seconds=0)
    assert (turn.unions, turn.goes_on) == (1, True)
    assert turn.months == Submission.objects.count() > 0
    assert ": ۱ اتحادیه از ۲." in line()
    turn = take_turn(SMALL, turn.unions, turn.months, seconds=60)
    assert (turn.unions, turn.months) == (2, Submission.objects.count())
    assert Unit.objects.count() == 30
    assert not ResponseCount.objects.exists()
    turn = take_turn(SMALL, turn.unions, turn.months)
    assert (turn.goes_on, turn.done) == (False, True)
    assert ResponseCount.objects.exists()
    assert line() == ""


def test_a_run_that_adds_nothing_counts_nothing(
    country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    monkeypatch.setattr(preparing, "settle", counted.append)
    assert not take_turn(SMALL, unions=2, months=0).goes_on
    assert not take_turn(SMALL, unions=2, months=5).goes_on
    assert counted == [NOW]


def test_who_meets_another_worker_leaves_it_to_that_one(
    country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo.scale.background.LaidOut.write", lambda self, union: None)
    assert take_turn(SMALL, 1, 40) == Turn(1, 40, goes_on=False)


def test_the_line_says_how_far_it_is_and_nothing_without_redis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show(0, 0)
    assert line() == ("نمونهٔ کشور در حال آماده‌شدن است. تا پایان آن، رقم‌های صفحه‌های آمار کامل نیست.")
    show(38, 107)
    assert line().startswith("نمونهٔ کشور در حال آماده‌شدن است: ۳۸ اتحادیه از ۱۰۷. ")

    def away(*given: object) -> object:
        raise RedisAwayError

    monkeypatch.setattr(cache, "get", away)
    assert line() == ""
    monkeypatch.undo()
    forget()
    assert line() == ""


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    for module in (tasks, demo_background):
        monkeypatch.setattr(module, "hand_over", lambda *given: found.append(given))
    return found


@in_the_demonstration
def test_the_rest_is_handed_over_behind_the_files_that_wait(
    handed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The second meets another worker, the third finds nothing left.
    turns = iter(
        [
            Turn(14, 300, goes_on=True),
            Turn(14, 300, goes_on=False),
            Turn(107, 900, goes_on=False, done=True),
        ]
    )
    published: list[datetime] = []
    monkeypatch.setattr(tasks, "take_turn", lambda background, unions, months: next(turns))
    monkeypatch.setattr(tasks, "publish_months", published.append)
    named: list[datetime] = []
    monkeypatch.setattr(tasks, "name_best_units", named.append)
    tasks.make_background()
    assert handed == [("demo.tasks.make_background", [14, 300], "imports")]
    tasks.make_background(14, 300)
    assert not published
    tasks.make_background(14, 300)
    assert len(handed) == len(published) == len(named) == 1


@pytest.mark.parametrize("profile", [Profile.PRODUCTION, Profile.TEST])
def test_nothing_is_written_outside_the_demonstration(
    profile: Profile, handed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "take_turn", lambda *given: pytest.fail("a turn was taken"))
    with override_settings(PROFILE=profile):
        tasks.make_background()
        with pytest.raises(CommandError, match="demo profile"):
            call_command("demo_background")
    assert not handed


@in_the_demonstration
def test_the_command_tells_the_worker_and_the_pages(handed: list[Any]) -> None:
    call_command("demo_background")
    assert handed == [("demo.tasks.make_background", [], "imports")]
    assert line()
    forget()


@in_the_demonstration
def test_without_a_broker_the_command_says_so_and_the_pages_say_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*given: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(demo_background, "hand_over", away)
    with pytest.raises(CommandError, match="cannot be told"):
        call_command("demo_background", stdout=StringIO())
    assert line() == ""
