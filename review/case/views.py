"""The reviewer's pages: the inbox, the case, the two decisions."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from config import form_recovery
from config.http import current_user, seen_version
from config.persian import format_number
from review import workflow
from review.case.context import case_context, may_decide, open_months
from review.case.forms import ReturnForm
from review.checklist.forms import ChecklistForm
from review.correspondence.forms import CorrectionAnswerForm, QuestionForm
from review.inbox.choices import read_choices
from review.inbox.queries import next_case
from statistics.errors import CaseConflictError
from statistics.figures import cells, filed_figures
from statistics.models import Submission

LOST = "{month} در این میان تغییر کرد؛ هیچ‌یک از ماه‌ها بازگردانده نشد. فهرست را دوباره ببینید."
# The fields of the panel's forms that hold a sentence.
WORDS = ("reason", "text", "words")


@require_GET
def case(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show one case: figures beside the months before, its way, and the decision panel."""
    submission = case_in_reach(request, tracking)
    waiting = form_recovery.taken(request)
    if waiting is None:
        return case_page(request, submission)
    # Whatever reads the form below reads what was typed before the session ended.
    request.POST = waiting  # type: ignore[assignment]
    typed, saw = _waiting(request, submission, waiting), seen_version(request)
    seen = None if saw == submission.version else saw
    return case_page(request, submission, 200, seen, kept=True, **typed)


@require_POST
def approve(request: HttpRequest, tracking: str) -> HttpResponse:
    """Pass the case one level on."""
    submission, at = case_to_decide(request, tracking), timezone.now()
    form = ChecklistForm(request.POST, of=submission.licence)
    if not form.is_valid():
        return case_page(request, submission, status=422, checklist=form)
    return _decide(
        request,
        tracking,
        lambda version: workflow.approve(
            current_user(request), tracking, version, at, form.checked()
        ),
        "پروندهٔ «{unit}»، {month} تایید شد.",
        checklist=form,
    )


@require_POST
def send_back(request: HttpRequest, tracking: str) -> HttpResponse:
    """Return the case with a reason, other open months of the unit with it when ticked.

    Without a reason nothing happens and the text stays.
    """
    submission = case_to_decide(request, tracking)
    form = _form(request, submission, request.POST)
    if not form.is_valid():
        return case_page(request, submission, status=422, form=form)
    reason, at = form.cleaned_data["reason"], timezone.now()
    # Fields are ticked on this case's page, so for this month alone.
    notes = {tracking: form.cleaned_data["fields_to_correct"]}
    also = read_choices(form.cleaned_data["also"])
    more = f" و {format_number(len(also))} ماه دیگر" if also else ""

    def move(version: int) -> Submission:
        seen = also | {tracking: version}
        cases = workflow.send_back_all(current_user(request), seen, reason, at, notes)
        return next(case for case in cases if case.tracking_number == tracking)

    words = f"پروندهٔ «{{unit}}»، {{month}}{more} برای اصلاح بازگردانده شد."
    return _decide(request, tracking, move, words, form=form)


def _decide(
    request: HttpRequest,
    tracking: str,
    move: Callable[[int], Submission],
    words: str,
    **forms: Any,
) -> HttpResponse:
    """Make the move and open the next case; a lost race shows what changed (409)."""
    try:
        moved = move(seen_version(request))
    except Submission.DoesNotExist:
        raise Http404 from None
    except CaseConflictError as conflict:
        submission = case_in_reach(request, tracking)
        lost = conflict.submission
        if lost.pk == submission.pk:
            return case_page(request, submission, 409, seen_version(request), **forms)
        # Another ticked month changed: none went back, and the case itself is as it was seen.
        forms["form"].add_error("also", LOST.format(month=lost.period))
        return case_page(request, submission, 409, **forms)
    messages.success(request, words.format(unit=moved.unit.name, month=moved.period))
    following = next_case(current_user(request), timezone.now())
    if following:
        return redirect("review:case", following.tracking_number)
    return redirect("review:inbox")


def case_to_decide(request: HttpRequest, tracking: str) -> Submission:
    """Find the case when this person may ever decide on it; else as `case_in_reach`, or 403."""
    submission = case_in_reach(request, tracking)
    if not may_decide(current_user(request), submission):
        raise PermissionDenied("تصمیم دربارهٔ این پرونده با شما نیست.")
    return submission


def case_in_reach(request: HttpRequest, tracking: str) -> Submission:
    """Find the case when an office of this person may read it.

    404 when it is not there for them; 403 for the owner, whose own page is another.
    """
    user = current_user(request)
    try:
        return Submission.objects.in_reach_of(user).with_header().get(tracking_number=tracking)
    except Submission.DoesNotExist:
        if Submission.objects.of(user).filter(tracking_number=tracking).exists():
            raise PermissionDenied("این صفحه برای کارشناسان بررسی است.") from None
        raise Http404 from None


def _form(request: HttpRequest, submission: Submission, data: Any = None) -> ReturnForm:
    others = open_months(current_user(request), submission)
    return ReturnForm(data, cells=_cells(submission), others=others)


def _waiting(
    request: HttpRequest, submission: Submission, typed: form_recovery.KeptForm
) -> dict[str, Any]:
    """Fill the form of the panel that was posted after the session ended, as it was typed."""
    match resolve(typed.to).url_name:
        case "approve":
            return {"checklist": ChecklistForm(typed, of=submission.licence)}
        case "return":
            return {"form": _form(request, submission, typed)}
        case "question":
            return {"question_form": QuestionForm(typed)}
    return {"request_form": CorrectionAnswerForm(typed)}


def _cells(submission: Submission) -> list[Any]:
    figures = filed_figures(submission)
    return cells(figures) if figures else []


def _written(forms: Iterable[Any]) -> list[str]:
    """Collect the words that were typed, for a case which has left the desk with its forms."""
    posted = [form for form in forms if isinstance(form, Form)]
    texts = [form[name].value() for form in posted for name in WORDS if name in form.fields]
    return [text for text in texts if text]


def case_page(
    request: HttpRequest,
    submission: Submission,
    status: int = 200,
    seen: int | None = None,
    **forms: Any,
) -> HttpResponse:
    """Render the case; `forms` replace the empty ones of the panel, `seen` is a stale version."""
    context = case_context(current_user(request), submission, timezone.now(), seen)
    context |= {
        "question_form": QuestionForm(),
        "request_form": CorrectionAnswerForm(),
        "kept": False,
        "written": _written(forms.values()),
    }
    if "form" not in forms:
        context["form"] = _form(request, submission)
    if "checklist" not in forms:
        context["checklist"] = ChecklistForm(of=submission.licence)
    return render(request, "review/case/case.html", context | forms, status=status)
