"""The owner's way back to a returned month, a request for correction, answers to questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, seen_version
from review.correspondence import correction_requests, services
from review.correspondence.forms import AnswerForm, CorrectionForm
from review.models.correspondence import open_request
from review.owner.views import case_page
from review.routing import holder
from statistics.enums import State, Step
from statistics.errors import CaseConflictError
from statistics.filing.web.context import facts, own_submission, step_url
from statistics.filing.web.correction_marks import first_key, place_url
from statistics.filing.web.handler import not_now
from statistics.models import Submission
from statistics.return_note import return_note

AT_HAND = "این ماه نزد خود شماست؛ رقم‌ها را همان‌جا درست کنید."
ASKED = "درخواست اصلاح این ماه پیش از این ارسال شده است و پاسخ آن هنوز نیامده است."


@require_GET
def correct(request: HttpRequest, tracking: str) -> HttpResponse:
    """Open a returned month at the very field: the asked one, else the first that was ticked."""
    submission = own_submission(current_user(request), tracking)
    note = return_note(submission)
    if note is None:
        return redirect("owner:case", tracking)
    asked = request.GET.get("field", "")
    key = asked if asked in note.keys else first_key(note.keys)
    return redirect(place_url(submission, key) if key else step_url(submission, Step.PRODUCTION))


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, tracking: str) -> HttpResponse:
    """Ask for a confirmed month back, with the reason (guide: final confirmation is for good)."""
    user = current_user(request)
    submission = own_submission(user, tracking)
    sent = form_recovery.sent(request)
    form = CorrectionForm(sent)
    if request.method == "GET":
        if not submission.editable and not open_request(submission):
            return _correction_page(request, submission, form, waited=sent is not None)
        if sent is None:
            return redirect("owner:case", tracking)
        return _no_request(request, submission, form)
    if submission.editable:
        return _no_request(request, submission, form)
    if not form.is_valid():
        return _correction_page(request, submission, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        correction_requests.request_correction(
            user, tracking, seen_version(request), reason, timezone.now()
        )
    except CaseConflictError as conflict:
        # Lost for good, not to another version alone: sending it once more is of no use.
        if conflict.submission.editable or open_request(conflict.submission):
            return _no_request(request, conflict.submission, form)
        present = own_submission(user, tracking)
        return _correction_page(request, present, form, status=409)
    messages.success(request, "درخواست اصلاح ارسال شد. پاسخ آن همین‌جا و در پیام‌ها می‌آید.")
    return redirect("owner:case", tracking)


@posted_from("owner:case", "tracking")
def answer(request: HttpRequest, tracking: str) -> HttpResponse:
    """Answer a reviewer's question; the case stays where it is and its clock runs on."""
    user = current_user(request)
    submission = own_submission(user, tracking)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return case_page(request, submission, answer_form=form, status=422)
    number, text = form.cleaned_data["question"], form.cleaned_data["text"]
    try:
        services.answer(user, tracking, number, text, timezone.now())
    except CaseConflictError:
        return case_page(request, own_submission(user, tracking), answer_form=form, status=409)
    messages.success(request, "پاسخ شما ارسال شد.")
    return redirect("owner:case", tracking)


def _no_request(request: HttpRequest, submission: Submission, form: CorrectionForm) -> HttpResponse:
    """Say why nothing can be asked for now (409), with the words that were typed."""
    why = AT_HAND if submission.editable else ASKED
    return not_now(request, submission, [why], form["reason"].value())


def _correction_page(
    request: HttpRequest,
    submission: Submission,
    form: CorrectionForm,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    office = holder(submission)
    context: dict[str, Any] = {
        "submission": submission,
        "facts": facts(submission),
        "form": form,
        "office": office.name if office else "",
        "final": submission.state == State.FINAL,
        "stale": status == 409,
        "kept": waited,
    }
    return render(request, "review/owner/correspondence/correction.html", context, status=status)
