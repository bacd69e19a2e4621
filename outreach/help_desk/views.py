"""The help desk: what waits, what one wrote, one problem with all that was said, the report."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access.queries import liaison_of
from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.forms import faults
from accounts.models import User
from config import form_recovery
from config.http import current_user, row_id, seen_version
from config.jalali import JalaliMonth, current_month, tehran_day
from config.keyset import PAGE, older, page_of, pk_cursor
from config.refusals import sent_and_done
from outreach.enums import TICKET_CHIPS, TicketAct
from outreach.help_desk import queries, services
from outreach.help_desk.errors import TicketMovedError
from outreach.help_desk.forms import ProblemForm, StepForm
from outreach.help_desk.rules import move_of
from outreach.models import Ticket, TicketEntry
from statistics.models import Submission

NOBODY = "میز کمک برای دارندگان و نمایندگان واحدها، اتحادیه‌ها و ادارات است."
NOT_YOURS = "بستن و باز کردن دوباره با نویسندهٔ مشکل است و پاسخ آن با دستگاهی که نزد آن است."
REPORTS = "گزارش میز کمک برای سازمان‌های استان، وزارت و دفتر آمار است."
# So many months are chosen from.
MONTHS = 12
DONE = {
    TicketAct.ANSWERED: "پاسخ ثبت و به نویسنده اعلان شد.",
    TicketAct.FORWARDED: "مشکل به دفتر آمار ارجاع شد.",
    TicketAct.REOPENED: "مشکل دوباره باز شد و به همان دستگاه رفت.",
    TicketAct.CLOSED: "مشکل بسته شد.",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits at the person's desk, and what they and their offices wrote."""
    user = current_user(request)
    desks, today = queries.desks(user), tehran_day(timezone.now())
    waiting = queries.waiting_at(desks, today)
    asked = page_of(older(queries.asked_by(user), request.GET.get("asked", "")), pk_cursor)
    done = older(queries.answered_of(desks), request.GET.get("done", ""))
    answered = page_of(done, pk_cursor) if desks else None
    context = {
        "desks": desks,
        "today": today,
        "waiting": list(waiting[:PAGE]) if desks else [],
        "waiting_count": waiting.count() if desks else 0,
        "asked": _rows(asked.rows),
        "asked_next": _next("asked", asked.cursor),
        "answered": _rows(answered.rows) if answered else [],
        "answered_next": _next("done", answered.cursor) if answered else "",
        "asks": bool(queries.askers(user)),
        "keeps": bool(authority_of(user).organizations(Permission.MANAGE_CATALOGUE)),
        "reports": bool(desks or authority_of(user).organizations(Permission.EVALUATE)),
    }
    return render(request, "outreach/help_desk/index.html", context)


def _rows(tickets: list[Ticket]) -> list[tuple[Ticket, str]]:
    return [(one, TICKET_CHIPS[one.state]) for one in tickets]  # type: ignore[index]


def _next(name: str, cursor: str) -> str:
    return f"?{urlencode({name: cursor})}#{name}" if cursor else ""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a problem; the address may name for whom, which month and which page."""
    user, at = current_user(request), timezone.now()
    named = request.POST.get("asker", "") or request.GET.get("for", "")
    found = queries.askers(user, named)
    if not found:
        raise PermissionDenied(NOBODY)
    form = ProblemForm(
        form_recovery.sent(request),
        askers=found,
        categories=list(queries.categories(tehran_day(at))),
        initial={
            "asker": named,
            "tracking_number": request.GET.get("case", "")[:11],
            "page": request.GET.get("page", "")[:200],
        },
    )
    made: list[Ticket] = []

    def write() -> None:
        made.append(services.open_ticket(user, form.problem, at))

    if sent_and_done(request, form, write):
        messages.success(request, f"مشکل ثبت و به {made[0].desk.name} اعلان شد.")
        return redirect("help_desk:one", made[0].pk)
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "liaison": liaison_of(found[0].province),
        "province": found[0].province,
    }
    status = 422 if errors else 200
    return render(request, "outreach/help_desk/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a problem and take a step; one that was taken meanwhile is shown (409)."""
    ticket, user = _found(request, pk), current_user(request)
    sent = form_recovery.sent(request)
    what = _act((sent or request.POST).get("action", ""))
    form = StepForm(sent, act=what)
    if request.method == "GET":
        return _page(request, ticket, form, kept=sent is not None)
    today = tehran_day(timezone.now())
    answering = queries.answering_office(user, ticket, today)
    if not (answering or queries.asks_for(user, ticket) or _had(user, ticket)):
        raise PermissionDenied(NOT_YOURS)
    if what is None or move_of(ticket.state, what) is None:
        return _page(request, ticket, form, 409)
    if not form.is_valid():
        return _page(request, ticket, form, 422)
    try:
        words, seen = form.cleaned_data["text"], seen_version(request)
        services.act(user, ticket.pk, what, words, seen, timezone.now())
    except TicketMovedError:
        return _page(request, _found(request, pk), form, 409)
    messages.success(request, DONE[what])
    return redirect("help_desk:one", ticket.pk)


def _had(user: User, ticket: Ticket) -> bool:
    """Tell whether it lay at the person's desk: who came second is told of the first (409)."""
    return ticket.desk_id in {office.pk for office in queries.desks(user)}


def _act(text: str) -> TicketAct | None:
    return TicketAct(text) if text in TicketAct.values and text != TicketAct.ASKED else None


def _found(request: HttpRequest, pk: str) -> Ticket:
    ticket = queries.visible_to(current_user(request)).filter(pk=row_id(pk) or 0).first()
    if ticket is None:
        raise Http404
    return ticket


def _page(
    request: HttpRequest, ticket: Ticket, form: StepForm, status: int = 200, kept: bool = False
) -> HttpResponse:
    user = current_user(request)
    entries = TicketEntry.objects.filter(ticket=ticket).select_related("by", "office")
    asks, today = queries.asks_for(user, ticket), tehran_day(timezone.now())
    answering = queries.answering_office(user, ticket, today)
    waits = bool(move_of(ticket.state, TicketAct.ANSWERED))
    context = {
        "ticket": ticket,
        "chip": TICKET_CHIPS[ticket.state],  # type: ignore[index]
        "entries": list(entries.order_by("serial")),
        "answers": answering is not None,
        "forwards": bool(answering and answering.pk == ticket.desk_id)
        and bool(move_of(ticket.state, TicketAct.FORWARDED)),
        "asks": asks,
        "closes": asks and bool(move_of(ticket.state, TicketAct.CLOSED)),
        "reopens": asks and bool(move_of(ticket.state, TicketAct.REOPENED)),
        "late": waits and ticket.due_on < today,
        "waits": waits,
        "case": _case(request, ticket),
        "liaison": liaison_of(ticket.province),
        "form": form,
        "errors": faults(form) if status == 422 else [],
        "stale": status == 409,
        "kept": kept,
    }
    return render(request, "outreach/help_desk/one.html", context, status=status)


def _case(request: HttpRequest, ticket: Ticket) -> Submission | None:
    """Find the month a problem is about, where the reader may open it as a reviewer."""
    if not ticket.tracking_number:
        return None
    rows = Submission.objects.in_reach_of(current_user(request))
    return rows.filter(tracking_number=ticket.tracking_number).first()


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Show a month by category, and by province where the reader has several."""
    user, now = current_user(request), timezone.now()
    month = JalaliMonth.parse(request.GET.get("month", "")) or current_month(now)
    months = [current_month(now) - back for back in range(MONTHS)]
    desks = queries.desks(user) or list(authority_of(user).organizations(Permission.EVALUATE))
    if not desks:
        raise PermissionDenied(REPORTS)
    country = any(office.kind != OrganizationKind.PROVINCE for office in desks)
    reach = None if country else [office.pk for office in desks]
    context: dict[str, Any] = {
        "month": month,
        "months": months,
        "categories": queries.report(month, reach, "category"),
        "provinces": queries.report(month, reach, "province") if country else [],
        "office": None if country else desks[0],
    }
    return render(request, "outreach/help_desk/report.html", context)
