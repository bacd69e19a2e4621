"""The Jalali calendar, against the recorded vectors, and Tehran time."""

import datetime as dt
from typing import Any

import pytest

from config import jalali
from config.jalali import JalaliMonth
from tests.examples import examples, rows

UTC = dt.UTC
CASES = "jalali_cases.json"


def day(text: str) -> dt.date:
    """Find the date of a Jalali day written with hyphens, whatever its year."""
    return jalali.from_parts(*map(int, text.split("-")))


def written(date: dt.date) -> str:
    return "{:04}-{:02}-{:02}".format(*jalali.jalali_parts(date))


@pytest.mark.parametrize(
    "row", rows("jalali_months.csv"), ids=lambda r: f"{r['jyear']}/{r['jmonth']}"
)
def test_a_month_begins_ends_and_is_counted_as_recorded(row: dict[str, str]) -> None:
    month = JalaliMonth(int(row["jyear"]), int(row["jmonth"]))
    first = dt.date.fromisoformat(row["gregorian_start"])
    assert month.first_day == first
    assert (month.last_day - first).days + 1 == int(row["days"])
    assert jalali.format_day(first).split(" ")[0] == jalali.WEEKDAY_NAMES[int(row["weekday_sat0"])]
    assert JalaliMonth.containing(first) == JalaliMonth.containing(month.last_day) == month
    leap = jalali.jalali_parts(JalaliMonth(month.year, 12).last_day)[2] == 30
    assert leap is (row["leap_year"] == "1")


def test_the_leap_years_are_the_recorded_ones() -> None:
    leap = [
        y
        for y in range(1387, 1500)
        if jalali.jalali_parts(JalaliMonth(y, 11).last_day + dt.timedelta(30))[2] == 30
    ]
    assert leap == examples(CASES, "leap_years")


@pytest.mark.parametrize("pair", examples(CASES, "pairs"), ids=lambda p: p["jalali"])
def test_a_day_has_its_gregorian_date(pair: dict[str, str]) -> None:
    gregorian = dt.date.fromisoformat(pair["gregorian"])
    assert day(pair["jalali"]) == gregorian
    assert written(gregorian) == pair["jalali"]


@pytest.mark.parametrize("case", examples(CASES, "valid"), ids=lambda c: c["jalali"])
def test_a_day_that_does_not_exist_is_refused(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert written(day(case["jalali"])) == case["jalali"]
    else:
        with pytest.raises(ValueError):
            day(case["jalali"])


@pytest.mark.parametrize("case", examples(CASES, "add_months"), ids=str)
def test_months_are_added_with_the_day_clamped(case: dict[str, Any]) -> None:
    assert written(jalali.add_months(day(case["from"]), case["months"])) == case["to"]


@pytest.mark.parametrize("case", examples(CASES, "add_periods"), ids=str)
def test_months_are_counted_across_years(case: dict[str, Any]) -> None:
    start, end = (JalaliMonth(*map(int, case[key].split("-"))) for key in ("from", "to"))
    assert start + case["months"] == end
    assert end - case["months"] == start
    assert end - start == case["months"]


def test_disputed_years_follow_the_official_calendar() -> None:
    assert len(examples(CASES, "disputed")) == 3
    assert JalaliMonth(1404, 1).first_day == dt.date(2025, 3, 21)
    assert JalaliMonth(1437, 1).first_day == dt.date(2058, 3, 21)
    with pytest.raises(ValueError):
        JalaliMonth(1502, 12)


@pytest.mark.parametrize("case", examples(CASES, "strings"), ids=lambda c: c["in"])
def test_a_typed_day_is_read_or_refused_as_recorded(case: dict[str, str | None]) -> None:
    typed = case["in"] or ""
    if case["out"]:
        assert written(jalali.parse_day(typed)) == case["out"]
    else:
        with pytest.raises(ValueError):
            jalali.parse_day(typed)


def test_a_month_is_a_value() -> None:
    month = JalaliMonth(1405, 7)
    assert str(month) == "مهر ۱۴۰۵"
    assert month.name == "مهر"
    assert month.to_int() == 140507
    assert JalaliMonth.from_int(140507) == month
    assert JalaliMonth(1404, 12) < JalaliMonth(1405, 1) < month


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("140507", JalaliMonth(1405, 7)),
        ("140513", None),
        ("129912", None),
        ("14057", None),
        ("1405070", None),
        ("140507\n", None),
        ("+14057", None),
        ("۱۴۰۵۰۷", None),
        ("", None),
    ],
)
def test_six_digits_name_a_month_or_none(text: str, month: JalaliMonth | None) -> None:
    assert JalaliMonth.parse(text) == month


@pytest.mark.parametrize("parts", [(1405, 0), (1405, 13), (1299, 12), (1500, 1)])
def test_an_impossible_month_is_refused(parts: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        JalaliMonth(*parts)


def test_a_moment_belongs_to_its_day_in_tehran() -> None:
    late_evening = dt.datetime(2026, 10, 23, 20, 30, tzinfo=UTC)
    assert jalali.tehran_day(late_evening) == dt.date(2026, 10, 24)
    assert jalali.tehran_day(late_evening - dt.timedelta(microseconds=1)) == dt.date(2026, 10, 23)
    assert jalali.current_month(dt.datetime(2026, 10, 22, 20, 30, tzinfo=UTC)) == JalaliMonth(
        1405, 8
    )
    assert jalali.current_month(dt.datetime(2026, 10, 22, 20, 29, tzinfo=UTC)) == JalaliMonth(
        1405, 7
    )


def test_a_moment_without_zone_or_without_its_day_is_refused() -> None:
    naive = dt.datetime(2026, 10, 24, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError):
        jalali.tehran_day(naive)
    with pytest.raises(ValueError):
        jalali.format_time(naive)
    with pytest.raises(TypeError):
        jalali.jalali_parts(dt.datetime(2026, 10, 23, 22, tzinfo=UTC))


def test_every_day_ends_at_its_midnight_also_where_clocks_change() -> None:
    date = dt.date(2007, 1, 1)
    while date < dt.date(2027, 1, 1):
        end = jalali.end_of_day_instant(date)
        assert end.tzinfo is UTC
        assert jalali.tehran_day(end - dt.timedelta(microseconds=1)) == date
        assert jalali.tehran_day(end) == date + dt.timedelta(days=1)
        date += dt.timedelta(days=1)


def test_the_last_day_of_a_due_instant_is_the_day_that_ends_there() -> None:
    due = jalali.end_of_day_instant(day("1404-01-02"))
    assert jalali.last_day(due) == day("1404-01-02")
    assert jalali.last_day(due + dt.timedelta(hours=1)) == day("1404-01-03")


def test_the_midnight_that_summer_time_skips_is_the_moment_of_the_change() -> None:
    # On 1 and 2 Farvardin 1400 the clock went from 00:00 to 01:00.
    end = jalali.end_of_day_instant(day("1400-01-01"))
    assert end == dt.datetime(2021, 3, 21, 20, 30, tzinfo=UTC)
    assert jalali.format_time(end) == "۰۱:۰۰"


def test_the_worked_example_of_a_leap_esfand() -> None:
    due = jalali.end_of_day_instant(day("1403-12-29") + dt.timedelta(days=3))
    assert jalali.format_moment(due) == "یکشنبه ۳ فروردین ۱۴۰۴، ۰۰:۰۰"


def test_days_and_moments_are_shown_in_persian() -> None:
    moment = dt.datetime(2026, 10, 24, 7, 38, tzinfo=UTC)
    assert jalali.format_day(dt.date(2026, 10, 24)) == "شنبه ۲ آبان ۱۴۰۵"
    assert jalali.format_time(moment) == "۱۱:۰۸"
    assert jalali.format_moment(moment) == "شنبه ۲ آبان ۱۴۰۵، ۱۱:۰۸"


def test_a_moment_of_today_is_told_by_its_time_and_another_by_its_day_too() -> None:
    noon = dt.datetime(2026, 10, 24, 7, 38, tzinfo=dt.UTC)
    # Midnight in Tehran comes at half past eight in the evening of UTC.
    assert jalali.format_recent(noon, dt.datetime(2026, 10, 24, 20, 29, tzinfo=dt.UTC)) == "۱۱:۰۸"
    later = dt.datetime(2026, 10, 24, 20, 30, tzinfo=dt.UTC)
    assert jalali.format_recent(noon, later) == "شنبه ۲ آبان ۱۴۰۵، ۱۱:۰۸"
