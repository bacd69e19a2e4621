"""When the months of a background are filed: all of them are final by now, and nobody owes one."""

from datetime import datetime, timedelta

import pytest

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from demo.scale.calendar import ScaleMonth, columns, ended
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
ABAN = JalaliMonth(1405, 8)


def aban(now: datetime) -> ScaleMonth | None:
    return ended(ABAN, 25, now, PolicyBook.load(), 0.03)


def test_a_month_long_over_is_filed_in_its_window_and_some_left_it_out(world: World) -> None:
    month = aban(tehran(1405, 11, 20, 12))
    assert month
    assert (month.years, month.months, month.ages) == (1405, 8, 25)
    # To the last allowed day, the tenth.
    assert (month.opens, month.closes) == (tehran(1405, 9, 1, 0), tehran(1405, 9, 11, 0))
    assert month.last_days == tehran(1405, 9, 10, 0)
    assert (month.quick, month.absent, month.part) == (False, 0.03, 1.0)


def test_a_month_owed_since_a_few_days_was_filed_by_all_in_time_for_its_desks(
    world: World,
) -> None:
    now = tehran(1405, 9, 12, 9)
    month = aban(now)
    assert month
    assert month.closes == now - timedelta(days=4)
    assert (month.quick, month.absent, month.part) == (True, 0.0, 1.0)


def test_the_month_due_last_was_filed_by_all_also_when_its_clocks_are_over(world: World) -> None:
    month = aban(tehran(1405, 10, 5, 9))
    assert month
    assert month.closes == tehran(1405, 9, 11, 0)
    assert (month.quick, month.absent, month.part) == (False, 0.0, 1.0)


def test_of_a_month_that_is_still_filed_those_days_are_there_whose_cases_are_final(
    world: World,
) -> None:
    # Six of ten days are over, and four of them are the desks' own.
    month = aban(tehran(1405, 9, 7, 0))
    assert month
    assert month.closes == tehran(1405, 9, 3, 0)
    assert (month.quick, month.part) == (True, 0.2)


@pytest.mark.parametrize("now", [tehran(1405, 9, 4, 12), tehran(1405, 8, 20, 9)])
def test_nothing_of_a_month_is_there_before_a_case_of_it_can_be_final(
    world: World, now: datetime
) -> None:
    assert aban(now) is None


def test_the_columns_are_those_of_the_table_in_its_order(world: World) -> None:
    month = aban(tehran(1405, 11, 20, 12))
    assert month
    given = columns([month, month])
    assert given["years"] == [1405, 1405]
    assert given["absent"] == [0.03, 0.03]
    assert len(given) == 13
