"""How a change is said, and what is never compared."""

from decimal import Decimal

import pytest

from config.jalali import JalaliMonth
from statistics.indicators.rules import compare, latest_full, say

MEHR = JalaliMonth(1405, 7)


@pytest.mark.parametrize(
    ("now", "before", "words", "way"),
    [
        (111, 100, "۱۱٪ بیشتر", "rise"),
        (60, 100, "۴۰٪ کمتر", "fall"),
        (Decimal("102.6"), 100, "۲٫۶٪ بیشتر", "rise"),
        (Decimal("100.49"), 100, "تقریباً برابر", ""),
        (Decimal("99.5"), 100, "۰٫۵٪ کمتر", "fall"),
        (Decimal("109.96"), 100, "۱۰٪ بیشتر", "rise"),
        (7, 7, "بدون تغییر", ""),
        (0, 0, "بدون تغییر", ""),
        # Percents of more than two hundred say little.
        (350, 100, "۳٫۵ برابر", "rise"),
        (299, 100, "۱۹۹٪ بیشتر", "rise"),
        # Division by nothing.
        (5, 0, "پیش‌تر صفر", "rise"),
        (0, 5, "۱۰۰٪ کمتر", "fall"),
        (None, 5, "—", ""),
        (5, None, "—", ""),
        (None, None, "—", ""),
    ],
)
def test_a_change_is_said_in_words(
    now: Decimal | int | None, before: Decimal | int | None, words: str, way: str
) -> None:
    change = compare(now, before)
    assert (change.words, change.way) == (words, way)


def test_two_measures_are_never_compared() -> None:
    change = compare(Decimal(5000), Decimal(5), remeasured=True)
    assert (change.words, change.percent) == ("واحد سنجش تغییر کرده است", None)


def test_what_cannot_be_compared_is_the_last_of_a_list_by_size() -> None:
    sizes = [compare(None, 1).size, compare(5, 5).size, compare(1, 5).size]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, "—"),
        (0, "۰"),
        (99_999, "۹۹٬۹۹۹"),
        (468_200, "۴۶۸ هزار"),
        (12_840_000, "۱۲٫۸ میلیون"),
        (468_200_000, "۴۶۸ میلیون"),
        (2_500_000_000, "۲٫۵ میلیارد"),
        (Decimal("12.5"), "۱۲٫۵"),
    ],
)
def test_a_large_number_is_said_as_people_speak(number: Decimal | int | None, said: str) -> None:
    assert str(say(number)) == said


def test_the_month_shown_first_is_the_latest_that_is_not_nearly_empty() -> None:
    assert latest_full({MEHR - 1: 60, MEHR: 61, MEHR + 1: 16}) == MEHR
    # Half as many are enough.
    assert latest_full({MEHR: 61, MEHR + 1: 31}) == MEHR + 1
    assert latest_full({MEHR: 1}) == MEHR
    # A month that nobody filed is no month.
    assert latest_full({MEHR: 0}) is None
    assert latest_full({}) is None
