"""A Jalali period and its Gregorian days, against the table of the exchange."""

import pytest

from config.jalali import JalaliMonth
from statistics.publication.downloads.periods import PublicPeriod, periods_of


@pytest.mark.parametrize(
    ("year", "month", "length", "code", "days"),
    [
        (1403, 12, 1, "1403-12", "2025-02-19/P30D"),
        (1404, 1, 1, "1404-01", "2025-03-21/P31D"),
        (1404, 2, 1, "1404-02", "2025-04-21/P31D"),
        (1404, 7, 1, "1404-07", "2025-09-23/P30D"),
        (1404, 12, 1, "1404-12", "2026-02-20/P29D"),
        (1405, 1, 1, "1405-01", "2026-03-21/P31D"),
        (1404, 1, 3, "1404-Q1", "2025-03-21/P93D"),
        (1404, 10, 3, "1404-Q4", "2025-12-22/P89D"),
        (1403, 1, 12, "1403", "2024-03-20/P366D"),
    ],
)
def test_a_period_has_a_code_of_its_own_and_exact_days(
    year: int, month: int, length: int, code: str, days: str
) -> None:
    period = PublicPeriod(JalaliMonth(year, month), length)
    assert (period.public_code, period.time_range) == (code, days)


def test_a_quarter_and_a_year_are_there_with_the_last_of_their_months() -> None:
    months = [JalaliMonth(1404, number) for number in range(1, 12)]
    codes = [period.public_code for period in periods_of(months)]
    assert codes == [*(f"1404-{n:02d}" for n in range(1, 12)), "1404-Q1", "1404-Q2", "1404-Q3"]
    whole = [*months, JalaliMonth(1404, 12)]
    assert [period.public_code for period in periods_of(whole)][-2:] == ["1404-Q4", "1404"]
