"""The HTTP shape of a step, once for all: how a form is shown, posted, refused and overtaken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from config import autosave, form_recovery
from config.http import current_user
from statistics.enums import StepStatus
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import EMPTY, cells, collect
from statistics.filing import services
from statistics.filing.forms import duplicate_words
from statistics.filing.reason_boxes import asked_boxes
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.context import NOT_FILLED, OwnMonth, own_month, own_submission
from statistics.filing.web.frame import (
    FormPage,
    OvertakenFigure,
    PostOutcome,
    StepContext,
    form_version,
)
from statistics.filing.web.step_form import F, Parsed, PostedForm, StepForm, T
from statistics.models import Submission
from statistics.rules.services import GivenReason, Reasons, ReasonsRequired

Makes = Callable[[StepContext], StepForm[F, T]]


def answer(request: HttpRequest, tracking: str, make: Makes[F, T]) -> HttpResponse:
    """Show or take a step of the person's own month, which is found before anything else."""
    user, at = current_user(request), timezone.now()
    # A post needs neither the months beside nor the notebook.
    if request.method == "GET":
        return _show(StepContext(request, user, own_month(user, tracking), at), make)
    context = StepContext(request, user, OwnMonth(own_submission(user, tracking)), at)
    return _take(context, make)


def render_page(request: HttpRequest, page: FormPage, status: int = 200) -> HttpResponse:
    return render(request, page.template, for_template(page), status=status)


def for_template(page: FormPage) -> dict[str, Any]:
    """Hand a page to its template, the frame's names beside the step's own: here types end."""
    return vars(page.frame) | vars(page)


def not_now(
    request: HttpRequest, submission: Submission, faults: Sequence[str] = (), typed: str = ""
) -> HttpResponse:
    """Answer an act that the present state does not admit (409), with the way to the case.

    `typed` are the person's own words, which nothing has become of.
    """
    if autosave.asked(request):
        return autosave.refused(409, autosave.NOT_NOW)
    # Their own words must not be lost with the refusal: the page shows them to be copied.
    context = {"submission": submission, "faults": faults, "typed": typed}
    return render(request, "statistics/filing/not_now.html", context, status=409)


def _show(context: StepContext, make: Makes[F, T]) -> HttpResponse:
    """Show the step as stored; once filed there is nothing to edit, so show the case.

    What was posted after the session ended stands in the form again, not stored yet.
    """
    request = context.request
    if not context.submission.editable:
        return redirect("owner:case", context.submission.tracking_number)
    step = make(context)
    waiting = form_recovery.taken(request)
    if waiting is None:
        return render_page(request, step.page(None, PostOutcome()))
    posted = PostedForm(waiting)
    parsed = step.parse(posted)
    outcome = PostOutcome(
        errors=parsed.faults, answers=posted.reasons, kept=True, seen=step.seen(posted)
    )
    return render_page(request, step.page(parsed, outcome))


def _take(context: StepContext, make: Makes[F, T]) -> HttpResponse:
    """Save, confirm or discard."""
    request, action = context.request, context.request.POST.get("action", "save")
    # Nothing is stored and nothing checked, so it works for a sent month too.
    if action == "discard":
        messages.info(request, "تغییرات ذخیره‌نشده کنار گذاشته شد.")
        return redirect(request.path)
    if not context.submission.editable:
        return not_now(request, context.submission)
    step, posted = make(context), PostedForm(request.POST, action == "confirm")
    parsed = step.parse(posted)
    if parsed.value is None:
        return _refused(request, step, parsed, posted)
    try:
        saved = step.save(parsed.value, posted)
    except ReasonsRequired as asked:
        boxes = asked_boxes(asked.flags, asked.faults)
        outcome = PostOutcome(errors=parsed.faults, asked=boxes, seen=step.seen(posted))
        return render_page(request, step.page(parsed, outcome), status=422)
    except services.IncompleteError as refusal:
        # The lines of other pages are not in the form; the service found these.
        return _refused(request, step, parsed, posted, [("main", text) for text in refusal.faults])
    except services.DuplicateMonthError as refusal:
        words = duplicate_words(refusal.submission)
        return _refused(request, step, parsed, posted, [("id_month", words)])
    except StaleVersionError:
        return _overtaken(context, make, parsed, posted)
    except StateConflictError as conflict:
        return not_now(request, conflict.submission, conflict.faults)
    if autosave.asked(request):
        return _saved_by_itself(context, saved.version)
    messages.success(request, saved.words)
    return HttpResponseRedirect(saved.url)


def _refused(
    request: HttpRequest,
    step: StepForm[F, T],
    parsed: Parsed[F, T],
    posted: PostedForm,
    found: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Answer what cannot be saved so: the typed text stays, with what to put right (422)."""
    faults = [*found, *parsed.faults]
    if autosave.asked(request):
        return autosave.refused(422, autosave.NOT_READ, faults)
    outcome = PostOutcome(errors=faults, answers=posted.reasons, seen=step.seen(posted))
    return render_page(request, step.page(parsed, outcome), status=422)


def _overtaken(
    context: StepContext, make: Makes[F, T], parsed: Parsed[F, T], posted: PostedForm
) -> HttpResponse:
    """Answer a save over somebody else's: nothing stored, both versions shown (409)."""
    number = context.submission.tracking_number
    # Read anew: the context still has what stood before the other save.
    now = replace(context, month=OwnMonth(own_submission(context.user, number)))
    step = make(now)
    differences = list(_differences(now.submission, step.cells(parsed)))
    version, saved_at = form_version(now.states, step.step)
    if autosave.asked(context.request):
        # Nothing differs when the answer to the same save was lost on the way.
        if not differences and _reasons_stand(now.submission, posted.reasons):
            return _saved_by_itself(now, version)
        return autosave.refused(409, autosave.OVERTAKEN)
    outcome = PostOutcome(
        errors=parsed.faults,
        answers=posted.reasons,
        # No `seen`: who saves again now does so over the version that this page shows.
        conflict=differences,
        conflict_at=saved_at,
    )
    return render_page(context.request, step.page(parsed, outcome), status=409)


def _differences(submission: Submission, typed: SubmittedValues) -> Iterator[OvertakenFigure]:
    """Yield the typed figures that are stored otherwise."""
    stored = {cell.key: cell for cell in cells(collect(submission))}
    for key, label, text in typed:
        cell = stored.get(key)
        if cell is None:
            yield OvertakenFigure(label, EMPTY, text)
        elif cell.text != text:
            yield OvertakenFigure(cell.label, cell.text, text)


def _reasons_stand(submission: Submission, reasons: Reasons) -> bool:
    """Tell whether the posted reasons of soft rules are those that are stored."""
    flags = submission.flagged.order_by("pk")
    stored = {(flag.rule, flag.key): GivenReason(flag.reason, flag.note) for flag in flags}
    return all(stored.get(at, GivenReason()) == given for at, given in reasons.items())


def _saved_by_itself(context: StepContext, version: str) -> HttpResponse:
    """Answer a save that the page asked for: the step is a draft again."""
    return autosave.saved(version, context.at, NOT_FILLED, StepStatus.DRAFT.label)
