"""Meetings: the list, the two sheets, and the minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import OrganizationKind, Permission
from accounts.guards import OfficeGuard
from accounts.models import Organization, User
from catalog.policy_definitions import FIRST_DUE_YEAR
from config import form_recovery
from config.http import current_user, seen_version, version_in
from config.jalali import JalaliMonth, current_month, last_months, tehran_day
from oversight.meetings import queries
from oversight.meetings.errors import MinutesConflictError
from oversight.meetings.forms import MinutesForms
from oversight.meetings.pack import MeetingPack
from oversight.meetings.services import check_holds, write
from oversight.models import Meeting, MeetingTask

readers_only = OfficeGuard(
    "جلسهٔ پایش برای رئیس سازمان استان، وزارت و دفتر آمار است.", Permission.EVALUATE
)


@dataclass(frozen=True)
class HeldMonth:
    """A month of an office's own meetings, with its minutes if there are any."""

    month: JalaliMonth
    meeting: Meeting | None
    tasks: int = 0
    open: int = 0


@require_GET
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the month to meet about, the office's own meetings, and what the provinces sent."""
    user, now = current_user(request), timezone.now()
    holding = queries.holding_offices(user)
    office = holding[0] if holding else None
    national = queries.reads_country(user)
    asked = request.GET.get("month", "")
    month = _month(asked, now) if asked else None
    if month is None:
        month = queries.last_sent_month() or current_month(now) - 1
    held = _held(office, now) if office else []
    context = {
        "office": office,
        "held": held,
        "next": _next(held, queries.month_to_meet(office, now)) if office else None,
        "month": month,
        "months": last_months(now),
        "provinces": queries.provinces_minutes(month, tehran_day(now)) if national else [],
        "national_minutes": [] if _holds_country(office) else _national(user),
        "national_sheets": queries.national_office() if national and not office else None,
        "tasks": queries.open_tasks(user, tehran_day(now)).count(),
    }
    return render(request, "oversight/meetings/index.html", context)


@require_GET
@readers_only
def pack(request: HttpRequest, office: str, month: str) -> HttpResponse:
    """Show the two sheets of a month, to be printed."""
    user, now = current_user(request), timezone.now()
    found, period = _readable(user, office), _month(month, now)
    meeting = _meeting(user, found, period)
    context = {
        "pack": MeetingPack(found, period, now),
        "meeting": meeting,
        "holds": _holds(user, found),
        "rows": range(1, 5),
    }
    return render(request, "oversight/meetings/pack.html", context)


@require_http_methods(["GET", "POST"])
@readers_only
def minutes(request: HttpRequest, office: str, month: str) -> HttpResponse:
    """Show minutes, write them, send them; what a colleague wrote meanwhile is shown (409)."""
    user, now = current_user(request), timezone.now()
    found, period = _writable_or_sent(user, office, _month(month, now))
    sent = form_recovery.sent(request)
    forms = _forms(user, found, period, sent, now)
    if request.method == "GET":
        return _minutes_page(request, found, period, forms, waited=sent)
    check_holds(user, found)
    sending = request.POST.get("action") == "send"
    posted = forms.read(sending)
    if posted is None:
        return _minutes_page(request, found, period, forms, 422)
    try:
        write(user, found, period, posted, seen_version(request), now, sending)
    except MinutesConflictError:
        return _minutes_page(request, found, period, forms, 409)
    told = "صورت‌جلسه ارسال شد." if sending else "صورت‌جلسه ذخیره شد؛ هنوز ارسال نشده است."
    messages.success(request, told)
    return redirect("meetings:minutes", office, month)


def _minutes_page(
    request: HttpRequest,
    office: Organization,
    month: JalaliMonth,
    forms: MinutesForms,
    status: int = 200,
    waited: QueryDict | None = None,
) -> HttpResponse:
    user = current_user(request)
    meeting = _meeting(user, office, month)
    version = meeting.version if meeting else 0
    seen = version_in(waited) if waited is not None else version
    context = {
        "office": office,
        "month": month,
        "meeting": meeting,
        "tasks": queries.tasks_of(meeting, tehran_day(timezone.now())) if meeting else [],
        "holds": _holds(user, office),
        "forms": forms,
        "errors": forms.faults if status == 422 else [],
        "stale": status == 409 or seen != version,
        "typed": form_recovery.written_rows(request.POST or waited or QueryDict()),
        "kept": waited is not None,
        "version": version,
    }
    return render(request, "oversight/meetings/minutes.html", context, status=status)


def _forms(
    user: User, office: Organization, month: JalaliMonth, sent: QueryDict | None, now: datetime
) -> MinutesForms:
    meeting = _meeting(user, office, month)
    tasks: Sequence[MeetingTask] = queries.tasks_of(meeting, tehran_day(now)) if meeting else []
    offices = list(queries.answering_offices(office))
    return MinutesForms(sent, offices, tehran_day(now), meeting, tasks, user.full_name)


def _held(office: Organization, now: datetime) -> list[HeldMonth]:
    """List the last twelve months with the office's own meetings."""
    counts = queries.meetings_of(office)
    return [
        HeldMonth(month, *counts.get(month.to_int(), (None, 0, 0)))
        for month in sorted(last_months(now), reverse=True)
    ]


def _next(held: Sequence[HeldMonth], month: JalaliMonth | None) -> HeldMonth | None:
    """Find the month that waits for its meeting; None once its minutes are sent."""
    waits = (row for row in held if row.month == month)
    return next((row for row in waits if not (row.meeting and row.meeting.sent_at)), None)


def _holds_country(office: Organization | None) -> bool:
    return office is not None and office.kind == OrganizationKind.MINISTRY


def _national(user: User) -> list[Meeting]:
    rows = Meeting.objects.visible_to(user).filter(organization__kind=OrganizationKind.MINISTRY)
    found = rows.select_related("organization").order_by("-year", "-month", "pk")
    return list(found[:12])


def _readable(user: User, code: str) -> Organization:
    """Find an office whose sheets the person reads; 404 for any other."""
    found = queries.readable_offices(user).filter(code=code[:20]).first()
    if found is None:
        raise Http404
    return found


def _writable_or_sent(
    user: User, code: str, month: JalaliMonth
) -> tuple[Organization, JalaliMonth]:
    """Find an office whose minutes of a month the person writes, or may read as sent."""
    office = Organization.objects.filter(code=code[:20], kind__in=queries.HOLDS).first()
    if office is None or not (_holds(user, office) or _meeting(user, office, month)):
        raise Http404
    return office, month


def _meeting(user: User, office: Organization, month: JalaliMonth) -> Meeting | None:
    rows = Meeting.objects.visible_to(user).filter(
        organization=office, year=month.year, month=month.month
    )
    return rows.select_related("organization", "sent_by").first()


def _holds(user: User, office: Organization) -> bool:
    return any(one.pk == office.pk for one in queries.holding_offices(user))


def _month(text: str, now: datetime) -> JalaliMonth:
    """Read the month of an address; 404 for none and for one that is not over."""
    month = JalaliMonth.parse(text)
    if month is None or month >= current_month(now) or month.year < FIRST_DUE_YEAR:
        raise Http404
    return month
