"""The reviewer's pages: the inbox, the case, the two decisions."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.authority import authority_of
from accounts.enums import Permission
from config import kept
from config.http import actor, seen_version
from config.persian import format_number
from review import workflow
from review.casepage import case_context, may_decide, open_months, time_left
from review.checklist.forms import ChecklistForm
from review.forms import (
    CorrectionAnswerForm,
    QuestionForm,
    ReturnForm,
    choice_of,
    read_choices,
)
from review.marks import flag_words, talk_words, why_alone
from review.queries import COUNT_CAP, counters, next_case, read_page
from statistics.enums import IN_REVIEW, Selected
from statistics.errors import Conflict, NotAllowed
from statistics.figures import cells
from statistics.models import Submission
from statistics.revisions import filed_figures

FILTERS = [
    ("", "همه"),
    ("tomorrow", "فردا خودکار می‌شوند"),
    ("flagged", "دارای هشدار"),
    ("plain", "بی‌هشدار"),
    ("again", "دور دوم به بعد"),
    ("selected", "منتخب"),
    ("returned", "بازگشتی، نزد واحد"),
    ("requests", "درخواست اصلاح"),
]


LOST = "{month} در این میان تغییر کرد؛ هیچ‌یک از ماه‌ها بازگردانده نشد. فهرست را دوباره ببینید."
# The fields of the panel's forms that hold a sentence.
WORDS = ("reason", "text", "words")


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the cases at the person's desks, most urgent first, by keyset pages."""
    if not authority_of(actor(request)).organizations(Permission.VIEW_CASES):
        raise PermissionDenied("کارتابل برای کارشناسان بررسی است.")
    return inbox_page(request)


def inbox_page(request: HttpRequest, status: int = 200, faults: Sequence[str] = ()) -> HttpResponse:
    """Render the inbox; `faults` say why cases that were ticked were not approved."""
    user, at = actor(request), timezone.now()
    only = (request.POST or request.GET).get("only", "")
    page = read_page(user, at, only, request.GET.get("after", ""))
    decides = bool(authority_of(user).organizations(Permission.DECIDE))
    rows = [_row(submission, at) for submission in page.cases]
    offices = authority_of(user).organizations(Permission.VIEW_CASES)
    own = {office.pk for office in offices}
    context = {
        "offices": offices,
        "today": at,
        "cases": rows,
        "only": only,
        "filters": FILTERS,
        "counters": counters(user, at),
        "cap": COUNT_CAP,
        "cursor": page.cursor,
        "decides": decides,
        "ticking": decides and any(row["alone"] or row["choice"] for row in rows),
        "choices": any(row["choice"] for row in rows),
        "elsewhere": any(
            case.state not in IN_REVIEW or case.desk_id not in own for case in page.cases
        ),
        "faults": faults,
    }
    return render(request, "review/inbox.html", context, status=status)


@require_GET
def case(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show one case: figures beside the months before, its way, and the decision panel."""
    submission = case_in_reach(request, tracking)
    waiting = kept.taken(request)
    if waiting is None:
        return case_page(request, submission)
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
        lambda version: workflow.approve(actor(request), tracking, version, at, form.checked()),
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
    notes = {tracking: form.cleaned_data["fields_to_correct"]}
    also = read_choices(form.cleaned_data["also"])
    more = f" و {format_number(len(also))} ماه دیگر" if also else ""

    def move(version: int) -> Submission:
        seen = also | {tracking: version}
        cases = workflow.send_back_all(actor(request), seen, reason, at, notes)
        return next(case for case in cases if case.tracking_number == tracking)

    words = f"پروندهٔ «{{unit}}»، {{month}}{more} برای اصلاح بازگردانده شد."
    return _decide(request, tracking, move, words, form=form)


def _row(submission: Submission, at: datetime) -> dict[str, Any]:
    """Return one case of the queue with the time it has left, its flags and talk in words."""
    until = submission.due_at or submission.correction_due
    left, last = time_left(until, at)
    soon = until is not None and until - at < timedelta(days=2)
    alone = "واحد خود شماست" if submission.own else why_alone(submission)  # type: ignore[attr-defined]
    waits = submission.state in IN_REVIEW
    urgency = "is-late" if until is not None and until <= at else "is-near" if soon else ""
    return {
        "submission": submission,
        "flags": flag_words(submission),
        "selected": Selected(submission.selected).words,
        "said": talk_words(submission),
        "left": left,
        "until": last,
        "urgency": urgency,
        "alone": alone if waits else "",
        "choice": choice_of(submission) if waits and not alone else "",
    }


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
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Submission.DoesNotExist:
        raise Http404 from None
    except Conflict as conflict:
        submission = case_in_reach(request, tracking)
        lost = conflict.submission
        if lost.pk == submission.pk:
            return case_page(request, submission, 409, seen_version(request), **forms)
        forms["form"].add_error("also", LOST.format(month=lost.period))
        return case_page(request, submission, 409, **forms)
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


def _form(request: HttpRequest, submission: Submission, data: Any = None) -> ReturnForm:
    others = open_months(actor(request), submission)
    return ReturnForm(data, cells=_cells(submission), others=others)


def _waiting(request: HttpRequest, submission: Submission, typed: kept.Typed) -> dict[str, Any]:
    """Return the form of the panel that was posted after the session ended, as it was typed."""
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
    """Return the words that were typed, for a case which has left the desk with its forms."""
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
    context = case_context(actor(request), submission, timezone.now(), seen)
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
    return render(request, "review/case.html", context | forms, status=status)
