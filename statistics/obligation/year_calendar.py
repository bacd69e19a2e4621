"""The year of a unit in twelve cells, the missed run, and the shortest way back."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month, format_day, last_day
from config.persian import format_number
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from statistics.obligation.queries import filed_months
from statistics.obligation.rules import DutyRule, DutyRules, UnitStatus, due_months, judge
from units.models import Licence, Unit
from units.queries import own_licences

_CELLS = {
    State.DRAFT: ("draft", "پیش‌نویس"),
    State.RETURNED: ("returned", "بازگشتی"),
    State.FINAL: ("done", "نهایی"),
    **dict.fromkeys(IN_REVIEW, ("review", "در بررسی")),
}


@dataclass(frozen=True)
class CalendarMonth:
    """One month: `state` colours it, `word` names it; `tracking` leads to it where it is begun."""

    month: JalaliMonth
    state: str
    word: str
    tracking: str
    current: bool


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
    way: JalaliMonth | None


def strips(user: User, now: datetime) -> list[YearCalendar]:
    """Draw the running year of each of the person's units (two queries, and the policy's)."""
    rules = DutyRules(PolicyBook.load())
    licences: dict[Unit, list[Licence]] = {}
    for licence in own_licences(user):
        licences.setdefault(licence.unit, []).append(licence)
    begun: dict[int, list[Submission]] = {}
    for submission in Submission.objects.filter(unit__in=licences).order_by("year", "month"):
        begun.setdefault(submission.unit_id, []).append(submission)
    return [
        _strip(unit, found, begun.get(unit.pk, []), rules, now) for unit, found in licences.items()
    ]


def _strip(
    unit: Unit,
    licences: list[Licence],
    begun: list[Submission],
    rules: DutyRules,
    now: datetime,
) -> YearCalendar:
    rule = rules.at(licences[0].county.province_id, now)
    due = due_months(licences, rule.months)
    filed = filed_months(begun, now)
    status = judge(due, filed, rule)
    by_month = {submission.period: submission for submission in begun}
    # In Farvardin the year that can still be filed is the old one.
    last = current_month(now) - 1
    year = last.year
    cells = [
        _cell(JalaliMonth(year, n), by_month.get(JalaliMonth(year, n)), due, last)
        for n in range(1, 13)
    ]
    say, kind, way = _about_to_end(begun, due, filed, rule) or _advice(
        status, rule, by_month, rules, licences[0], now
    )
    return YearCalendar(unit, licences[0], year, cells, status, say, kind, way)


def _cell(
    month: JalaliMonth, submission: Submission | None, due: list[JalaliMonth], last: JalaliMonth
) -> CalendarMonth:
    if submission:
        state, word = _CELLS[State(submission.state)]
        return CalendarMonth(month, state, word, submission.tracking_number, month == last)
    if month > last:
        return CalendarMonth(month, "future", "نرسیده", "", False)
    if month in due:
        return CalendarMonth(month, "missing", "ثبت‌نشده", "", month == last)
    if month == last:
        return CalendarMonth(month, "open", "ثبت‌نشده", "", True)
    return CalendarMonth(month, "future", "بی‌تکلیف", "", False)


def _about_to_end(
    begun: list[Submission],
    due: list[JalaliMonth],
    filed: dict[JalaliMonth, bool],
    rule: DutyRule,
) -> tuple[str, str, None] | None:
    """Warn of a returned month that keeps the run short, while it still counts (circular §3)."""
    returned = [s for s in begun if s.counts_until and s.period in filed]
    before = judge(due, filed, rule)
    for submission in sorted(returned, key=lambda s: (s.counts_until, s.period)):
        month = submission.period
        rest = {other: idle for other, idle in filed.items() if other != month}
        after = judge(due, rest, rule)
        if before.inactive or after.missed <= before.missed or not submission.counts_until:
            continue
        day, count = format_day(last_day(submission.counts_until)), format_number(after.missed)
        return (
            f"آمار {month} بازگشته است و تا پایان {day} ثبت‌شده به شمار می‌آید. اگر تا آن روز "
            f"اصلاح نکنید و نفرستید، {count} ماه پیاپی معوق می‌شود.",
            "warn",
            None,
        )
    return None


def _advice(
    status: UnitStatus,
    rule: DutyRule,
    begun: dict[JalaliMonth, Submission],
    rules: DutyRules,
    licence: Licence,
    now: datetime,
) -> tuple[str, str, JalaliMonth | None]:
    """Choose the sentence, its colour, and the one month whose filing is the shortest way."""
    count = format_number(status.missed)
    if status.inactive:
        return (
            f"این واحد غیرفعال است: {count} ماه پیاپی ثبت نشده است. "
            f"کوتاه‌ترین راه: {rule.latest_due} را ثبت کنید؛ واحد همان دم فعال می‌شود.",
            "bad",
            rule.latest_due,
        )
    if status.gaps and not status.missed:
        gaps = format_number(status.gaps)
        return (f"ماهی معوق نیست؛ {gaps} ماه گذشته ثبت نشده و هنوز می‌توان ثبتشان کرد.", "", None)
    if not status.missed:
        return ("همهٔ ماه‌هایی که مهلتشان گذشته ثبت شده است.", "", None)
    day = format_day(rules.last_day_to_file(licence.county.province_id, rule, status.missed))
    # The month that has ended but may still be filed in time ends the run and is no next miss.
    way = rule.latest_due + 1 if rule.latest_due + 1 < current_month(now) else rule.latest_due
    # Sent already, so nothing is left to do there.
    if way in begun and not begun[way].editable:
        way = rule.latest_due
    return (
        f"{count} ماه پیاپی ثبت نشده است. اگر تا پایان {day} ثبت نکنید، این واحد غیرفعال می‌شود. "
        f"کوتاه‌ترین راه: {way} را ثبت کنید؛ همین یک ماه کافی است.",
        "warn",
        way,
    )
