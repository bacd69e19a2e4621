"""Reminding offices of what they report, by the calendar and the days of the units' reminders.

Before the day of reporting on time, before the last day, and once after it. Who has answered is
left in peace: an office whose report stands, and of one that waits for its head whoever wrote it.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from accounts.authority import holders
from accounts.enums import Job, NoticeKind, Permission
from accounts.models import Organization
from accounts.notices.services import notify
from accounts.notices.set_aside import in_halves, settle
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import last_day, tehran_day
from config.time_left import by_end_of
from statistics.enums import Frequency, OfficeReminderKind, ReportState
from statistics.models import OfficeReminder
from statistics.organizational.queries import (
    DueReport,
    IndicatorBook,
    last_periods,
    report_of,
    window_of,
)
from statistics.organizational.rules import REPORTING
from statistics.organizational.services import report_url

# After so many days nobody is told any more that a day has passed: the page shows it.
PASSED_DAYS: Final = 20


def remind_offices(now: datetime) -> int:
    """Remind everybody concerned, each report once of a kind; return how many reports.

    An office whose row the database refuses is set aside, and the others are reminded.
    """
    book, policy = IndicatorBook.load(), PolicyBook.load()
    last = Organization.objects.aggregate(last=Max("pk"))["last"]
    if not last or not book.rows:
        return 0

    def remind_some(first: int, last: int) -> int:
        offices = Organization.objects.filter(pk__range=(first, last), kind__in=REPORTING)
        return sum(
            _remind(office, frequency, book, policy, now)
            for office in offices.order_by("pk")
            for frequency in Frequency
        )

    reminded, aside = in_halves(remind_some, 1, last)
    settle(Job.OFFICES, aside, now)
    return reminded


def _remind(
    office: Organization,
    frequency: Frequency,
    book: IndicatorBook,
    policy: PolicyBook,
    now: datetime,
) -> bool:
    (period,) = last_periods(frequency, now, 1)
    asked = len(book.asked(office, period))
    if not asked:
        return False
    report = report_of(office, period)
    due = DueReport(office, period, asked, report, window_of(policy, office, period))
    kind = kind_now(due, policy, now)
    if kind is None or due.answered:
        return False
    people = _people(due, kind)
    if not people:
        return False
    # Written first: of two runs at once the line is inserted by one, and told by it alone.
    _, new = OfficeReminder.objects.get_or_create(
        organization=office,
        frequency=period.length,
        year=period.first.year,
        month=period.first.month,
        kind=kind,
        defaults={"at": now},
    )
    if new:
        title, body = _words(due, kind)
        url = report_url(office, period)
        notify(sorted(people), NoticeKind.OFFICE, title, body, url, now)
    return new


def kind_now(due: DueReport, policy: PolicyBook, now: datetime) -> OfficeReminderKind | None:
    """Find what is to be told of a report today: the nearer day alone, or that it has passed."""
    month, province = due.period.last, due.office.province_id
    today = tehran_day(now)

    def days(key: PolicyKey) -> timedelta:
        return timedelta(days=policy.number(key, month.first_day, province, month))

    for kind, until, key in (
        (OfficeReminderKind.ON_TIME, due.window.on_time_until, PolicyKey.REMIND_ON_TIME_DAYS),
        (OfficeReminderKind.ALLOWED, due.window.allowed_until, PolicyKey.REMIND_ALLOWED_DAYS),
    ):
        if now < until:
            return kind if last_day(until) - days(key) <= today else None
    passed = today - last_day(due.window.allowed_until)
    return OfficeReminderKind.PASSED if passed <= timedelta(days=PASSED_DAYS) else None


def _people(due: DueReport, kind: OfficeReminderKind) -> set[int]:
    """Find who has still to act: the head where it waits for them, else who writes."""
    heads = holders(Permission.CONFIRM_OFFICE, due.office.pk)
    if due.state == ReportState.WAITING:
        return heads
    writers = holders(Permission.REPORT_OFFICE, due.office.pk)
    return writers | heads if kind == OfficeReminderKind.PASSED else writers


def _words(due: DueReport, kind: OfficeReminderKind) -> tuple[str, str]:
    until = {
        OfficeReminderKind.ON_TIME: due.window.on_time_until,
        OfficeReminderKind.ALLOWED: due.window.allowed_until,
        OfficeReminderKind.PASSED: due.window.allowed_until,
    }[kind]
    act = "تأیید" if due.state == ReportState.WAITING else "ثبت"
    if kind == OfficeReminderKind.PASSED:
        title = f"آمار سازمانی {due.period} {act} نشده است؛ مهلت آن گذشت"
    else:
        title = f"آمار سازمانی {due.period} را {by_end_of(last_day(until))} {act} کنید"
    return title, f"{due.office.name}. اگر چیزی برای گزارش نیست، «ندارد» هم پاسخ است."
