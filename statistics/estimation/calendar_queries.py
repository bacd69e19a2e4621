"""The days of a month that a growth is read beside: working days, and days of Ramadan.

Ramadan moves about eleven days a Jalali year, so Esfand on Esfand may compare it with Nowruz.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from catalog.models import Holiday
from config.jalali import JalaliMonth, weekday

FRIDAY: Final = 6
# The holiday after Ramadan; the day behind it is one «به مناسبت» of it.
FITR: Final = "عید سعید فطر"
RAMADAN_DAYS: Final = 29


@dataclass(frozen=True)
class MonthDays:
    days: int
    working: int
    ramadan: int


def month_days(months: Iterable[JalaliMonth]) -> dict[JalaliMonth, MonthDays]:
    """Count for each month its days, those that are neither Friday nor holiday, and of Ramadan.

    One query. Thursdays are counted: where offices close on them is policy, workshops do not.
    """
    months = list(months)
    return days_of(months, holidays_around(months)) if months else {}


def holidays_around(months: Iterable[JalaliMonth]) -> QuerySet[Holiday]:
    """Find what `days_of` is to know of these months, which are some."""
    months = list(months)
    first, last = min(months).first_day, max(months).last_day
    # Fitr may lie in the month after the last one.
    rows = Holiday.objects.filter(
        date__gte=first, date__lte=last + timedelta(days=RAMADAN_DAYS + 1)
    )
    return rows.order_by("date")


def days_of(
    months: Iterable[JalaliMonth], holidays: Iterable[Holiday]
) -> dict[JalaliMonth, MonthDays]:
    named = {row.date: row.name for row in holidays}
    fasting = _ramadan(named)
    return {month: _count(month, named, fasting) for month in months}


def _count(month: JalaliMonth, named: dict[date, str], fasting: set[date]) -> MonthDays:
    first = month.first_day
    days = [first + timedelta(days=n) for n in range((month.last_day - first).days + 1)]
    working = sum(weekday(day) != FRIDAY and day not in named for day in days)
    return MonthDays(len(days), working, sum(day in fasting for day in days))


def _ramadan(named: dict[date, str]) -> set[date]:
    """Find the 29 days before each Fitr; a month of thirty begins a day earlier."""
    days = {day for day, name in named.items() if FITR in name}
    first = {day for day in days if day - timedelta(days=1) not in days}
    return {day - timedelta(days=n) for day in first for n in range(1, RAMADAN_DAYS + 1)}
