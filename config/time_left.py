"""How long is left of a deadline, and how long something took, in the words of every page."""

from dataclasses import dataclass
from datetime import date, datetime

from config.jalali import format_day, format_moment, last_day, tehran_day
from config.persian import to_persian_digits

# In minutes.
_DAY = 24 * 60


@dataclass(frozen=True)
class TimeLeft:
    """The days left in words; `kind` is near, late or empty, `note` names the last day."""

    kind: str
    text: str
    note: str


def time_left(until: datetime, at: datetime, name: str = "مهلت", near: int | None = 5) -> TimeLeft:
    """Count the Tehran days to the last one before an instant, or since it.

    `name` is what ends then; it is near when so many days are left or fewer, with
    None however many.
    """
    last = last_day(until)
    days = (last - tehran_day(at)).days
    if days < 0:
        text = f"{to_persian_digits(-days)} روز از {name} گذشته"
        return TimeLeft("late", text, f"مهلت: {format_day(last)}")
    left = f"{to_persian_digits(days)} روز تا" if days else "امشب"
    kind = "near" if near is None or days <= near else ""
    return TimeLeft(kind, f"{left} پایان {name}", format_day(last))


def by_end_of(day: date) -> str:
    return f"تا پایان {format_day(day)}"


def moves_at(due: datetime, onward: str) -> str:
    return f"{format_moment(due)} خودکار {onward}"


def took(seconds: int) -> str:
    """Say how long something took, by its two largest parts."""
    minutes = seconds // 60
    if not minutes:
        return "کمتر از یک دقیقه"
    hours, days = minutes // 60, minutes // _DAY
    if days:
        parts = ((days, "روز"), (hours % 24, "ساعت"))
    else:
        parts = ((hours, "ساعت"), (minutes % 60, "دقیقه"))
    return " و ".join(f"{to_persian_digits(number)} {name}" for number, name in parts if number)
