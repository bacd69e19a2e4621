"""The Jalali calendar and Tehran time; nothing else in the project imports jdatetime."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self, overload
from zoneinfo import ZoneInfo

import jdatetime

from config.persian import machine_text, to_persian_digits

TEHRAN: Final = ZoneInfo("Asia/Tehran")
MONTH_NAMES: Final = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
SEASONS: Final = ("بهار", "تابستان", "پاییز", "زمستان")
# Saturday first, as the Iranian week.
WEEKDAY_NAMES: Final = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
FIRST_YEAR: Final = 1300
LAST_YEAR: Final = 1499


@lru_cache(maxsize=4096)
def jalali_parts(day: dt.date) -> tuple[int, int, int]:
    """Split a Gregorian date into Jalali year, month and day.

    A datetime is refused with TypeError: its day depends on the zone, see `tehran_day`.
    """
    if isinstance(day, dt.datetime):
        raise TypeError("a moment has no Jalali day before tehran_day() names its day")
    jalali = jdatetime.date.fromgregorian(date=day)
    return jalali.year, jalali.month, jalali.day


def from_parts(year: int, month: int, day: int) -> dt.date:
    """Find the Gregorian date of a Jalali day; ValueError when there is no such day."""
    gregorian: dt.date = jdatetime.date(year, month, day).togregorian()
    return gregorian


@dataclass(frozen=True, order=True, slots=True)
class JalaliMonth:
    """A month of the Jalali calendar, as in 1405/07; ValueError outside 1300-1499."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.month <= 12):
            raise ValueError(f"no Jalali month {self.year}/{self.month}")

    @classmethod
    def from_int(cls, yyyymm: int) -> Self:
        """Read a month written as one number, such as 140507."""
        return cls(*divmod(yyyymm, 100))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read the month that an address or a form names as 140507; None for no month."""
        try:
            return cls.from_int(int(text)) if re.fullmatch("[0-9]{6}", text) else None
        except ValueError:
            return None

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        return cls(*jalali_parts(day)[:2])

    def to_int(self) -> int:
        """Write the month as one number, such as 140507."""
        return self.year * 100 + self.month

    def __add__(self, months: int) -> "JalaliMonth":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return JalaliMonth(year, month + 1)

    @overload
    def __sub__(self, other: "JalaliMonth") -> int: ...
    @overload
    def __sub__(self, other: int) -> "JalaliMonth": ...
    def __sub__(self, other: "JalaliMonth | int") -> "JalaliMonth | int":
        if isinstance(other, JalaliMonth):
            return (self.year - other.year) * 12 + self.month - other.month
        return self + -other

    @property
    def first_day(self) -> dt.date:
        """The Gregorian date of the first day."""
        return from_parts(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        """The Gregorian date of the last day."""
        return (self + 1).first_day - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        return MONTH_NAMES[self.month - 1]

    def __str__(self) -> str:
        return f"{self.name} {to_persian_digits(self.year)}"


def add_months(day: dt.date, months: int) -> dt.date:
    """Count so many Jalali months on; the day is clamped to the month's length."""
    year, month, number = jalali_parts(day)
    target = JalaliMonth(year, month) + months
    return min(target.first_day + dt.timedelta(days=number - 1), target.last_day)


def parse_day(text: str) -> dt.date:
    """Read a typed Jalali day such as «۱۴۰۵/۰۷/۰۱» or 1405-7-1; ValueError otherwise."""
    found = re.fullmatch(r"(1[34][0-9]{2})([/-])([0-9]{1,2})\2([0-9]{1,2})", machine_text(text))
    if not found:
        raise ValueError(f"not a Jalali day: {text!r}")
    return from_parts(int(found[1]), int(found[3]), int(found[4]))


def tehran_day(moment: dt.datetime) -> dt.date:
    """Tell which day it is in Tehran at an aware moment; ValueError for a naive one."""
    return _in_tehran(moment).date()


def current_month(now: dt.datetime) -> JalaliMonth:
    return JalaliMonth.containing(tehran_day(now))


def last_months(now: dt.datetime, count: int = 12) -> list[JalaliMonth]:
    """List the ended months from which a page lets people choose, the latest first."""
    return [current_month(now) - back for back in range(1, count + 1)]


def end_of_day_instant(day: dt.date) -> dt.datetime:
    """Find the midnight that ends a Tehran day, in UTC."""
    following = day + dt.timedelta(days=1)
    # Until 1401 clocks went forward at midnight, so some days have no 00:00; the earlier offset
    # then gives the very instant of the change, which is the first of the new day.
    midnight = dt.datetime(following.year, following.month, following.day, tzinfo=TEHRAN)
    return midnight.astimezone(dt.UTC)


def last_day(instant: dt.datetime) -> dt.date:
    """Find the Tehran day that ends at an instant, as a due instant does; else its own day."""
    return tehran_day(instant - dt.timedelta(seconds=1))


def weekday(day: dt.date) -> int:
    """Number the day of its week: Saturday 0, Friday 6."""
    # Python's week begins on Monday, the Iranian on Saturday.
    return (day.weekday() + 2) % 7


def format_day(day: dt.date) -> str:
    """Write a day as pages show it: «شنبه ۲ آبان ۱۴۰۵»."""
    year, month, number = jalali_parts(day)
    return to_persian_digits(
        f"{WEEKDAY_NAMES[weekday(day)]} {number} {MONTH_NAMES[month - 1]} {year}"
    )


def plain_day(day: dt.date) -> str:
    """Write a day within a fact, without its weekday: «۲ آبان ۱۴۰۵»."""
    year, month, number = jalali_parts(day)
    return to_persian_digits(f"{number} {MONTH_NAMES[month - 1]} {year}")


def short_day(day: dt.date) -> str:
    """Write a day as files hold it, sortable: 1405/08/02."""
    year, month, number = jalali_parts(day)
    return f"{year:04}/{month:02}/{number:02}"


def format_time(moment: dt.datetime) -> str:
    """Write the Tehran time of an aware moment: «۱۱:۰۸»."""
    return to_persian_digits(f"{_in_tehran(moment):%H:%M}")


def format_moment(moment: dt.datetime) -> str:
    """Write the Tehran day and time of an aware moment: «شنبه ۲ آبان ۱۴۰۵، ۱۱:۰۸»."""
    return f"{format_day(tehran_day(moment))}، {format_time(moment)}"


def format_recent(moment: dt.datetime, now: dt.datetime) -> str:
    """Write the Tehran time of a moment of today, of another day its day too."""
    same = tehran_day(moment) == tehran_day(now)
    return format_time(moment) if same else format_moment(moment)


def _in_tehran(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive moment has no Tehran time")
    return moment.astimezone(TEHRAN)
