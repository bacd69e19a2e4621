"""Complaints: the office's list and answer."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id
from review.complaints.forms import ComplaintAnswerForm
from review.complaints.queries import answered_complaints, open_complaints, to_answer
from review.complaints.services import AlreadyAnsweredError, answer, why_not
from review.enums import Verdict
from review.models import Complaint

officers_only = OfficeGuard("این صفحه برای کارشناسان بررسی است.", Permission.VIEW_CASES)


@require_GET
@officers_only
def complaints(request: HttpRequest) -> HttpResponse:
    """Show what the person's offices have to answer, the nearest due first."""
    at, user = timezone.now(), current_user(request)
    context = {
        "open": [(row, row.due_at <= at) for row in open_complaints(user)],
        "answered": answered_complaints(user),
        "decides": bool(authority_of(user).organizations(Permission.DECIDE)),
    }
    return render(request, "review/complaints/index.html", context)


@require_http_methods(["GET", "POST"])
@officers_only
def complaint(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a complaint and answer it; what was answered meanwhile is shown (409)."""
    at, row = timezone.now(), _found(request, pk)
    sent = form_recovery.sent(request)
    form = ComplaintAnswerForm(sent)
    if request.method == "GET":
        return _page(request, row, form, at, waited=sent is not None)
    if not form.is_valid():
        return _page(request, row, form, at, 422)
    verdict, words = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["answer"]
    try:
        answer(current_user(request), row.pk, verdict, words, at)
    except AlreadyAnsweredError:
        return _page(request, _found(request, pk), form, at, 409)
    messages.success(request, "پاسخ ارسال شد و به واحد خبر داده شد.")
    return redirect("review:complaints")


def _page(
    request: HttpRequest,
    row: Complaint,
    form: ComplaintAnswerForm,
    at: datetime,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    context = {
        "complaint": row,
        "late": row.due_at <= (row.answered_at or at),
        "form": form,
        "errors": faults(form) if status == 422 else [],
        "refusal": why_not(current_user(request), row),
        "stale": status == 409 or (waited and row.verdict != Verdict.OPEN),
        "kept": waited,
    }
    return render(request, "review/complaints/complaint.html", context, status=status)


def _found(request: HttpRequest, pk: str) -> Complaint:
    """Find a complaint that the person's offices answer; 404 for any other."""
    rows = to_answer(current_user(request)).select_related(
        "unit", "submission", "organization", "decision__organization", "asked_by", "answered_by"
    )
    # No row has the id 0.
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found
