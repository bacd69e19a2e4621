"""The months, quarters and years of files: their codes, and their days in the Gregorian calendar.

A Jalali month has a code of its own (`1404-01`): read as a Gregorian one it is a month of the year
1404 of another era. Days are exact: the months begin on the 20th to the 23rd.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from config.jalali import JalaliMonth
from statistics.indicators.periods import QUARTER, YEAR, IndicatorPeriod

FREQUENCIES: Final = {1: "M", QUARTER: "Q", YEAR: "A"}
FREQUENCY_NAMES: Final = {"M": "ماهانه", "Q": "فصلی", "A": "سالانه"}


@dataclass(frozen=True)
class PublicPeriod(IndicatorPeriod):
    """A period of a file, as its columns tell it."""

    @property
    def public_code(self) -> str:
        """Name it as 1404-01, 1404-Q1 or 1404."""
        first = self.first
        if self.length == YEAR:
            return str(first.year)
        if self.length == QUARTER:
            return f"{first.year}-Q{(first.month + 2) // QUARTER}"
        return month_code(first)

    @property
    def frequency(self) -> str:
        return FREQUENCIES[self.length]

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def time_range(self) -> str:
        """Write its days as start and duration (ISO 8601), which every reader takes apart."""
        days = (self.last_day - self.first_day).days + 1
        return f"{self.first_day.isoformat()}/P{days}D"


def month_code(month: JalaliMonth) -> str:
    return f"{month.year}-{month.month:02d}"


def periods_of(months: Collection[JalaliMonth]) -> Iterator[PublicPeriod]:
    """List months, then the quarters and the years of which every month is there."""
    for length in FREQUENCIES:
        firsts = (month for month in sorted(months) if (month.month - 1) % length == 0)
        for first in firsts:
            period = PublicPeriod(first, length)
            if all(month in months for month in period.months):
                yield period
