"""Whether a month was filed on time, with the allowed delay, or late (directive 5013 §2)."""

from datetime import datetime

from catalog.policy.book import FilingWindow
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
