"""The three-month rule on months alone (circular 60/133338 §3)."""

from config.jalali import JalaliMonth
from units.activity import Activity, assess

YEAR = [JalaliMonth(1404, month) for month in range(1, 13)]


def test_a_unit_that_owes_nothing_is_active() -> None:
    assert assess([], set(), 3) == Activity(True, 0)


def test_filing_the_latest_due_month_is_enough_whatever_lies_before() -> None:
    assert assess(YEAR, {YEAR[-1]}, 3) == Activity(True, 0)


def test_one_two_and_three_missing_months_are_warnings() -> None:
    for missed in (1, 2, 3):
        found = assess(YEAR, set(YEAR[:-missed]), 3)
        assert found == Activity(True, missed)
        assert found.warning == missed


def test_the_fourth_missing_month_makes_inactive_and_no_warning_is_left() -> None:
    found = assess(YEAR, set(YEAR[:-4]), 3)
    assert found == Activity(False, 4)
    assert found.warning == 0


def test_months_that_are_not_due_neither_count_nor_break_the_run() -> None:
    due = [YEAR[0], YEAR[1], YEAR[6], YEAR[7]]
    assert assess(due, set(), 3) == Activity(False, 4)
    assert assess(due, {YEAR[1]}, 3) == Activity(True, 2)


def test_the_number_of_months_is_the_policy_s() -> None:
    assert assess(YEAR[:2], set(), 1) == Activity(False, 2)
