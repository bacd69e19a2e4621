"""Duty and activity on months alone (circular 60/133338 §1 and §3)."""

import pytest

from config.jalali import JalaliMonth, from_parts
from statistics.enums import State
from statistics.obligation.enums import Duty
from statistics.obligation.rules import (
    DutyRule,
    UnitStatus,
    counts_as_filed,
    first_due_month,
    judge,
)
from tests.world import tehran
from units.enums import UnitActivity

YEAR = [JalaliMonth(1404, month) for month in range(1, 13)]
ACTIVE, CLOSED, INACTIVE = UnitActivity
WORKS, IDLE = False, True


def judged(
    due: list[JalaliMonth],
    filed: dict[JalaliMonth, bool] | set[JalaliMonth],
    allowed: int = 3,
    window: int = 4,
) -> UnitStatus:
    """Judge by months that declare activity where nothing else is said."""
    declared = filed if isinstance(filed, dict) else dict.fromkeys(filed, WORKS)
    return judge(due, declared, DutyRule(YEAR[-1], (), allowed, window))


def test_a_unit_that_owes_nothing_is_active() -> None:
    assert judged([], set()) == UnitStatus(ACTIVE, 0)
    assert judged([], set()).duty_words == "ثبت منظم"


def test_filing_the_latest_due_month_is_enough_whatever_lies_before() -> None:
    found = judged(YEAR, {YEAR[-1]})
    assert found == UnitStatus(ACTIVE, 0, 11)
    assert found.duty_words == "به‌روز، با ۱۱ ماه ثبت‌نشده در گذشته"


def test_one_two_and_three_missing_months_are_warnings() -> None:
    for missed in (1, 2, 3):
        found = judged(YEAR, set(YEAR[:-missed]))
        assert found == UnitStatus(ACTIVE, missed)
        assert found.warning == missed


def test_the_fourth_missing_month_makes_inactive_and_no_warning_is_left() -> None:
    found = judged(YEAR, set(YEAR[:-4]))
    assert found == UnitStatus(INACTIVE, 4)
    assert (found.warning, found.duty_words) == (0, "معوق (۴)")


def test_months_that_are_not_due_neither_count_nor_break_the_run() -> None:
    due = [YEAR[0], YEAR[1], YEAR[6], YEAR[7]]
    assert judged(due, set()) == UnitStatus(INACTIVE, 4)
    assert judged(due, {YEAR[1]}) == UnitStatus(ACTIVE, 2, 1)
    assert judged(due, {YEAR[4]}) == UnitStatus(INACTIVE, 4)


def test_the_number_of_months_is_the_policy_s() -> None:
    assert judged(YEAR[:2], set(), 1) == UnitStatus(INACTIVE, 2)


def test_any_month_at_or_after_the_latest_due_one_ends_the_run() -> None:
    due = YEAR[:6]
    for filed in YEAR[5:8]:
        assert judged(due, {filed}).missed == 0
    assert judged(due, {YEAR[4]}) == UnitStatus(ACTIVE, 1, 4)


def test_a_new_unit_that_missed_two_months_is_overdue_and_active() -> None:
    found = judged(YEAR[:2], set())
    assert (found.activity, found.duty, found.duty_words) == (ACTIVE, Duty.OVERDUE, "معوق (۲)")


def test_declared_closed_where_all_that_is_filed_in_the_window_says_so() -> None:
    filed = {YEAR[8]: IDLE, YEAR[11]: IDLE}
    found = judged(YEAR, filed)
    assert (found.activity.label, found.missed) == ("تعطیل اعلام‌شده", 0)
    assert judged(YEAR, filed | {YEAR[9]: WORKS}).activity == ACTIVE


def test_what_lies_before_the_window_tells_nothing_of_activity() -> None:
    filed = {YEAR[7]: WORKS, YEAR[8]: IDLE}
    assert judged(YEAR, filed).activity == CLOSED
    assert judged(YEAR, filed, window=5).activity == ACTIVE


def test_six_missed_months_all_declared_inactive_end_the_run_and_do_not_make_active() -> None:
    due = YEAR[:6]
    assert judged(due, set()) == UnitStatus(INACTIVE, 6)
    filed = dict.fromkeys(due, IDLE)
    assert judged(due, filed) == UnitStatus(CLOSED, 0)
    assert judged(due, filed | {YEAR[6]: WORKS}) == UnitStatus(ACTIVE, 0)


def test_an_inactive_unit_is_active_at_once_by_the_newest_ended_month() -> None:
    assert judged(YEAR[:6], {YEAR[6]: WORKS}) == UnitStatus(ACTIVE, 0, 6)


def test_with_nothing_due_all_that_was_filed_tells_whether_a_unit_works() -> None:
    assert judged([], {YEAR[0]: IDLE}).activity == CLOSED
    assert judged([], {YEAR[0]: IDLE, YEAR[1]: WORKS}).activity == ACTIVE


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.DRAFT, False),
        (State.AT_UNION, True),
        (State.AT_PROVINCE, True),
        (State.AT_MINISTRY, True),
        (State.FINAL, True),
        (State.RETURNED, False),
    ],
)
def test_what_counts_as_filed(state: State, counts: bool) -> None:
    assert counts_as_filed(state, None, False, tehran(1404, 6, 1)) is counts
    assert counts_as_filed(state, None, True, tehran(1404, 6, 1))


@pytest.mark.parametrize(
    ("issued", "obligation", "first"),
    [
        ((1396, 10, 30), (1388, 1), (1397, 2)),
        ((1396, 11, 30), (1388, 1), (1397, 3)),
        ((1396, 10, 30), (1404, 1), (1404, 1)),
        ((1396, 11, 30), (1404, 1), (1404, 1)),
        ((1404, 1, 1), (1388, 1), (1404, 4)),
        ((1404, 1, 2), (1388, 1), (1404, 5)),
        ((1404, 6, 31), (1388, 1), (1404, 10)),
        ((1404, 9, 30), (1388, 1), (1405, 1)),
        ((1403, 9, 30), (1388, 1), (1404, 1)),
        ((1380, 1, 1), (1388, 1), (1388, 1)),
    ],
)
def test_the_first_month_owed(
    issued: tuple[int, int, int], obligation: tuple[int, int], first: tuple[int, int]
) -> None:
    found = first_due_month(from_parts(*issued), JalaliMonth(*obligation), 3)
    assert found == JalaliMonth(*first)


def test_without_grace_the_first_whole_month_is_owed() -> None:
    start = JalaliMonth(1388, 1)
    assert first_due_month(from_parts(1404, 2, 1), start, 0) == JalaliMonth(1404, 2)
    assert first_due_month(from_parts(1404, 2, 2), start, 0) == JalaliMonth(1404, 3)
