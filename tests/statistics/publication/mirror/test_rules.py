"""The middle of a group: two holders on either side of each quarter, and a group that scatters."""

from decimal import Decimal
from fractions import Fraction

import pytest

from statistics.enums import MirrorFigure
from statistics.publication.mirror.rules import (
    MILLION,
    GroupRule,
    about,
    changed,
    middle_of,
    rounded_growth,
    two_digits,
    window,
)

RULE = GroupRule(10, 15)


def group(*values: float) -> list[int]:
    return sorted(round(value * MILLION) for value in values)


def test_two_holders_stand_on_either_side_of_a_quarter() -> None:
    ten, eleven, thirteen = (list(range(1, count + 1)) for count in (10, 11, 13))
    assert [window(ten, quarter) for quarter in (1, 2, 3)] == [
        *([2, 3, 4, 5], [4, 5, 6, 7], [6, 7, 8, 9])
    ]
    # On the very spot stands one more.
    assert window(eleven, 2) == [4, 5, 6, 7, 8]
    assert window(thirteen, 1) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("count", range(10, 200))
def test_beyond_the_quarters_stands_somebody(count: int) -> None:
    values = list(range(count))
    low, high = window(values, 1), window(values, 3)
    assert low[0] > 0
    assert high[-1] < count - 1
    assert all(4 <= len(window(values, quarter)) <= 5 for quarter in (1, 2, 3))


def test_the_middle_is_a_mean_with_two_digits() -> None:
    found = middle_of(group(*range(10, 101, 10)), MirrorFigure.PER_PERSON)
    assert (found.low, found.middle, found.high) == (Decimal(35), Decimal(55), Decimal(75))
    assert found.holders == 10


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        *[("1234", "1200"), ("1250", "1300"), ("0.0456", "0.046"), ("99.6", "100"), ("7", "7")],
        *[("0", "0"), ("9.95", "10"), ("123456789", "120000000")],
    ],
)
def test_two_significant_digits_are_told(value: str, rounded: str) -> None:
    assert two_digits(Fraction(value)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("growth", "rounded"),
    [("1.0449", "1.04"), ("0.9751", "0.98"), ("0.975", "0.97"), ("2.238", "2.2"), ("4", "4")],
)
def test_a_growth_is_told_in_whole_percents(growth: str, rounded: str) -> None:
    assert rounded_growth(Fraction(growth)) == Decimal(rounded)


@pytest.mark.parametrize(("count", "told"), [(10, 10), (12, 10), (13, 15), (1234, 1235)])
def test_how_many_they_are_is_told_in_fives(count: int, told: int) -> None:
    assert about(count) == told


def test_fewer_than_ten_are_no_group() -> None:
    assert RULE.allows(group(*range(10, 101, 10)))
    assert not RULE.allows(group(*range(10, 91, 10)))


def test_who_make_nearly_the_same_are_not_told_of_each_other() -> None:
    assert not RULE.allows(group(*range(100, 110)))
    # Two are far away, and may be the two who talk; a third is enough.
    assert not RULE.allows(group(*range(100, 108), 300, 400))
    assert RULE.allows(group(*range(100, 107), 200, 300, 400))


def test_exactly_fifteen_percent_away_is_away() -> None:
    assert RULE.scattered(group(85, 85, *[100] * 7, 200))
    assert not RULE.scattered(group(85, 85.000001, *[100] * 7, 200))


def test_one_large_holder_is_not_told_by_a_mean() -> None:
    assert RULE.allows(group(1, 2, 3, 4, 5, 6, 7, 8, 40, 50))
    assert not RULE.allows(group(1, 2, 3, 4, 5, 6, 7, 8, 41, 50))


def test_whoever_came_left_or_corrected_has_changed() -> None:
    old = frozenset({1, 2, 3})
    assert changed(old, old) == 0
    assert changed(frozenset({1, 2, 3, 4}), old) == 1
    assert changed(frozenset({1, 2}), old) == 1
    assert changed(frozenset({1, 2, 9}), old) == 1
