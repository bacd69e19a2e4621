"""Whether an officer may remind a unit now, and what is said of the last time."""

from dataclasses import dataclass
from datetime import date, datetime

from config.jalali import format_day, tehran_day
from statistics.enums import State
from statistics.obligation.outlook import Outlook


@dataclass(frozen=True)
class LastReminder:
    """What stands beside the button; `due` is whether there is one."""

    due: bool
    words: str


def last_reminder(
    found: Outlook | None, told: dict[int, datetime | None], at: datetime
) -> LastReminder | None:
    """Say it of a unit that owes something; None of one that does not, or whom nobody reaches."""
    if found is None or found.unit.pk not in told or not owes(found, at):
        return None
    last = told[found.unit.pk]
    if last is None:
        return LastReminder(True, "")
    return _since(tehran_day(last), tehran_day(at))


def _since(last: date, today: date) -> LastReminder:
    if last == today:
        return LastReminder(False, "امروز یادآوری شد")
    return LastReminder(True, f"آخرین یادآوری {format_day(last)}")


def owes(found: Outlook, at: datetime) -> bool:
    """Tell whether there is anything to remind a unit of."""
    if found.unit.closed_on:
        return False
    late = (
        case.state == State.RETURNED
        and case.correction_due is not None
        and case.correction_due <= at
        for case in found.begun.values()
    )
    return bool(found.status.missed or found.final_day) or any(late)
