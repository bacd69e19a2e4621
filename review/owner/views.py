"""The owner's pages that need decisions: check and confirm, receipt, the case's way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config import form_recovery
from config.http import current_user, seen_version
from config.jalali import last_day, tehran_day
from config.repeated_posts import ALREADY
from review import workflow
from review.correspondence.forms import AnswerForm
from review.correspondence.queries import Talk, talk_of
from review.deadlines import Clocks
from review.enums import RETURNS, DecisionKind
from review.models import Decision, Question
from review.owner.correction_progress import corrected
from review.owner.task_list import next_url
from review.routing import holder
from review.timeline import chain, decisions_of, events
from review.visits.unit_queries import events_of, visits_of_case
from statistics.enums import State, Timeliness
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import Figures, cells, collect, filed_figures
from statistics.filing.checks import open_faults
from statistics.filing.previous_months import last_month
from statistics.filing.queries import uncounted_figures
from statistics.filing.web.check_answers import sections, summary_of
from statistics.filing.web.context import facts, own_submission
from statistics.filing.web.correction_marks import correct_url
from statistics.filing.web.handler import not_now
from statistics.models import Submission
from statistics.queries import owners_desk
from statistics.revisions import changes_since
from statistics.timeliness import timeliness

# The guide's sentence, letter by letter.
WARNING = "پس از تایید نهایی اطلاعات امکان هیچگونه تغییر در اطلاعات ثبت شده را نخواهید داشت."

NOT_SENT = (
    "تأیید نهایی انجام نشد و آمار این ماه ارسال نشده است: نشست شما پایان یافته بود. "
    "پس از بازبینی، دوباره «تایید نهایی اطلاعات» را بزنید."
)


@form_recovery.says_unsent(NOT_SENT)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, tracking: str) -> HttpResponse:
    """Check your answers, read the warning, and send the month for good."""
    at = timezone.now()
    submission = own_submission(current_user(request), tracking)
    if request.method == "GET":
        if not submission.editable:
            return redirect("owner:case", tracking)
        return _check_page(request, submission, at)
    try:
        workflow.file(current_user(request), tracking, seen_version(request), at)
    except StaleVersionError as conflict:
        # Sent already: in another window, or by a button pressed twice.
        if not conflict.submission.editable:
            return _sent_already(request, conflict.submission)
        return _check_page(
            request, own_submission(current_user(request), tracking), at, changed=True
        )
    except StateConflictError as conflict:
        if not conflict.submission.editable:
            return _sent_already(request, conflict.submission)
        return not_now(request, conflict.submission, conflict.faults)
    return redirect("owner:receipt", tracking)


def _sent_already(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Lead who sent this round to its receipt; tell others that it was sent."""
    mine = submission.revisions.filter(round=submission.round, filed_by=current_user(request))
    # A post that names no version has seen nothing, so it repeats nothing.
    if seen_version(request) >= 0 and mine.exists():
        messages.success(request, ALREADY)
        return redirect("owner:receipt", submission.tracking_number)
    return not_now(request, submission)


@require_GET
def receipt(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the tracking number and what happens next."""
    submission = own_submission(current_user(request), tracking)
    decisions = decisions_of(submission)
    filed = next((d for d in reversed(decisions) if d.kind == DecisionKind.FILED), None)
    if filed is None or submission.editable:
        return redirect("owner:case", tracking)
    context = {
        "submission": submission,
        "filed": filed,
        "timeliness": _timeliness(submission).label,
        "stations": chain(submission, decisions, Clocks.load()),
        "correction_days": _correction_days(submission),
        "waiting": owners_desk(current_user(request), timezone.now()).count,
        "figures": summary_of(filed_figures(submission)),
        # The office of this round, wherever the licence moves later (decision 0024).
        "union": submission.route_union.name if submission.route_union else "",
        "printed": timezone.now(),
    }
    return render(request, "review/owner/receipt.html", context)


@require_GET
def case(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show who holds the case, the moment it moves, every decision, and what was sent."""
    submission, waiting = (
        own_submission(current_user(request), tracking),
        form_recovery.taken(request, "owner:answer"),
    )
    return case_page(request, submission, None if waiting is None else AnswerForm(waiting))


def case_page(
    request: HttpRequest,
    submission: Submission,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the owner's case; `answer_form` is what was typed at a question, open still or not."""
    decisions, talk = decisions_of(submission), talk_of(submission)
    returned = next((d for d in reversed(decisions) if d.kind in RETURNS), None)
    figures = filed_figures(submission)
    until = submission.correction_due
    final = submission.state == State.FINAL
    office = holder(submission)
    questions = [] if final else _questions(talk.unanswered, answer_form)
    # Answered elsewhere meanwhile, or final: the words are shown without a form.
    lost = answer_form if all(form is not answer_form for _, form in questions) else None
    context = {
        "submission": submission,
        "facts": facts(submission),
        "stations": chain(submission, decisions, Clocks.load()),
        "events": events(
            submission,
            decisions,
            names=False,
            said=[
                *talk.events(names=False),
                *events_of(visits_of_case(submission), names=False),
            ],
        ),
        "returned": returned if submission.editable else None,
        "notes": _notes(submission, returned, figures),
        "correction_last": last_day(until) if until else None,
        "sections": sections(figures, None, "") if figures else [],
        "changes": changes_since(submission, submission.round - 1) if submission.round > 1 else [],
        "next_url": next_url(submission) if submission.editable else "",
        "edit_url": _edit_url(submission, returned) if submission.editable else "",
        "questions": questions,
        "office": office.name if office else "",
        "asked": talk.open_request,
        "complaint": talk.open_complaint,
        "may_complain": _may_complain(submission, returned, talk),
        "may_request": not submission.editable and talk.open_request is None,
        "lost": lost,
        "kept": answer_form is not None and lost is None and request.method == "GET",
    }
    return render(request, "review/owner/case.html", context, status=status)


def _may_complain(submission: Submission, returned: Decision | None, talk: Talk) -> bool:
    """Tell whether the unit may complain about the return it is correcting: once each.

    `complaints.services.disputed` asks the same again under the lock.
    """
    if submission.state != State.RETURNED or returned is None:
        return False
    own = any(asked.decision_id == returned.pk for asked in talk.requests)
    done = any(complaint.decision_id == returned.pk for complaint in talk.complaints)
    return returned.kind == DecisionKind.RETURNED and not own and not done


def _questions(rows: list[Question], typed: AnswerForm | None) -> list[tuple[Question, AnswerForm]]:
    """Pair each open question with its form, what was typed at one kept there."""
    at = str(typed["question"].value() or "") if typed else ""
    return [
        (
            row,
            typed
            if typed and at == str(row.pk)
            else AnswerForm(initial={"question": row.pk}, auto_id=f"id_%s_{row.pk}"),
        )
        for row in rows
    ]


def _notes(
    submission: Submission, returned: Decision | None, figures: Figures | None
) -> list[tuple[str, str]]:
    """List address and words of the fields that the reviewer ticked."""
    if returned is None or figures is None:
        return []
    return [
        (correct_url(submission.tracking_number, c.key), f"{c.label}: {c.text}")
        for c in cells(figures)
        if c.key in returned.field_notes
    ]


def _edit_url(submission: Submission, returned: Decision | None) -> str:
    """Find the way to the first field the reviewer ticked, else where the month goes on."""
    if returned:
        return reverse("owner:correct", args=[submission.tracking_number])
    return next_url(submission)


def _correction_days(submission: Submission) -> int:
    return PolicyBook.load().number(
        PolicyKey.CORRECTION_DAYS,
        tehran_day(timezone.now()),
        submission.licence.county.province_id,
    )


def _check_page(
    request: HttpRequest, submission: Submission, at: Any, changed: bool = False
) -> HttpResponse:
    month, last = last_month(submission)
    figures = collect(submission)
    context = {
        "submission": submission,
        "facts": facts(submission),
        "sections": sections(figures, last, month, submission.tracking_number),
        "correction": corrected(submission, figures),
        "faults": open_faults(submission, at),
        "uncounted": uncounted_figures(submission),
        "warning": WARNING,
        "changed": changed,
        "next_url": next_url(submission),
    }
    return render(request, "review/owner/confirm.html", context, status=409 if changed else 200)


def _timeliness(submission: Submission) -> Timeliness:
    province = submission.licence.county.province_id
    assert submission.filed_at is not None
    window = filing_windows(PolicyBook.load(), submission.period, province)
    return timeliness(submission.filed_at, window)
