"""Working days, and which step on the way of a problem may follow which state."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.jalali import weekday
from outreach.enums import TicketAct, TicketState


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which an office works: the weekend of its province, and the holidays.

    `weekend` is the set of weekdays of the policy, a bit for each.
    """

    weekend: int
    holidays: Collection[date]

    def works_on(self, day: date) -> bool:
        return not self.weekend >> weekday(day) & 1 and day not in self.holidays

    def due(self, arrival: date, days: int) -> date:
        """Find the last of so many working days after the day of arrival."""
        day = arrival
        for _ in range(days):
            day += timedelta(days=1)
            while not self.works_on(day):
                day += timedelta(days=1)
        return day

    def between(self, arrival: date, end: date) -> int:
        """Count the working days after the day of arrival, the last one among them."""
        days = (end - arrival).days
        return sum(self.works_on(arrival + timedelta(days=n)) for n in range(1, days + 1))


# By whom: the desk that has it, or who asked.
DESK, ASKER = "desk", "asker"
MOVES: Mapping[tuple[TicketState, TicketAct], tuple[TicketState, str]] = {
    (TicketState.OPEN, TicketAct.ANSWERED): (TicketState.ANSWERED, DESK),
    (TicketState.OPEN, TicketAct.FORWARDED): (TicketState.FORWARDED, DESK),
    (TicketState.FORWARDED, TicketAct.ANSWERED): (TicketState.ANSWERED, DESK),
    # It goes back to the desk that answered.
    (TicketState.ANSWERED, TicketAct.REOPENED): (TicketState.OPEN, ASKER),
    (TicketState.ANSWERED, TicketAct.CLOSED): (TicketState.CLOSED, ASKER),
    # Who asked has no need of an answer any more.
    (TicketState.OPEN, TicketAct.CLOSED): (TicketState.CLOSED, ASKER),
    (TicketState.FORWARDED, TicketAct.CLOSED): (TicketState.CLOSED, ASKER),
}


def move_of(state: str, act: TicketAct) -> tuple[TicketState, str] | None:
    return MOVES.get((TicketState(state), act))
