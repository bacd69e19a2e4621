"""What the page of a unit's file shows, each part from the app that keeps it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from catalog.policy.book import PolicyBook
from config.jalali import (
    JalaliMonth,
    current_month,
    end_of_day_instant,
    format_day,
    tehran_day,
)
from config.persian import to_persian_digits
from config.time_left import time_left
from portal.unit_file.queries import (
    UnitReader,
    case_of,
    licences_of,
    trackings_of,
)
from review.enums import LEVELS
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from statistics.obligation.outlook import Outlook, outlooks_of
from statistics.obligation.queries import filed_months
from statistics.obligation.rules import DutyRules
from statistics.obligation.year_calendar import CalendarMonth, YearCalendar, year_calendar
from units.enums import LicenceStatus
from units.models import Licence, LicenceState, Unit

# So many years before the running one are led to.
EARLIER_YEARS = 12


@dataclass(frozen=True)
class FileCell:
    """A month of the strip; `tracking` is '' where this person may not open its case."""

    cell: CalendarMonth
    tracking: str


@dataclass(frozen=True)
class LicenceLine:
    """A licence and what is said of its term: still so long, ended, or followed by another."""

    licence: Licence
    term: str
    states: list[str]


@dataclass(frozen=True)
class UnitFile:
    """One unit's file for one reader."""

    reader: UnitReader

    @property
    def unit(self) -> Unit:
        return self.reader.unit

    @cached_property
    def month(self) -> JalaliMonth:
        return current_month(self.reader.at) - 1

    @cached_property
    def outlook(self) -> Outlook | None:
        rules = DutyRules(PolicyBook.load())
        mine = self.reader.mine
        return next(iter(outlooks_of([self.unit.pk], rules, self.reader.at, drafts=mine)), None)

    @cached_property
    def case(self) -> Submission | None:
        return case_of(self.reader, self.month)

    @cached_property
    def trackings(self) -> dict[JalaliMonth, str]:
        return trackings_of(self.reader)

    def year(self, year: int | None) -> YearCalendar | None:
        return year_calendar(self.outlook, year=year) if self.outlook else None

    def strip(self, shown: YearCalendar) -> list[FileCell]:
        return [FileCell(cell, self.trackings.get(cell.month, "")) for cell in shown.cells]

    def earlier(self, shown: YearCalendar) -> list[YearCalendar]:
        """Draw the other years in which a month is due or was filed, the latest first."""
        found = self.outlook
        assert found
        years = {month.year for month in (*found.due, *found.begun)} | {found.last.year}
        wanted = sorted(years - {shown.year}, reverse=True)[:EARLIER_YEARS]
        return [year_calendar(found, year=year) for year in wanted]

    @cached_property
    def licences(self) -> list[LicenceLine]:
        found = licences_of(self.unit)
        return [
            LicenceLine(one, _term(one, number > 0, self.reader.today), _states(one))
            for number, one in enumerate(found)
        ]

    @property
    def answer(self) -> list[tuple[str, bool]]:
        """Say the unit in one sentence: its parts, each with whether it is what matters."""
        if self.unit.closed_on:
            return [(f"این واحد از {format_day(self.unit.closed_on)} بسته است", True)]
        if self.outlook is None:
            return [("این واحد پروانه‌ای ندارد", True)]
        return [
            (_month_words(self), True),
            (_duty_words(self), False),
            (_licence_words(self), False),
        ]


def _month_words(file: UnitFile) -> str:
    """Say where the month that is to be filed now is, and how long there is."""
    found, month, at = file.outlook, file.month, file.reader.at
    assert found
    begun = found.begun.get(month)
    if begun is None or begun.state == State.DRAFT:
        if month not in found.due:
            return f"ثبت {month} لازم نیست"
        ends = end_of_day_instant(found.final_day) if found.final_day else None
        left = f"، {_left(ends, at)}" if ends else ""
        return f"{month} هنوز ثبت نشده است{left}"
    if begun.state == State.FINAL:
        return f"{month} نهایی است"
    if begun.state == State.RETURNED:
        left = f"، {_left(begun.correction_due, at)}" if begun.correction_due else ""
        return f"{month} برای اصلاح نزد واحد است{left}"
    where = LEVELS[State(begun.state)].kind.label
    case = file.case
    if case is None or case.state not in IN_REVIEW:
        return f"{month} نزد {where} است"
    since = f" از {format_day(tehran_day(case.entered_at))}" if case.entered_at else ""
    left = f"، {_left(case.due_at, at, 'مهلت بررسی')}" if case.due_at else ""
    return f"{month}{since} نزد {where} است{left}"


def _left(until: datetime | None, at: datetime, name: str = "مهلت") -> str:
    return time_left(until, at, name).text if until else ""


def _duty_words(file: UnitFile) -> str:
    found = file.outlook
    assert found
    if found.status.missed:
        count = to_persian_digits(found.status.missed)
        if found.inactive_by:
            return (
                f"{count} ماه پیاپی ثبت نشده؛ اگر تا پایان {format_day(found.inactive_by)} "
                "ثبت نشود غیرفعال می‌شود"
            )
        return f"{count} ماه پیاپی ثبت نشده است"
    since = complete_since(found, file.reader.at)
    return f"همهٔ ماه‌ها از {since} ثبت شده است" if since else "هنوز مهلت هیچ ماهی نگذشته است"


def complete_since(found: Outlook, at: datetime) -> JalaliMonth | None:
    """Find the month from which on every due month past its final day is filed; None if none is."""
    filed = filed_months(found.begun.values(), at)
    since = None
    for month in reversed(found.due[: found.passed]):
        if month not in filed:
            break
        since = month
    return since


def _licence_words(file: UnitFile) -> str:
    found = file.outlook
    assert found
    if found.obstacle:
        day = found.obstacle.since
        return found.obstacle.kind.label + (f" از {format_day(day)}" if day else "")
    # A month's licence may hold no more today.
    for state in found.licence.interruptions:
        if state.since <= file.reader.today and file.reader.today <= (state.until or date.max):
            return f"پروانه {_span(state)} {LicenceStatus(state.status).label} است"
    ends = found.licence.expires_on
    return f"پروانه تا {format_day(ends)} اعتبار دارد" if ends else "پروانه بی‌تاریخ پایان است"


def _term(licence: Licence, followed: bool, today: date) -> str:
    ends = licence.expires_on
    if followed:
        return "جای خود را داده است"
    if ends is None:
        return ""
    days = (ends - today).days
    if days < 0:
        return "پایان یافته است"
    return (
        f"{to_persian_digits(days)} روز مانده"
        if days < 90
        else (f"{to_persian_digits(days // 30)} ماه مانده")
    )


def _states(licence: Licence) -> list[str]:
    return [
        f"{LicenceStatus(state.status).label} {_span(state)}" for state in licence.interruptions
    ]


def _span(state: LicenceState) -> str:
    until = f" تا {format_day(state.until)}" if state.until else ""
    return f"از {format_day(state.since)}{until}"
