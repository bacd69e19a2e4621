"""Problems on the way, and the liaison of a province who answers them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.access.errors import AccessMovedError, NotYourStepError
from accounts.access.forms import LiaisonForm, ProblemAnswerForm, ProblemForm
from accounts.access.problem_services import answer_problem, answers, ask_liaison, asks
from accounts.access.queries import handlers, headed_by, liaison_of, visible_to
from accounts.access.services import name_liaison
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.models import AccessProblem, Organization, User
from catalog.fields import alphabetical
from config import form_recovery
from config.http import current_user, row_id
from config.persian import to_persian_digits
from config.refusals import sent_and_done

HEADS = "رابط سامانه را رئیس سازمان استان تعیین می‌کند."


@require_http_methods(["GET", "POST"])
def problem(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask the liaison of the province about a request."""
    user = current_user(request)
    rows = visible_to(user).filter(pk=row_id(pk) or 0)
    row = rows.select_related("union__parent__liaison").first()
    if row is None:
        raise Http404
    if not asks(user, row):
        raise NotYourStepError("مشکل را اتحادیه یا ادارهٔ شهرستان از رابط سامانه می‌پرسد.")
    form = ProblemForm(form_recovery.sent(request))
    if request.method == "POST" and form.is_valid():
        ask_liaison(user, row.pk, form.cleaned_data["text"], timezone.now())
        messages.success(request, "مشکل ثبت و به رابط سامانه اعلان شد.")
        return redirect("access:one", row.pk)
    union = row.union
    context = {"access": row, "union": union, "liaison": liaison_of(union.parent)}
    return _page(request, "problem", form, context | {"province": union.parent})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer a problem; one that was answered meanwhile is shown with its answer (409)."""
    user, at = current_user(request), timezone.now()
    row = _problem(request, pk)
    if not row.answered_at and not answers(user, row, at):
        raise NotYourStepError("پاسخ این مشکل با رابط سامانه در سازمان استان است.")
    form = ProblemAnswerForm(form_recovery.sent(request))
    if request.method == "POST":
        if row.answered_at:
            return _answer_page(request, row, form, 409)
        if form.is_valid():
            try:
                answer_problem(user, row.pk, form.cleaned_data["answer"], at)
            except AccessMovedError:
                return _answer_page(request, _problem(request, pk), form, 409)
            messages.success(request, "پاسخ ثبت و به پرسنده اعلان شد.")
            return redirect("access:one", row.request_id)
    return _answer_page(request, row, form)


@require_http_methods(["GET", "POST"])
def liaison(request: HttpRequest) -> HttpResponse:
    """Let the head of a province name whom its unions ask."""
    user, province = current_user(request), _headed(request)
    people = User.objects.filter(pk__in=handlers(province))
    sent = form_recovery.sent(request)
    form = LiaisonForm(
        sent,
        people=list(people.order_by(alphabetical("full_name"), "pk")),
        initial={
            "liaison": province.liaison_id or "",
            "phone": to_persian_digits(province.liaison_phone),
        },
    )

    def write() -> object:
        return name_liaison(province, form.chosen, form.cleaned_data["phone"], user)

    if sent_and_done(request, form, write):
        trail.record(
            AccessKind.UNION_ACCESS, request, user.username, user, request.path,
            about=form.chosen, detail=f"رابط سامانه، {province.name}",
        )  # fmt: skip
        messages.success(request, "رابط سامانه ثبت شد؛ اتحادیه‌های استان او را می‌بینند.")
        return redirect("access:liaison")
    return _page(request, "liaison", form, {"province": province})


def _headed(request: HttpRequest) -> Organization:
    found = headed_by(current_user(request))
    if found is None:
        raise PermissionDenied(HEADS)
    return found


def _problem(request: HttpRequest, pk: str) -> AccessProblem:
    mine = visible_to(current_user(request)).values("pk")
    rows = AccessProblem.objects.filter(request__in=mine, pk=row_id(pk) or 0)
    names = ("request__union__parent", "asked_by", "answered_by")
    found = rows.select_related(*names).first()
    if found is None:
        raise Http404
    return found


def _answer_page(
    request: HttpRequest, row: AccessProblem, form: ProblemAnswerForm, status: int = 200
) -> HttpResponse:
    context = {"problem": row, "union": row.request.union, "stale": status == 409}
    return _page(request, "answer", form, context, status)


def _page(
    request: HttpRequest, name: str, form: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted and status == 200 else []
    shown = {"form": form, "errors": errors, "kept": form.is_bound and not posted, **context}
    template = f"accounts/access/{name}.html"
    return render(request, template, shown, status=422 if errors else status)
