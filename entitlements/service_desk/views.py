"""The desk of offices that give support: it asks for a unit, or ranks a list."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import tehran_day
from entitlements.enums import SupportResult
from entitlements.models import SupportQuestion
from entitlements.service_desk import queries, services
from entitlements.service_desk.errors import TooManyRowsError
from entitlements.service_desk.forms import ListForm, UnitForm
from entitlements.service_desk.rules import ToldUnit, ranked

# So many ranked units stand on one page.
PAGE = 50
offices_only = OfficeGuard(
    "پرسش پیش از حمایت کار دستگاه‌هایی است که به واحدها خدمت می‌دهند.", Permission.GIVE_SUPPORT
)


@require_http_methods(["GET", "POST"])
@offices_only
def index(request: HttpRequest) -> HttpResponse:
    """Take two ids and a purpose, and lead to the answer about their unit."""
    return _asked(request, UnitForm, "entitlements/service_desk/index.html")


@require_http_methods(["GET", "POST"])
@offices_only
def several(request: HttpRequest) -> HttpResponse:
    """Take a pasted list of units, and lead to their ranking."""
    return _asked(request, ListForm, "entitlements/service_desk/several.html")


def _asked(request: HttpRequest, kind: type[UnitForm | ListForm], page: str) -> HttpResponse:
    user, at, typed = current_user(request), timezone.now(), form_recovery.sent(request)
    form, posted = kind(typed, today=tehran_day(at)), request.method == "POST"
    context = _frame(request) | {"form": form, "kept": typed is not None and not posted}
    if not posted:
        return render(request, page, context)
    if not form.is_valid():
        return render(request, page, context | {"errors": faults(form)}, status=422)
    try:
        question = services.ask(user, form.asked, at)
    except TooManyRowsError as many:
        answer = render(request, page, context | {"until": many.until}, status=429)
        answer.headers["Retry-After"] = str(max(1, int((many.until - at).total_seconds())))
        return answer
    # What the answer says stands in its rows: no id is in the address, nor in a log.
    return redirect("service_desk:one", str(question.pk))


@require_safe
@offices_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show what was told: of one unit its answer, of several their ranking; 404 for no unit."""
    question = _question(request, pk)
    rows = ranked(queries.found_in(question))
    context = _frame(request) | {"question": question}
    if question.rows == 1:
        context["told"] = ToldUnit(rows[0].answer) if rows else None
        page = "entitlements/service_desk/one.html"
        return render(request, page, context, status=200 if rows else 404)
    first = min(row_id(request.GET.get("from", "")) or 0, max(0, len(rows) - 1)) // PAGE * PAGE
    home = reverse("service_desk:one", args=[question.pk])
    context |= {
        "rows": rows[first : first + PAGE],
        "supported": sum(row.supported for row in rows),
        "total": len(rows),
        "rest": [(result.label, places) for result, places in queries.rest_of(question).items()],
        "prev": f"{home}?from={first - PAGE}" if first else None,
        "next": f"{home}?from={first + PAGE}" if first + PAGE < len(rows) else None,
    }
    return render(request, "entitlements/service_desk/ranking.html", context)


@require_safe
@offices_only
def letter(request: HttpRequest, pk: str, position: str) -> HttpResponse:
    """Show the answer about one unit as it is printed, with its number and date."""
    question = _question(request, pk)
    rows = question.answers.filter(result=SupportResult.FOUND, position=row_id(position) or 0)
    answer = rows.first()
    if answer is None:
        raise Http404
    context = _frame(request) | {"question": question, "told": ToldUnit(answer)}
    return render(request, "entitlements/service_desk/letter.html", context)


@require_safe
@offices_only
def log(request: HttpRequest) -> HttpResponse:
    """Show what the person's offices asked, the newest first."""
    after = request.GET.get("after", "")
    page = queries.log_of(current_user(request), after)
    home = reverse("service_desk:log")
    context = _frame(request) | {
        "rows": page.rows,
        "next": f"{home}?after={page.cursor}" if page.cursor else None,
        "first": home if after else None,
    }
    return render(request, "entitlements/service_desk/log.html", context)


def _question(request: HttpRequest, pk: str) -> SupportQuestion:
    rows = queries.questions_for(current_user(request))
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {"office": queries.offices_of(current_user(request))[0]}
