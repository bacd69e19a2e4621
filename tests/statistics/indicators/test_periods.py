"""Months, quarters and years as an address names them."""

import pytest

from config.jalali import JalaliMonth
from statistics.indicators.periods import IndicatorPeriod

MEHR = JalaliMonth(1405, 7)


@pytest.mark.parametrize(
    ("code", "name", "before", "year_before", "beside"),
    [
        ("140507", "مهر ۱۴۰۵", "شهریور ۱۴۰۵", "مهر ۱۴۰۴", "شهریور"),
        ("140501", "فروردین ۱۴۰۵", "اسفند ۱۴۰۴", "فروردین ۱۴۰۴", "اسفند ۱۴۰۴"),
        ("1405q2", "تابستان ۱۴۰۵", "بهار ۱۴۰۵", "تابستان ۱۴۰۴", "بهار"),
        ("1405q1", "بهار ۱۴۰۵", "زمستان ۱۴۰۴", "بهار ۱۴۰۴", "زمستان ۱۴۰۴"),
        ("1405", "سال ۱۴۰۵", "سال ۱۴۰۴", "سال ۱۴۰۴", "سال ۱۴۰۴"),
    ],
)
def test_a_period_is_read_and_named(
    code: str, name: str, before: str, year_before: str, beside: str
) -> None:
    period = IndicatorPeriod.parse(code)
    assert period
    assert (period.code, str(period)) == (code, name)
    assert (str(period.before), str(period.year_before)) == (before, year_before)
    assert period.before.name_beside(period) == beside


def test_a_quarter_and_a_year_hold_their_months() -> None:
    assert IndicatorPeriod.quarter_of(MEHR).months == (MEHR, MEHR + 1, MEHR + 2)
    assert IndicatorPeriod.quarter_of(MEHR - 1).first == MEHR - 3
    year = IndicatorPeriod.year_of(MEHR)
    assert (year.first, year.last, len(year.months)) == (MEHR - 6, MEHR + 5, 12)


@pytest.mark.parametrize(
    "text", ["", "14", "140513", "140500", "1405q5", "1405Q1", "1300", "150001", "۱۴۰۵", "1405 "]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert IndicatorPeriod.parse(text) is None
