"""Which terms hold, which changes ask for a reason, and how they are said."""

from decimal import Decimal

import pytest

from config.jalali import JalaliMonth
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import IndicatorTerms
from statistics.organizational.rules import ReportedValue, asks_reason, change_of, holding


def _terms(
    year: int, month: int, serial: int = 1, measure: str = "نفر", ended: bool = False
) -> IndicatorTerms:
    return IndicatorTerms(
        indicator_id=1, serial=serial, year=year, month=month, measure=measure, ended=ended
    )


def _value(number: str | None, measure: str = "نفر", absent: bool = False) -> ReportedValue:
    value = None if number is None else Decimal(number)
    return ReportedValue(_terms(1398, 1, measure=measure), value, absent)


MEHR = IndicatorPeriod(JalaliMonth(1398, 7))
NONE = _value(None, absent=True)


def test_the_terms_in_force_as_a_period_begins_hold_and_of_one_month_the_last_written() -> None:
    first, later, same = _terms(1397, 1), _terms(1398, 7, 2), _terms(1398, 7, 3)
    assert holding([first, later, same], MEHR) is same
    assert holding([first, later, same], MEHR.before) is first
    assert holding([later], MEHR.before) is None


def test_a_quarter_keeps_the_terms_of_its_beginning() -> None:
    first, within = _terms(1397, 1), _terms(1398, 8, 2)
    autumn = IndicatorPeriod.quarter_of(JalaliMonth(1398, 8))
    assert holding([first, within], autumn) is first


def test_an_ended_indicator_is_asked_of_nobody_until_it_is_begun_again() -> None:
    rows = [_terms(1397, 1), _terms(1398, 7, 2, ended=True)]
    assert holding(rows, MEHR) is None
    assert holding(rows, MEHR.before) is rows[0]
    assert holding([*rows, again := _terms(1398, 8, 3)], MEHR) is None
    assert holding([*rows, again], IndicatorPeriod(JalaliMonth(1398, 8))) is again


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [
        (_value("151"), _value("100"), True),
        (_value("150"), _value("100"), False),
        (_value("49"), _value("100"), True),
        (_value("0"), _value("100"), True),
        (_value("5"), _value("0"), True),
        (_value("0"), _value("0"), False),
        (NONE, _value("100"), True),
        (_value("100"), NONE, True),
        (NONE, NONE, False),
        # Nothing to compare with, nothing written yet, another measure.
        (_value("100"), None, False),
        (_value(None), _value("100"), False),
        (_value("9"), _value("9000", "تن"), False),
    ],
)
def test_a_large_change_asks_for_its_reason(
    now: ReportedValue, before: ReportedValue | None, asked: bool
) -> None:
    assert asks_reason(now, before, 50) is asked


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (_value("120"), _value("100"), "۲۰٪ بیشتر"),
        (_value("80"), _value("100"), "۲۰٪ کمتر"),
        (_value("300"), _value("100"), "۳ برابر"),
        (_value("5"), _value("0"), "پیش‌تر صفر"),
        (NONE, _value("1"), "دیگر ندارد"),
        (_value("1"), NONE, "پیش‌تر نداشت"),
        (NONE, NONE, "بدون تغییر"),
        (_value("1"), None, "—"),
        (_value("1"), _value("1", "تن"), "واحد سنجش تغییر کرده است"),
    ],
)
def test_a_change_is_said_in_words(
    now: ReportedValue, before: ReportedValue | None, words: str
) -> None:
    assert change_of(now, before).words == words


def test_zero_nothing_written_and_none_are_three_things() -> None:
    zero, empty = _value("0"), _value(None)
    assert [str(one) for one in (zero, empty, NONE)] == ["۰", "—", "ندارد"]
    assert [one.open for one in (zero, empty, NONE)] == [False, True, False]
