"""A request's way as its page tells it: what was, where it is, what comes; days at each hop."""

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html

from accounts.access.queries import county_office, desk_of, hops_of
from accounts.access.rules import DESK
from accounts.enums import AccessAct, AccessState
from accounts.models import AccessHop, AccessRequest
from config.jalali import format_day, plain_day, tehran_day
from config.persian import format_number, quoted, to_persian_digits
from config.way import WayStep

ONE_BY_ONE = "یک‌به‌یک و به ترتیب رسیدن؛ جمع‌بندی لازم نیست"
_STEPS = {
    AccessState.REGISTERED: (
        "اتحادیه نامهٔ رسمی خود را ثبت می‌کند",
        "نام کاربری اتحادیه در نامه نوشته می‌شود",
    ),
    AccessState.AT_COUNTY: ("ادارهٔ شهرستان به سازمان استان معرفی می‌کند", ONE_BY_ONE),
    AccessState.AT_PROVINCE: ("سازمان استان به دفتر آمار معرفی می‌کند", ONE_BY_ONE),
    AccessState.AT_STATISTICS: ("دفتر آمار دسترسی می‌دهد", "با تأیید دو نفر"),
    AccessState.SIGNED: ("دفتر آمار دسترسی می‌دهد", "نفر نخست تأیید کرده است"),
}
_ORDER = (
    AccessState.REGISTERED,
    AccessState.AT_COUNTY,
    AccessState.AT_PROVINCE,
    AccessState.AT_STATISTICS,
)


def way_of(request: AccessRequest, at: datetime, *, mine: bool) -> list[WayStep]:
    """Lay out the way: its hops, then the desk that has it, then the desks to come.

    `mine`: who reads is at that desk.
    """
    steps, before = [], request.opened_at
    for hop in hops_of(request):
        steps.append(_past(request, hop, before))
        before = hop.at
    if request.state in DESK:
        steps.append(_now(request, at, mine))
        steps += [WayStep(title, "next", (note,)) for title, note in _coming(request)]
    return steps


def days_between(since: datetime, until: datetime) -> int:
    """Count the Tehran days from one moment to another."""
    return (tehran_day(until) - tehran_day(since)).days


def days_words(since: datetime, until: datetime, none: str) -> str:
    days = days_between(since, until)
    return f"{format_number(days)} روز" if days else none


def holder_words(request: AccessRequest) -> str:
    """Name who has an open request now: the office, or the union itself."""
    office = desk_of(request, AccessState(request.state))
    return office.name if office else "اتحادیه"


def _past(request: AccessRequest, hop: AccessHop, before: datetime) -> WayStep:
    act = AccessAct(hop.act)
    lines: list[str] = []
    if act == AccessAct.REGISTERED:
        name = format_html('نام کاربری <bdi class="code">{}</bdi>', hop.by.username)
        lines.append(format_html("{}، {}: {}", name, request.title, hop.by.full_name))
    elif hop.letter_date:
        number, day = to_persian_digits(hop.letter_number), plain_day(hop.letter_date)
        letter = format_html('شمارهٔ <bdi class="code">{}</bdi>، {}', number, day)
        who = "" if act == AccessAct.SENT else f"، {hop.by.full_name}"
        lines.append(format_html("{}{}", letter, who))
    elif act != AccessAct.WITHDRAWN:
        lines.append(hop.by.full_name)
    if hop.reason:
        lines.append(quoted(hop.reason))
    took = (format_day(tehran_day(hop.at)), days_words(before, hop.at, "همان روز"))
    url = reverse("access:letter", args=[hop.pk]) if hop.stored else ""
    return WayStep(_title(hop, act), "past", tuple(lines), took, url, _file_words(hop, act))


def _title(hop: AccessHop, act: AccessAct) -> str:
    name = hop.office.name if hop.office else ""
    words = {
        AccessAct.SENT: f"نامهٔ اتحادیه به {name}",
        AccessAct.FORWARDED: f"{name} معرفی کرد",
        AccessAct.INTRODUCED: f"{name} به دفتر آمار معرفی کرد",
        AccessAct.RETURNED: f"{name} برگرداند",
        AccessAct.REFUSED: f"{name} رد کرد",
    }
    return words.get(act, str(act.label))


def _file_words(hop: AccessHop, act: AccessAct) -> str:
    kind = "PDF" if hop.name.endswith(".pdf") else "تصویر"
    return f"{'نامهٔ اتحادیه' if act == AccessAct.SENT else 'نامه'} ({kind})"


def _now(request: AccessRequest, at: datetime, mine: bool) -> WayStep:
    title, note = _STEPS[AccessState(request.state)]
    days = days_words(request.arrived_at, at, "از امروز")
    holder = "شما" if mine else DESK[AccessState(request.state)].value
    return WayStep(title, "now", (note,), (f"اکنون نزد {holder}", days))


def _coming(request: AccessRequest) -> list[tuple[str, str]]:
    """List the desks to come; a union without an office of its county goes straight on."""
    state = AccessState(request.state)
    rest = _ORDER[_ORDER.index(state) + 1 :] if state in _ORDER else ()
    passed = AccessState.AT_COUNTY if county_office(request.union) is None else None
    return [_STEPS[s] for s in rest if s != passed]
