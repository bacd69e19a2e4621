"""Working days, and the table of moves."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.jalali import from_parts
from outreach.enums import TicketAct, TicketState
from outreach.help_desk.rules import MOVES, WorkingCalendar, move_of

FRIDAY = 1 << 6
PLAIN = WorkingCalendar(FRIDAY, frozenset())
# Saturday.
FIRST = from_parts(1398, 8, 4)


def test_days_are_counted_after_the_day_of_arrival_and_over_the_weekend() -> None:
    assert PLAIN.due(FIRST, 3) == from_parts(1398, 8, 7)
    assert PLAIN.due(from_parts(1398, 8, 8), 2) == from_parts(1398, 8, 11)
    assert PLAIN.between(from_parts(1398, 8, 8), from_parts(1398, 8, 11)) == 2


def test_a_holiday_and_another_weekend_do_not_count() -> None:
    holiday = frozenset({from_parts(1398, 8, 5)})
    assert WorkingCalendar(FRIDAY, holiday).due(FIRST, 1) == from_parts(1398, 8, 6)
    thursdays = WorkingCalendar(FRIDAY | 1 << 5, frozenset())
    assert thursdays.due(from_parts(1398, 8, 8), 1) == from_parts(1398, 8, 11)


@given(st.dates(date(2019, 1, 1), date(2026, 1, 1)), st.integers(1, 30))
def test_the_last_day_is_so_many_working_days_away(arrival: date, days: int) -> None:
    due = PLAIN.due(arrival, days)
    assert PLAIN.works_on(due)
    assert PLAIN.between(arrival, due) == days
    assert PLAIN.between(arrival, due - timedelta(days=1)) == days - 1


def test_what_is_closed_ends() -> None:
    assert not any(state == TicketState.CLOSED for state, _ in MOVES)
    assert move_of("answered", TicketAct.ANSWERED) is None
