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
from django.views.decorators.http import require_GET

from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, seen_version
from config.persian import format_number, quoted
from review import workflow
from review.case.context import case_context, may_decide, open_months
from review.case.forms import ReturnForm
from review.case.return_reasons import BY_KEY
from review.checklist.forms import ChecklistForm
from review.correspondence.forms import CorrectionAnswerForm, QuestionForm
from review.inbox.choices import read_choices
from review.inbox.queries import next_case
from statistics.enums import State
from statistics.errors import CaseConflictError
from statistics.figures import cells, filed_figures
from statistics.models import Submission

LOST = "{month} در این میان تغییر کرد؛ هیچ‌یک از ماه‌ها بازگردانده نشد. فهرست را دوباره ببینید."
NOT_APPROVED = "پرونده تأیید نشد: نشست شما پایان یافته بود. پس از بازبینی دوباره تصمیم بگیرید."
# Whose forms stand on the case's page.
PANEL = (
    *("review:decide", "review:approve", "review:return", "review:question"),
    "review:correction",
)
# The fields of the panel's forms that hold a sentence.
WORDS = ("reason", "text", "words")
# The act that each form of the panel belongs to.
ACTS = {"checklist": "approve", "form": "return", "question_form": "question"}
# What a person ticks more than once.
_SEVERAL = ("also", "fields_to_correct")


@require_GET
def case(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show one case: figures beside the months before, its way, and the decision panel."""
    submission = case_in_reach(request, tracking)
    waiting = form_recovery.taken(request, *PANEL)
    if waiting is None:
        return case_page(request, submission)
    # Whatever reads the form below reads what was typed before the session ended.
    request.POST = waiting  # type: ignore[assignment]
    typed, saw = _waiting(request, submission, waiting), seen_version(request)
    seen = None if saw == submission.version else saw
    return case_page(request, submission, 200, seen, kept=True, **typed)


@posted_from("review:case", "tracking", unsent=lambda posted: NOT_APPROVED)
def approve(request: HttpRequest, tracking: str) -> HttpResponse:
    """Pass the case one level on."""
    submission, at = case_to_decide(request, tracking), timezone.now()
    form = _checklist(submission, request.POST)
    if not form.is_valid():
        return case_again(request, submission, checklist=form)
    return _decide(
        request,
        tracking,
        lambda version: workflow.approve(
            current_user(request), tracking, version, at, form.checked()
        ),
        "پروندهٔ {unit}، {month} تأیید شد.",
        checklist=form,
    )


@posted_from("review:case", "tracking")
def send_back(request: HttpRequest, tracking: str) -> HttpResponse:
    """Return the case with a reason, other open months of the unit with it when ticked.

    Without a reason nothing happens and the text stays.
    """
    submission = case_to_decide(request, tracking)
    form = _form(request, submission, request.POST)
    if not form.is_valid():
        return case_again(request, submission, form=form)
    reason, at = form.cleaned_data["reason"], timezone.now()
    # Fields are ticked on this case's page, so for this month alone.
    notes = {tracking: form.cleaned_data["fields_to_correct"]}
    also = read_choices(form.cleaned_data["also"])
    more = f" و {format_number(len(also))} ماه دیگر" if also else ""

    def move(version: int) -> Submission:
        seen = also | {tracking: version}
        cases = workflow.send_back_all(current_user(request), seen, reason, at, notes)
        return next(case for case in cases if case.tracking_number == tracking)

    words = f"پروندهٔ {{unit}}، {{month}}{more} برای اصلاح بازگردانده شد."
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
    messages.success(request, words.format(unit=quoted(moved.unit.name), month=moved.period))
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
        cases = Submission.objects.in_reach_of(user).with_header()
        return cases.select_related("licence__trade", "route_province").get(
            tracking_number=tracking
        )
    except Submission.DoesNotExist:
        if Submission.objects.of(user).filter(tracking_number=tracking).exists():
            raise PermissionDenied("این صفحه برای کارشناسان بررسی است.") from None
        raise Http404 from None


def case_again(request: HttpRequest, submission: Submission, **forms: Any) -> HttpResponse:
    """Show the case with what is to be put right (422); 409 when it is not as it was seen.

    A page of today's version without a word would let the next click approve figures nobody saw.
    """
    saw = seen_version(request)
    if saw == submission.version:
        return case_page(request, submission, 422, **forms)
    return case_page(request, submission, 409, saw, **forms)


def _form(
    request: HttpRequest, submission: Submission, data: Any = None, **initial: Any
) -> ReturnForm:
    others = open_months(current_user(request), submission)
    return ReturnForm(data, cells=_cells(submission), others=others, **initial)


def _checklist(submission: Submission, data: Any = None, **initial: Any) -> ChecklistForm:
    asks = submission.state == State.AT_UNION
    return ChecklistForm(data, of=submission.licence, asks=asks, **initial)


def _waiting(
    request: HttpRequest, submission: Submission, typed: form_recovery.KeptForm
) -> dict[str, Any]:
    """Fill the form of the panel that was posted after the session ended, as it was typed."""
    act = resolve(typed.to).url_name
    match typed.get("decision") if act == "decide" else act:
        case "approve":
            return {"checklist": _checklist(submission, typed)}
        case "return":
            return {"form": _form(request, submission, typed)}
        case "question":
            return {"question_form": QuestionForm(typed)}
        case "correction":
            return {"request_form": CorrectionAnswerForm(typed)}
    # No decision was chosen: the page shows what was typed, and nothing is asked for yet.
    return {}


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Read what was typed in the acts that were not chosen: it stays where it was."""
    post = request.POST
    return {name: post.getlist(name) if name in _SEVERAL else post[name] for name in post}


def _ready(checklist: ChecklistForm) -> dict[str, str]:
    """Write the return that a union's «no» leads to, with the ready sentence of each."""
    denied = [BY_KEY[name] for name in checklist.denied]
    if not denied:
        return {}
    return {"phrase": denied[0].key, "reason": " ".join(phrase.text for phrase in denied)}


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
    typed = _typed(request)
    context |= {
        "question_form": QuestionForm(initial=typed),
        "request_form": CorrectionAnswerForm(),
        "kept": False,
        "undecided": False,
        "written": _written(forms.values()),
        # Never one that the person did not choose.
        "chosen": next((act for name, act in ACTS.items() if name in forms), ""),
    }
    if "checklist" not in forms:
        context["checklist"] = _checklist(submission, initial=typed)
    if "form" not in forms:
        offered = _ready(forms["checklist"]) if "checklist" in forms else {}
        if not typed.get("reason"):
            typed |= offered
        context |= {"form": _form(request, submission, initial=typed), "offered": bool(offered)}
    return render(request, "review/case/case.html", context | forms, status=status)
