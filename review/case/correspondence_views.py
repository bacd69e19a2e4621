"""The reviewer's side of the talk: a question to the unit, an answer to its request."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from config.form_recovery import posted_from
from config.http import current_user, seen_version
from review import workflow
from review.case.views import case_again, case_in_reach, case_page, case_to_decide
from review.correspondence import correction_requests, services
from review.correspondence.forms import CorrectionAnswerForm, QuestionForm
from statistics.errors import CaseConflictError
from statistics.models import Submission

ASKED = "پرسش برای واحد ارسال شد؛ پرونده نزد شما مانده و مهلت آن متوقف نمی‌شود."
ACCEPTED = "درخواست پذیرفته شد و پرونده برای اصلاح به واحد رفت."
REFUSED = "درخواست پذیرفته نشد و علت آن به واحد گفته شد."


@posted_from("review:case", "tracking")
def question(request: HttpRequest, tracking: str) -> HttpResponse:
    """Ask the unit; the case stays at the desk and its clock runs on."""
    submission = case_to_decide(request, tracking)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return case_again(request, submission, question_form=form)
    user, text, at = current_user(request), form.cleaned_data["text"], timezone.now()
    return _answered(
        request,
        tracking,
        lambda: services.ask(user, tracking, seen_version(request), text, at),
        ASKED,
        question_form=form,
    )


@posted_from("review:case", "tracking")
def correction(request: HttpRequest, tracking: str) -> HttpResponse:
    """Accept a unit's request, which returns the case, or refuse it with a reason."""
    submission = case_to_decide(request, tracking)
    form = CorrectionAnswerForm(request.POST)
    if not form.is_valid():
        return case_again(request, submission, request_form=form)
    user, words, at = current_user(request), form.cleaned_data["words"], timezone.now()
    version = seen_version(request)
    if form.cleaned_data["action"] == "accept":
        return _answered(
            request,
            tracking,
            lambda: workflow.accept_correction(user, tracking, version, at, words),
            ACCEPTED,
            request_form=form,
        )
    return _answered(
        request,
        tracking,
        lambda: correction_requests.refuse_correction(user, tracking, version, words, at),
        REFUSED,
        request_form=form,
    )


def _answered(
    request: HttpRequest,
    tracking: str,
    act: Callable[[], object],
    words: str,
    **forms: QuestionForm | CorrectionAnswerForm,
) -> HttpResponse:
    """Do it and show the case again; a lost race shows what changed and keeps the text (409)."""
    try:
        act()
    except Submission.DoesNotExist:
        raise Http404 from None
    except CaseConflictError:
        present = case_in_reach(request, tracking)
        return case_page(request, present, 409, seen_version(request), **forms)
    messages.success(request, words)
    return redirect("review:case", tracking)
