"""The statistics office's page of the causes that units choose from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from catalog.causes.services import add_cause, end_cause
from catalog.enums import Direction
from catalog.models import Cause
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import tehran_day
from config.persian import quoted
from config.refusals import sent_and_done
from statistics.office.causes.forms import CauseEndForm, CauseForm

office_only = OfficeGuard("فهرست علت‌ها را دفتر آمار وزارت نگه می‌دارد.", Permission.MANAGE_CATALOGUE)


@dataclass(frozen=True)
class CauseRow:
    """One cause as the page shows it."""

    cause: Cause
    way: str
    chip: str
    word: str
    ends: bool


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show every cause that is or was on the list, those offered now first."""
    today = tehran_day(timezone.now())
    causes = Cause.objects.select_related("added_by").order_by("pk")
    rows = sorted((_row(cause, today) for cause in causes), key=lambda row: not row.ends)
    return render(request, "statistics/office/causes/index.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Put a cause on the list."""
    at = timezone.now()
    form = CauseForm(form_recovery.sent(request), at=at)
    if sent_and_done(request, form, lambda: add_cause(current_user(request), form.terms, at)):
        messages.success(request, f"علت {quoted(form.terms.name)} به فهرست اضافه شد.")
        return redirect("causes:index")
    return _form(request, form, "علت جدید")


@require_http_methods(["GET", "POST"])
@office_only
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a cause its last day; nothing is deleted."""
    at = timezone.now()
    cause = Cause.objects.filter(pk=row_id(pk) or 0).first()
    if cause is None:
        raise Http404
    form = CauseEndForm(form_recovery.sent(request), at=at)
    user, number = current_user(request), cause.pk
    if sent_and_done(
        request, form, lambda: end_cause(user, number, form.cleaned_data["until"], at)
    ):
        messages.success(request, f"آخرین روز علت {quoted(cause.name)} ثبت شد؛ در سوابق می‌ماند.")
        return redirect("causes:index")
    return _form(request, form, f"پایان دادن به {quoted(cause.name)}", cause)


def _form(
    request: HttpRequest, form: Any, heading: str, cause: Cause | None = None
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "heading": heading,
        "cause": cause,
    }
    status = 422 if errors else 200
    return render(request, "statistics/office/causes/form.html", context, status=status)


def _row(cause: Cause, today: date) -> CauseRow:
    way = Direction(cause.direction).label if cause.direction else "افزایش و کاهش"
    # The last day itself still counts.
    over = cause.until is not None and cause.until < today
    chip, word = ("done", "در فهرست") if cause.since <= today else ("draft", "هنوز آغاز نشده")
    if over:
        chip, word = "missing", "پایان یافته"
    return CauseRow(cause, str(way), chip, word, ends=not over and cause.ended_at is None)
