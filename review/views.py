"""The reviewer's pages: the inbox, the case, the two decisions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.authority import authority_of
from accounts.enums import Permission
from config.http import actor, seen_version
from review import workflow
from review.casepage import case_context, may_decide, time_left
from review.forms import CorrectionAnswerForm, QuestionForm, ReturnForm
from review.marks import flag_words, talk_words
from review.queries import COUNT_CAP, counters, next_case, read_page
from statistics.enums import Selected
from statistics.errors import Conflict, NotAllowed
from statistics.figures import cells
from statistics.models import Submission
from statistics.revisions import filed_figures

FILTERS = [
    ("", "همه"),
    ("tomorrow", "فردا خودکار می‌شوند"),
    ("again", "دور دوم به بعد"),
    ("selected", "منتخب"),
    ("requests", "درخواست اصلاح"),
]


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the cases at the person's desks, most urgent first, by keyset pages."""
    user, at = actor(request), timezone.now()
    if not authority_of(user).organizations(Permission.VIEW_CASES):
        raise PermissionDenied("کارتابل برای کارشناسان بررسی است.")
    only = request.GET.get("only", "")
    page = read_page(user, at, only, request.GET.get("after", ""))
    context = {
        "offices": authority_of(user).organizations(Permission.VIEW_CASES),
        "today": at,
        "cases": [_row(submission, at) for submission in page.cases],
        "only": only,
        "filters": FILTERS,
        "counters": counters(user, at),
        "cap": COUNT_CAP,
        "cursor": page.cursor,
        "decides": bool(authority_of(user).organizations(Permission.DECIDE)),
    }
    return render(request, "review/inbox.html", context)


@require_GET
def case(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show one case: figures beside the months before, its way, and the decision panel."""
    submission = case_in_reach(request, tracking)
    return case_page(request, submission)


@require_POST
def approve(request: HttpRequest, tracking: str) -> HttpResponse:
    """Pass the case one level on."""
    at = timezone.now()
    return _decide(
        request,
        tracking,
        lambda version: workflow.approve(actor(request), tracking, version, at),
        "پروندهٔ «{unit}»، {month} تایید شد.",
    )


@require_POST
def send_back(request: HttpRequest, tracking: str) -> HttpResponse:
    """Return the case with a reason; without one nothing happens and the text stays."""
    submission = case_to_decide(request, tracking)
    form = ReturnForm(request.POST, cells=_cells(submission))
    if not form.is_valid():
        return case_page(request, submission, status=422, form=form)
    reason, notes = form.cleaned_data["reason"], form.cleaned_data["fields_to_correct"]
    at = timezone.now()
    return _decide(
        request,
        tracking,
        lambda version: workflow.send_back(actor(request), tracking, version, reason, at, notes),
        "پروندهٔ «{unit}»، {month} برای اصلاح بازگردانده شد.",
    )


def _row(submission: Submission, at: datetime) -> dict[str, Any]:
    """Return one case of the queue with the time it has left, its flags and talk in words."""
    until = submission.due_at or submission.correction_due
    left, last = time_left(until, at)
    soon = until is not None and until - at < timedelta(days=2)
    urgency = "is-late" if until is not None and until <= at else "is-near" if soon else ""
    return {
        "submission": submission,
        "flags": flag_words(submission),
        "selected": Selected(submission.selected).words,
        "said": talk_words(submission),
        "left": left,
        "until": last,
        "urgency": urgency,
    }


def _decide(
    request: HttpRequest, tracking: str, move: Callable[[int], Submission], words: str
) -> HttpResponse:
    """Make the move and open the next case; a lost race shows what changed (409)."""
    case_in_reach(request, tracking)
    try:
        moved = move(seen_version(request))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Conflict:
        submission = case_in_reach(request, tracking)
        form = _form(submission, request.POST if "reason" in request.POST else None)
        return case_page(request, submission, 409, seen_version(request), form=form)
    messages.success(request, words.format(unit=moved.unit.name, month=moved.period))
    following = next_case(actor(request), timezone.now())
    if following:
        return redirect("review:case", following.tracking_number)
    return redirect("review:inbox")


def case_to_decide(request: HttpRequest, tracking: str) -> Submission:
    """Return the case when this person may ever decide on it; else as `case_in_reach`, or 403."""
    submission = case_in_reach(request, tracking)
    if not may_decide(actor(request), submission):
        raise PermissionDenied("تصمیم دربارهٔ این پرونده با شما نیست.")
    return submission


def case_in_reach(request: HttpRequest, tracking: str) -> Submission:
    """Return the case when an office of this person may read it.

    404 when it is not there for them; 403 for the owner, whose own page is another.
    """
    user = actor(request)
    try:
        return Submission.objects.in_reach_of(user).with_header().get(tracking_number=tracking)
    except Submission.DoesNotExist:
        if Submission.objects.of(user).filter(tracking_number=tracking).exists():
            raise PermissionDenied("این صفحه برای کارشناسان بررسی است.") from None
        raise Http404 from None


def _form(submission: Submission, data: Any = None) -> ReturnForm:
    return ReturnForm(data, cells=_cells(submission))


def _cells(submission: Submission) -> list[Any]:
    figures = filed_figures(submission)
    return cells(figures) if figures else []


def case_page(
    request: HttpRequest,
    submission: Submission,
    status: int = 200,
    seen: int | None = None,
    **forms: Any,
) -> HttpResponse:
    """Render the case; `forms` replace the empty ones of the panel, `seen` is a stale version."""
    context = case_context(actor(request), submission, timezone.now(), seen)
    context |= {"question_form": QuestionForm(), "request_form": CorrectionAnswerForm()}
    if "form" not in forms:
        context["form"] = _form(submission)
    return render(request, "review/case.html", context | forms, status=status)
