"""Whether a month was filed on time, with the allowed delay or late, and how long is left to.

Directive 5013 §2.
"""

from datetime import datetime

from catalog.policy.book import FilingWindow, PolicyBook, filing_windows
from config.jalali import JalaliMonth
from config.time_left import TimeLeft, time_left
from statistics.enums import Timeliness

# The same in SQL, of three columns: when it was filed first and the two instants of its window.
_SQL = {
    Timeliness.ON_TIME: "{filed_at} < {on_time}",
    Timeliness.ALLOWED: "{filed_at} >= {on_time} AND {filed_at} < {allowed}",
    Timeliness.LATE: "{filed_at} >= {allowed}",
}


def timeliness(filed_at: datetime, window: FilingWindow) -> Timeliness:
    """Judge a first filing by its window; each instant begins what comes after it."""
    if filed_at < window.on_time_until:
        return Timeliness.ON_TIME
    return Timeliness.ALLOWED if filed_at < window.allowed_until else Timeliness.LATE


def timeliness_sql(which: Timeliness, filed_at: str, on_time: str, allowed: str) -> str:
    """Write the condition by which SQL judges as `timeliness` does."""
    return _SQL[which].format(filed_at=filed_at, on_time=on_time, allowed=allowed)


def filing_time_left(book: PolicyBook, month: JalaliMonth, province: str, at: datetime) -> TimeLeft:
    """Count to the end of the deadline, then of the allowed delay, then since; never closed."""
    window = filing_windows(book, month, province)
    if at < window.on_time_until:
        return time_left(window.on_time_until, at)
    name = "تأخیر مجاز" if at < window.allowed_until else "مهلت"
    return time_left(window.allowed_until, at, name)


def correction_time_left(until: datetime, at: datetime) -> TimeLeft:
    """Count to the correction date of a returned month (directive 5013 §4-5): always near."""
    # Two days in all, so it is never far.
    return time_left(until, at, "مهلت اصلاح", near=None)
