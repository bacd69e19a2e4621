"""The rules as the directives have them, written apart from the portal's own code.

Iran's clocks: summer time from the end of 1 Farvardin to the end of 30 Shahrivar, 1387 to 1401.
"""

from datetime import UTC, date, datetime, timedelta

from catalog.policy_definitions import POLICY, PolicyKey
from config.jalali import jalali_parts
from statistics.enums import State
from tests.world import PINNED

DAYS = {
    # The policy of the tests' world (directive 5013 §4-5 for province and ministry).
    State.AT_UNION: PINNED[PolicyKey.UNION_DAYS],
    State.AT_PROVINCE: PINNED[PolicyKey.PROVINCE_DAYS],
    State.AT_MINISTRY: PINNED[PolicyKey.MINISTRY_DAYS],
}
ONWARD = {
    State.AT_UNION: State.AT_PROVINCE,
    State.AT_PROVINCE: State.AT_MINISTRY,
    State.AT_MINISTRY: State.FINAL,
}


def day_of(moment: datetime) -> date:
    """Tell the day in Tehran, by fixed offsets and no calendar library."""
    day = (moment + timedelta(hours=3, minutes=30)).date()
    # In summer time the day begins an hour earlier.
    return day + timedelta(days=1) if moment >= end_of(day) else day


def end_of(day: date) -> datetime:
    """Find the instant that ends a day in Tehran."""
    year, *month_and_day = jalali_parts(day)
    summer = 1387 <= year <= 1401 and (1, 2) <= tuple(month_and_day) <= (6, 29)
    # Midnight in Tehran is 20:30 UTC, in summer time 19:30.
    hour = 19 if summer else 20
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)


def due_after(state: State, arrival: datetime) -> datetime:
    """Compute when a case that arrives lapses (directive 5013 §4-6)."""
    return end_of(day_of(arrival) + timedelta(days=DAYS[state]))


def correction_after(arrival: datetime) -> datetime:
    """Compute until when a returned case should be corrected (directive 5013 §4-5)."""
    days = POLICY[PolicyKey.CORRECTION_DAYS].first
    assert days is not None
    return end_of(day_of(arrival) + timedelta(days=days))
