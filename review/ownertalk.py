"""The owner's way back to a returned month, a request for correction, answers to questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.http import actor, seen_version
from review import corrections, questions
from review.forms import AnswerForm, CorrectionForm
from review.owner import case_page
from review.routing import holder
from review.talk import open_request
from statistics.enums import State, Step
from statistics.errors import Conflict
from statistics.filing.pages import facts, own_submission, step_url
from statistics.filing.places import place_url
from statistics.filing.stepview import not_now
from statistics.filing.told import first_key
from statistics.models import Submission
from statistics.returns import return_note


@require_GET
def correct(request: HttpRequest, tracking: str) -> HttpResponse:
    """Open a returned month at the very field: the asked one, else the first that was ticked."""
    submission = own_submission(actor(request), tracking)
    note = return_note(submission)
    if note is None:
        return redirect("owner:case", tracking)
    asked = request.GET.get("field", "")
    key = asked if asked in note.keys else first_key(note.keys)
    return redirect(place_url(submission, key) if key else step_url(submission, Step.PRODUCTION))


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, tracking: str) -> HttpResponse:
    """Ask for a confirmed month back, with the reason (guide: final confirmation is for good)."""
    user = actor(request)
    submission = own_submission(user, tracking)
    if request.method == "GET":
        if submission.editable or open_request(submission):
            return redirect("owner:case", tracking)
        return _correction_page(request, submission, CorrectionForm())
    if submission.editable:
        return not_now(request, submission)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _correction_page(request, submission, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        corrections.request_correction(
            user, tracking, seen_version(request), reason, timezone.now()
        )
    except Conflict as conflict:
        if conflict.submission.editable or open_request(conflict.submission):
            return not_now(request, conflict.submission)
        present = own_submission(user, tracking)
        return _correction_page(request, present, form, status=409)
    messages.success(request, "درخواست اصلاح فرستاده شد. پاسخ آن همین‌جا و در پیام‌ها می‌آید.")
    return redirect("owner:case", tracking)


@require_POST
def answer(request: HttpRequest, tracking: str) -> HttpResponse:
    """Answer a reviewer's question; the case stays where it is and its clock runs on."""
    user = actor(request)
    submission = own_submission(user, tracking)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return case_page(request, submission, answer_form=form, status=422)
    number, text = form.cleaned_data["question"], form.cleaned_data["text"]
    try:
        questions.answer(user, tracking, number, text, timezone.now())
    except Conflict:
        return case_page(request, own_submission(user, tracking), answer_form=form, status=409)
    messages.success(request, "پاسخ شما فرستاده شد.")
    return redirect("owner:case", tracking)


def _correction_page(
    request: HttpRequest, submission: Submission, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    office = holder(submission)
    context: dict[str, Any] = {
        "submission": submission,
        "facts": facts(submission),
        "form": form,
        "office": office.name if office else "",
        "final": submission.state == State.FINAL,
        "stale": status == 409,
    }
    return render(request, "statistics/correction.html", context, status=status)
