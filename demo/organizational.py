"""What offices report of themselves: one of each, from confirmed to missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from accounts.services import MINISTRY
from config.jalali import JalaliMonth, current_month, end_of_day_instant
from demo.appointments import command
from demo.people import Register
from demo.scenarios import moment
from statistics.enums import Frequency
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import OfficeReport
from statistics.organizational.indicator_services import PostedTerms, add_indicator
from statistics.organizational.queries import IndicatorBook, last_periods, report_of
from statistics.organizational.services import (
    PostedFigure,
    confirm,
    give_back,
    keep,
)

AFFILIATES = (
    ("aff-trade", "سازمان توسعهٔ تجارت ایران"),
    ("aff-consumers", "سازمان حمایت مصرف‌کنندگان و تولیدکنندگان"),
)
_ALL = (OrganizationKind.MINISTRY, OrganizationKind.PROVINCE, OrganizationKind.AFFILIATE)
_PROVINCES = (OrganizationKind.PROVINCE,)
# Code, frequency, name, measure, places, definition, level.
_INDICATORS = (
    (
        "m-01",
        Frequency.MONTHLY,
        "کارکنان شاغل",
        "نفر",
        "کارکنان رسمی، پیمانی و قراردادی در پایان ماه؛ نیروی شرکتی شمرده نمی‌شود.",
        _ALL,
    ),
    (
        "m-02",
        Frequency.MONTHLY,
        "درخواست‌های پاسخ‌داده‌شده",
        "فقره",
        "درخواست‌هایی که پاسخ نهایی آن در همین ماه ابلاغ شده است.",
        _ALL,
    ),
    (
        "m-03",
        Frequency.MONTHLY,
        "بازدید از واحدهای صنفی",
        "فقره",
        "بازدیدهایی که گزارش آن در همین ماه تأیید شده است.",
        _PROVINCES,
    ),
    (
        "q-01",
        Frequency.QUARTERLY,
        "ساعت آموزش کارکنان",
        "نفر ساعت",
        "ساعت دوره ضرب در شرکت‌کنندگانی که دوره را تمام کرده‌اند.",
        _ALL,
    ),
    (
        "y-01",
        Frequency.YEARLY,
        "اعتبار هزینه‌شدهٔ آمار",
        "میلیون ریال",
        "آنچه در سال از ردیف آمار هزینه شده است.",
        _PROVINCES,
    ),
)
Values = Sequence[int | None]
# Four months of the province, with the reason of what changed much.
_PAST: Sequence[tuple[Values, str]] = (
    ((182, 940, 61), ""),
    ((182, 1012, 0), "راه‌ها از بارش بسته بود؛ بازدیدها به ماه بعد رفت."),
    ((180, 987, 44), "بازدیدهای عقب‌افتادهٔ ماه پیش هم انجام شد."),
    ((181, 1004, 52), ""),
)


def report_offices(register: Register, now: datetime) -> None:
    """Set the indicators, seat who reports, and let the offices have reported some of it."""
    stats = User.objects.get(username="stats")
    _begin_indicators(stats, now)
    ministry = Organization.objects.get(code=MINISTRY)
    trade, _ = [_affiliate(code, name, ministry) for code, name in AFFILIATES]
    posts = (
        ("affiliate", Role.AFFILIATE_EXPERT, trade),
        ("affiliate-head", Role.AFFILIATE_HEAD, trade),
        ("ministry-head", Role.MINISTRY_HEAD, ministry),
    )
    for username, role, office in posts:
        command(register.account(username), role, office, now - timedelta(days=200))
    _province(now)
    _trade(trade, stats, now)
    months = last_periods(Frequency.MONTHLY, now, 2)
    desk = _Desk(ministry, "ministry", "ministry-head", now)
    desk.confirmed(months[1], (96, 410))
    # Of the last month one figure is written, and one is still empty.
    desk.draft(months[0], (97,))


def _begin_indicators(stats: User, now: datetime) -> None:
    since = JalaliMonth((current_month(now) - 26).year, 1)
    for code, frequency, name, measure, definition, kinds in _INDICATORS:
        terms = PostedTerms(
            since, name, measure, 0, definition, kinds, (), "ابلاغ دفتر آمار و فرآوری داده‌ها"
        )
        add_indicator(stats, code, frequency, terms, moment(now, 150))


def _province(now: datetime) -> None:
    """Let a province have reported months, a quarter and a year; the last month waits."""
    months = last_periods(Frequency.MONTHLY, now, 5)
    desk = _Desk(Organization.objects.get(code="03"), "province", "head", now)
    for period, (values, reason) in zip(reversed(months[1:]), _PAST, strict=True):
        desk.confirmed(period, values, reason)
    desk.sent(months[0], (181, 1130, 57))
    desk.confirmed(last_periods(Frequency.QUARTERLY, now, 1)[0], (420,))
    desk.confirmed(last_periods(Frequency.YEARLY, now, 1)[0], (3150,))


def _trade(office: Organization, stats: User, now: datetime) -> None:
    """Let an affiliate have reported two months, one of them returned, and a quarter: «ندارد»."""
    months = last_periods(Frequency.MONTHLY, now, 3)
    desk = _Desk(office, "affiliate", "affiliate-head", now)
    desk.confirmed(months[2], (310, 5120))
    desk.confirmed(months[1], (312, 4980))
    desk.confirmed(last_periods(Frequency.QUARTERLY, now, 1)[0], (None,))
    words = "با سامانهٔ کارکنان دولت نمی‌خواند؛ نیروی شرکتی را جدا کنید."
    returned = report_of(office, months[1])
    seen = returned.version if returned else 0
    give_back(stats, office, months[1], seen, words, moment(now, 4))


def _affiliate(code: str, name: str, ministry: Organization) -> Organization:
    return Organization.objects.create(
        code=code, kind=OrganizationKind.AFFILIATE, name=name, parent=ministry
    )


class _Desk:
    """An office with who writes and who confirms."""

    def __init__(self, office: Organization, writer: str, head: str, now: datetime) -> None:
        people = User.objects.in_bulk([writer, head], field_name="username")
        self.writer, self.head = people[writer], people[head]
        self.office, self.now = office, now

    def draft(self, period: IndicatorPeriod, values: Values) -> OfficeReport:
        return self._keep(period, values, "", send=False)

    def sent(self, period: IndicatorPeriod, values: Values, reason: str = "") -> OfficeReport:
        return self._keep(period, values, reason, send=True)

    def confirmed(self, period: IndicatorPeriod, values: Values, reason: str = "") -> None:
        report = self.sent(period, values, reason)
        confirm(self.head, self.office, period, report.version, self._at(period, 5))

    def _at(self, period: IndicatorPeriod, days: int) -> datetime:
        """So many days ago, but not before the period was over."""
        over = end_of_day_instant(period.last.last_day) + timedelta(hours=9 - days)
        return min(self.now, max(moment(self.now, days), over))

    def _keep(
        self, period: IndicatorPeriod, values: Values, reason: str, send: bool
    ) -> OfficeReport:
        asked = IndicatorBook.load().asked(self.office, period)
        figures = [
            _figure(one.pk, values[place : place + 1], reason) for place, one in enumerate(asked)
        ]
        return keep(self.writer, self.office, period, figures, 0, self._at(period, 6), send)


def _figure(terms: int, given: Values, reason: str) -> PostedFigure:
    """Give an indicator its number; None is «ندارد», nothing given is nothing written yet."""
    if not given:
        return PostedFigure(terms, None, False, "")
    [value] = given
    return PostedFigure(terms, None if value is None else Decimal(value), value is None, reason)
