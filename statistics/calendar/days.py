"""A person's own days: what ends for their units, and when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from accounts.models import User
from catalog.policy.book import PolicyBook, filing_windows
from config.jalali import JalaliMonth, last_day
from statistics.calendar.rules import DayKind, OwnDay
from statistics.obligation.outlook import Outlook, outlooks
from statistics.obligation.queries import filed_months
from statistics.obligation.rules import DutyRules, due_months

# The month that runs and the next one: their days are known already.
AHEAD: Final = 2


def own_days(user: User, at: datetime) -> list[OwnDay]:
    """Gather what ends for the person's units on which day, from now on."""
    book = PolicyBook.load()
    rules = DutyRules(book)
    days = [day for found in outlooks(user, at, book) for day in _days(found, rules, at)]
    return sorted(days, key=lambda day: (day.day, day.kind, day.month, day.unit))


def _days(found: Outlook, rules: DutyRules, at: datetime) -> Iterator[OwnDay]:
    name = found.unit.name
    if found.inactive_by:
        yield OwnDay(DayKind.INACTIVE, found.inactive_by, found.way or found.last, name)
    if found.ending:
        yield OwnDay(DayKind.RETURNED, found.ending.day, found.ending.month, name)
    for month, case in found.begun.items():
        if case.correction_due and case.correction_due > at:
            yield OwnDay(DayKind.CORRECTION, last_day(case.correction_due), month, name)
    filed = filed_months(found.begun.values(), at)
    for month in _owed(found, rules):
        if month in filed:
            continue
        window = filing_windows(rules.book, month, found.province)
        for kind, until in (
            (DayKind.ON_TIME, window.on_time_until),
            (DayKind.ALLOWED, window.allowed_until),
        ):
            if until > at:
                yield OwnDay(kind, last_day(until), month, name)


def _owed(found: Outlook, rules: DutyRules) -> list[JalaliMonth]:
    """List the months that are owed by what the registry says today, from the last ended one on."""
    last = found.last + AHEAD
    obliged = rules.obliged(found.province, last, found.unit.obliged_from)
    return [month for month in due_months(found.licences, obliged) if month >= found.last]
