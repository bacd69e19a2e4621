"""Reminders: before the days of the units' calendar and once after, never to who answered."""

from datetime import datetime

import pytest

from accounts.enums import NoticeKind
from accounts.models import Notice
from statistics.enums import Frequency
from statistics.models import OfficeReminder
from statistics.organizational.reminder_services import remind_offices
from statistics.organizational.services import give_back
from tests.statistics.organizational.cases import (
    MONTH,
    confirmed,
    head_of,
    indicator,
    sent,
    stats_of,
    written,
)
from tests.world import FILED_AT, World, tehran

# Mehr is reported until the 5th of Aban, and with the allowed delay until the 10th.
EARLY, BEFORE, NEAR = tehran(1398, 8, 1), tehran(1398, 8, 3), tehran(1398, 8, 9)
PASSED, LONG_PASSED = tehran(1398, 8, 12), tehran(1398, 8, 30, 23)


def told(at: datetime) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=NoticeKind.OFFICE, created_at=at)
    return sorted(rows.values_list("user__username", "title"))


@pytest.fixture(autouse=True)
def _asked(world: World) -> None:
    indicator(world, kinds=("province",))
    head_of(world)


def test_who_writes_is_reminded_before_each_day_and_both_after_it(world: World) -> None:
    name = world.province_officer.username
    assert remind_offices(EARLY) == 0
    assert remind_offices(BEFORE) == 1
    assert told(BEFORE) == [(name, "آمار سازمانی مهر ۱۳۹۸ را تا پایان یکشنبه ۵ آبان ۱۳۹۸ ثبت کنید")]
    assert remind_offices(NEAR) == 1
    assert [who for who, _ in told(NEAR)] == [name]
    assert remind_offices(PASSED) == 1
    assert [who for who, _ in told(PASSED)] == sorted(["head", name])


def test_nobody_is_told_twice_nor_long_after(world: World) -> None:
    assert [remind_offices(BEFORE), remind_offices(BEFORE)] == [1, 0]
    assert remind_offices(LONG_PASSED) == 1
    assert remind_offices(LONG_PASSED) == 0
    assert OfficeReminder.objects.count() == 2


def test_who_has_answered_is_left_in_peace(world: World) -> None:
    written(world.province_officer, world.province, ("1",))
    assert remind_offices(BEFORE) == 1
    sent(world, ("1",), seen=1)
    # Now it waits for the head alone.
    assert remind_offices(NEAR) == 1
    assert [who for who, _ in told(NEAR)] == ["head"]


def test_a_report_that_stands_is_answered_even_while_it_is_corrected(world: World) -> None:
    done = confirmed(world, ("1",))
    assert remind_offices(BEFORE) == 0
    give_back(stats_of(world), world.province, MONTH, done.version, "چرا", FILED_AT)
    assert remind_offices(NEAR) == 0


def test_a_quarter_is_reminded_of_by_the_calendar_of_its_last_month(world: World) -> None:
    indicator(world, "q-01", Frequency.QUARTERLY, kinds=("province",))
    # Summer ends with Shahrivar: its days lie in Mehr.
    assert remind_offices(tehran(1398, 7, 4)) == 2
    reminded = OfficeReminder.objects.values_list("organization", "frequency", "year", "month")
    assert (world.province.pk, 3, 1398, 4) in set(reminded)
