"""Indicators, offices and their reports, as the services make them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from statistics.enums import Frequency
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import IndicatorTerms, OfficeReport, OrganizationalIndicator
from statistics.organizational.indicator_services import PostedTerms, add_indicator, change_terms
from statistics.organizational.queries import IndicatorBook
from statistics.organizational.services import PostedFigure, confirm, keep
from tests.statistics.files import statistician
from tests.world import FILED_AT, MEHR, World, officer

MONTH = IndicatorPeriod(MEHR)
EVERYBODY = ("ministry", "province", "affiliate")
Values = Sequence[str | None]


def person(name: str, role: Role, office: Organization) -> User:
    return User.objects.filter(username=name).first() or officer(name, role, office)


def stats_of(world: World) -> User:
    return User.objects.filter(username="stats").first() or statistician(world)


def head_of(world: World) -> User:
    return person("head", Role.PROVINCE_HEAD, world.province)


def affiliate(world: World) -> Organization:
    return Organization.objects.get_or_create(
        code="aff-1",
        defaults={
            "kind": OrganizationKind.AFFILIATE,
            "name": "شرکت شهرک‌های صنفی",
            "parent": world.ministry,
        },
    )[0]


def terms(since: JalaliMonth = MEHR - 24, **changes: Any) -> PostedTerms:
    said: dict[str, Any] = {
        "since": since,
        "name": "بازدیدهای انجام‌شده",
        "measure": "فقره",
        "decimals": 0,
        "definition": "بازدیدهایی که گزارش آن تأیید شده است.",
        "kinds": EVERYBODY,
        "offices": (),
        "reason": "نامهٔ ۶۰/۱۲",
    }
    return PostedTerms(**(said | changes))


def indicator(
    world: World, code: str = "m-01", frequency: Frequency = Frequency.MONTHLY, **changes: Any
) -> OrganizationalIndicator:
    return add_indicator(stats_of(world), code, frequency, terms(**changes), FILED_AT)


def changed(
    world: World, one: OrganizationalIndicator, since: JalaliMonth, **changes: Any
) -> OrganizationalIndicator:
    seen = OrganizationalIndicator.objects.get(pk=one.pk).version
    return change_terms(stats_of(world), one.pk, terms(since, **changes), seen, FILED_AT)


def figures(
    asked: Sequence[IndicatorTerms], values: Values, reason: str = ""
) -> list[PostedFigure]:
    """Write a number for each indicator, «ندارد» for "-", nothing for None."""
    return [
        PostedFigure(
            one.pk,
            None if value in (None, "-") else Decimal(str(value)),
            value == "-",
            reason,
        )
        for one, value in zip(asked, values, strict=True)
    ]


def written(
    user: User,
    office: Organization,
    values: Values,
    period: IndicatorPeriod = MONTH,
    seen: int = 0,
    send: bool = False,
    reason: str = "",
    at: datetime = FILED_AT,
) -> OfficeReport:
    asked = IndicatorBook.load().asked(office, period)
    return keep(user, office, period, figures(asked, values, reason), seen, at, send)


def sent(
    world: World, values: Values, period: IndicatorPeriod = MONTH, **more: Any
) -> OfficeReport:
    """Send the report of the near province to its head."""
    return written(world.province_officer, world.province, values, period, send=True, **more)


def confirmed(
    world: World, values: Values, period: IndicatorPeriod = MONTH, **more: Any
) -> OfficeReport:
    """Have the head confirm it as well."""
    report = sent(world, values, period, **more)
    return confirm(head_of(world), world.province, period, report.version, FILED_AT)
