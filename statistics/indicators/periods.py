"""What the pages of statistics show at once: a month, a quarter or a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from config.jalali import FIRST_YEAR, LAST_YEAR, SEASONS, JalaliMonth
from config.persian import to_persian_digits

QUARTER, YEAR = 3, 12
# A month as 140507, a quarter as 1405q3, a year as 1405.
_SHAPE = re.compile("([0-9]{4})(?:(0[1-9]|1[0-2])|q([1-4]))?")
# A period is shown beside those of up to so many years before it.
_READ_BACK = 4


@dataclass(frozen=True)
class IndicatorPeriod:
    """One month, or the three or twelve that begin with `first`."""

    first: JalaliMonth
    length: int = 1

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read the period that an address names; None for none."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            return None
        year, month, quarter = found.groups()
        if not FIRST_YEAR + _READ_BACK <= int(year) <= LAST_YEAR:
            return None
        if quarter:
            return cls(JalaliMonth(int(year), int(quarter) * QUARTER - 2), QUARTER)
        return cls(JalaliMonth(int(year), int(month or 1)), 1 if month else YEAR)

    @classmethod
    def quarter_of(cls, month: JalaliMonth) -> Self:
        return cls(month - (month.month - 1) % QUARTER, QUARTER)

    @classmethod
    def year_of(cls, month: JalaliMonth) -> Self:
        return cls(JalaliMonth(month.year, 1), YEAR)

    @property
    def code(self) -> str:
        if self.length == YEAR:
            return str(self.first.year)
        if self.length == QUARTER:
            return f"{self.first.year}q{self._quarter}"
        return str(self.first.to_int())

    @property
    def last(self) -> JalaliMonth:
        return self.first + (self.length - 1)

    @cached_property
    def months(self) -> Sequence[JalaliMonth]:
        return tuple(self.first + n for n in range(self.length))

    @cached_property
    def before(self) -> "IndicatorPeriod":
        return IndicatorPeriod(self.first - self.length, self.length)

    @cached_property
    def year_before(self) -> "IndicatorPeriod":
        return IndicatorPeriod(self.first - YEAR, self.length)

    def name_beside(self, other: "IndicatorPeriod") -> str:
        """Say the period where another one is spoken of: its year only where it is another one."""
        if self.length == YEAR or self.first.year != other.first.year:
            return str(self)
        return SEASONS[self._quarter - 1] if self.length == QUARTER else self.first.name

    def __str__(self) -> str:
        if self.length == 1:
            return str(self.first)
        year = to_persian_digits(self.first.year)
        return f"سال {year}" if self.length == YEAR else f"{SEASONS[self._quarter - 1]} {year}"

    @property
    def _quarter(self) -> int:
        return (self.first.month + 2) // QUARTER
