"""The year of a unit in twelve cells, the missed run, and the shortest way back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from config.jalali import JalaliMonth, format_day
from config.persian import format_number, quoted
from statistics.enums import IN_REVIEW, State
from statistics.obligation.lists import Listing, listings
from statistics.obligation.outlook import Outlook, outlooks
from statistics.obligation.rules import UnitStatus
from units.models import Licence, Unit

_CELLS = {
    State.DRAFT: ("draft", "پیش‌نویس"),
    State.RETURNED: ("returned", "بازگردانی‌شده برای اصلاح"),
    State.FINAL: ("done", "نهایی"),
    **dict.fromkeys(IN_REVIEW, ("review", "در بررسی")),
}
NOT_YET, NOT_NEEDED, OPEN, MISSING = "نرسیده", "لازم نیست", "در مهلت", "ثبت‌نشده"
# In the sentence that says the twelve cells, the words that tell nothing are left out.
_UNSAID = {NOT_YET, NOT_NEEDED}


@dataclass(frozen=True)
class CalendarMonth:
    """One month: `state` colours it, `word` names it; `tracking` leads to it where it is begun.

    `licence` is the number of the one by which it may be begun, empty where step 1 takes none.
    """

    month: JalaliMonth
    state: str
    word: str
    tracking: str
    current: bool
    licence: str = ""


@dataclass(frozen=True)
class YearCalendar:
    """One unit's year. `say` is the sentence below it; `kind` is warn, bad or empty."""

    unit: Unit
    licence: Licence
    year: int
    cells: list[CalendarMonth]
    status: UnitStatus
    say: str
    kind: str
    way: CalendarMonth | None
    # Why it owes earlier than others, where a list names it.
    listed: str = ""

    @property
    def words(self) -> str:
        """The twelve cells in one line: «۲ ماه نهایی، ۵ ماه ثبت‌نشده»."""
        return said(self.cells)


def strips(user: User, now: datetime) -> list[YearCalendar]:
    """Draw the running year of each of the person's units (two queries, and the policy's)."""
    return year_calendars(outlooks(user, now))


def year_calendars(found: Sequence[Outlook]) -> list[YearCalendar]:
    """Draw the years of some units; one query where any of them stands on an obligation list."""
    named = listings([outlook.unit for outlook in found])
    return [year_calendar(outlook, named.get(outlook.unit.pk)) for outlook in found]


def year_calendar(
    found: Outlook, listing: Listing | None = None, year: int | None = None
) -> YearCalendar:
    """Draw one unit's year, the running one if none is named, and say what its months come to."""
    # In Farvardin the year that can still be filed is the old one.
    year = year or found.last.year
    cells = [_cell(JalaliMonth(year, n), found) for n in range(1, 13)]
    say, kind = sentence(found)
    way = _cell(found.way, found) if found.way else None
    listed = ""
    if listing:
        listed = (
            f"واحد شما در فهرست {quoted(listing.name)} از {listing.first_month} مشمول است "
            "(بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۱)."
        )
    return YearCalendar(
        found.unit, found.licence, year, cells, found.status, say, kind, way, listed
    )


def last_months(found: Outlook, count: int = 12) -> list[CalendarMonth]:
    """Draw the months up to the last one that has ended, the oldest first, whatever the year."""
    return [_cell(found.last - back, found) for back in reversed(range(count))]


def said(cells: Sequence[CalendarMonth]) -> str:
    """Say some months in one line: «۲ ماه نهایی، ۵ ماه ثبت‌نشده»."""
    words = Counter(cell.word for cell in cells if cell.word not in _UNSAID)
    found = [f"{format_number(count)} ماه {word}" for word, count in words.items()]
    return "، ".join(found) or "ماهی برای ثبت نیست"


def _cell(month: JalaliMonth, found: Outlook) -> CalendarMonth:
    begun, current = found.begun.get(month), month == found.last
    if begun:
        state, word = _CELLS[State(begun.state)]
        return CalendarMonth(month, state, word, begun.tracking_number, current)
    if month > found.last:
        return CalendarMonth(month, "future", NOT_YET, "", False)
    if month not in found.due:
        # Nothing is owed for it, so nothing is missing either; it may be filed all the same.
        return CalendarMonth(month, "future", NOT_NEEDED, "", current)
    licence = found.serving(month)
    number = licence.number if licence else ""
    if month > found.rule.latest_due:
        return CalendarMonth(month, "open", OPEN, "", current, number)
    return CalendarMonth(month, "missing", MISSING, "", current, number)


def sentence(found: Outlook) -> tuple[str, str]:
    """Say what a unit's months come to, and how serious that is: bad, warn or empty."""
    status = found.status
    count = format_number(status.missed)
    if status.inactive:
        return (
            f"این واحد غیرفعال است: {count} ماه پیاپی ثبت نشده است. "
            f"کوتاه‌ترین راه: {found.way} را ثبت کنید؛ واحد بلافاصله از غیرفعالی بیرون می‌آید.",
            "bad",
        )
    if found.ending:
        return ending_words(found), "warn"
    if status.missed:
        way = f"کوتاه‌ترین راه: {found.way} را ثبت کنید؛ همین یک ماه کافی است."
        if found.inactive_by is None:
            # Its licence leaves it no more due months, so it becomes no more than late.
            return f"{count} ماه پیاپی ثبت نشده است. {way}", "warn"
        day = format_day(found.inactive_by)
        return (
            f"{count} ماه پیاپی ثبت نشده است. اگر تا پایان {day} ثبت نکنید، این واحد غیرفعال "
            f"می‌شود. {way}",
            "warn",
        )
    if status.gaps:
        gaps = format_number(status.gaps)
        return f"ماهی معوق نیست؛ {gaps} ماه گذشته ثبت نشده و هنوز می‌توان ثبتشان کرد.", ""
    if not found.passed:
        return "هنوز مهلت ثبت هیچ ماهی از این واحد نگذشته است.", ""
    return "همهٔ ماه‌هایی که مهلتشان گذشته ثبت شده است.", ""


def ending_words(found: Outlook) -> str:
    """Warn of a returned month that keeps the run short while it still counts (circular §3)."""
    end = found.ending
    assert end
    becomes = " و واحد غیرفعال می‌شود" if end.inactive else ""
    return (
        f"آمار {end.month} برای اصلاح بازگردانده شده و تا پایان {format_day(end.day)} ثبت‌شده "
        f"محسوب می‌شود. اگر تا آن روز ماهی اصلاح یا ثبت نکنید، {format_number(end.missed)} ماه "
        f"پیاپی ثبت‌نشده می‌ماند{becomes}."
    )
