"""The HTTP shape of a step, once for all: how a form is shown, posted, refused and overtaken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from config import autosave, form_recovery
from config.http import current_user
from statistics.enums import Step, StepStatus
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import EMPTY, cells, collect
from statistics.filing import services
from statistics.filing.forms import duplicate_words
from statistics.filing.reason_boxes import asked_boxes
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.context import NOT_FILLED, month_alone, own_month
from statistics.filing.web.frame import (
    FormPage,
    OvertakenFigure,
    PostOutcome,
    StepContext,
    form_version,
)
from statistics.filing.web.overtaken import Merged, merged, was_field
from statistics.filing.web.step_form import F, Parsed, PostedForm, StepForm, T, led_on
from statistics.models import Submission
from statistics.rules.services import GivenReason, Reasons, ReasonsRequired

NOTHING_NEW: Mapping[str, str] = {}
NOT_SAVED = "این موارد ذخیره نشد:"
ELSEWHERE = "این گام در این میان در پنجره‌ای دیگر ذخیره شده است؛ آنچه ذخیره است را می‌بینید."
STORED_ELSEWHERE = "در پنجره‌ای دیگر «{}» ذخیره شده است."
Makes = Callable[[StepContext], StepForm[F, T]]


def answer(request: HttpRequest, tracking: str, make: Makes[F, T]) -> HttpResponse:
    """Show or take a step of the person's own month, which is found before anything else."""
    user, at = current_user(request), timezone.now()
    # A post needs neither the months beside nor the notebook.
    if request.method == "GET":
        return _show(StepContext(request, user, own_month(user, tracking), at), make)
    context = StepContext(request, user, month_alone(user, tracking), at)
    return _take(context, make)


def render_page(
    request: HttpRequest, page: FormPage, status: int = 200, was: str | None = None
) -> HttpResponse:
    """Render a page; `was` is what its form said before of the texts it was opened with."""
    context = for_template(page) | {"was": was_field(page, was)}
    return render(request, page.template, context, status=status)


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
    outcome = PostOutcome(errors=parsed.faults, answers=posted.reasons, kept=True)
    return _typed_page(request, step, parsed, posted, outcome, 200)


def _take(context: StepContext, make: Makes[F, T]) -> HttpResponse:
    """Save, confirm or discard."""
    request, action = context.request, context.request.POST.get("action", "save")
    # Nothing is stored and nothing checked, so it works for a sent month too.
    if action == "discard":
        return _discarded(context, make)
    if not context.submission.editable:
        return not_now(request, context.submission)
    step, posted = make(context), PostedForm(request.POST, action == "confirm")
    parsed = step.parse(posted)
    value = parsed.value
    if value is None and (autosave.asked(request) or posted.pressed) and not posted.confirming:
        # One number that cannot be read holds up neither the rest of the page nor a button.
        value = step.readable(parsed, posted)
    if value is None:
        return _refused(request, step, parsed, posted)
    try:
        _keep_opened(context, step, posted)
        saved = step.save(value, posted)
    except ReasonsRequired as asked:
        boxes = asked_boxes(context.submission.period, asked.flags, asked.faults)
        outcome = PostOutcome(errors=parsed.faults, asked=boxes)
        return _typed_page(request, step, parsed, posted, outcome, 422)
    except services.IncompleteError as refusal:
        # The lines of other pages are not in the form; the service found these.
        found = [(step.way_to(text), text) for text in refusal.faults]
        return _refused(request, step, parsed, posted, found)
    except services.DuplicateMonthError as refusal:
        words = duplicate_words(refusal.submission)
        return _refused(request, step, parsed, posted, [("id_month", words)])
    except StaleVersionError:
        return _overtaken(context, make, parsed, posted)
    except StateConflictError as conflict:
        return not_now(request, conflict.submission, conflict.faults)
    if autosave.asked(request):
        return _saved_by_itself(context, saved.version, faults=parsed.faults)
    if saved.words:
        messages.success(request, saved.words)
    if parsed.faults:
        messages.warning(request, f"{NOT_SAVED} {'؛ '.join(text for _, text in parsed.faults)}")
    return HttpResponseRedirect(saved.url)


def _discarded(context: StepContext, make: Makes[F, T]) -> HttpResponse:
    """Take back what the page saved by itself since it was opened; typed text goes with it."""
    request, number = context.request, context.submission.tracking_number
    step, posted = make(context), PostedForm(context.request.POST)
    opened, seen = posted.text("opened"), posted.text("version")
    try:
        if opened != seen and context.submission.editable:
            services.back_to_opened(
                context.user, number, step.versions(seen), step.versions(opened)
            )
    except (StaleVersionError, StateConflictError):
        # Another window saved since: its figures are not this page's to take back.
        messages.warning(request, ELSEWHERE)
        return redirect(request.path)
    messages.info(request, "تغییرات ذخیره‌نشده کنار گذاشته شد.")
    return redirect(request.path)


def _keep_opened(context: StepContext, step: StepForm[F, T], posted: PostedForm) -> None:
    """Before the first save of a page by itself, keep what «حذف تغییرات» brings back."""
    first = posted.text("opened") == posted.text("version")
    if autosave.asked(context.request) and first:
        seen = step.versions(posted.text("version"))
        services.keep_opened(context.user, context.submission.tracking_number, seen)


def _typed_page(
    request: HttpRequest,
    step: StepForm[F, T],
    parsed: Parsed[F, T],
    posted: PostedForm,
    outcome: PostOutcome,
    status: int,
) -> HttpResponse:
    """Show a posted form again as it was typed, over the version that it answers."""
    opened = posted.text("opened") or None
    outcome = replace(outcome, seen=step.seen(posted), opened=opened)
    return render_page(request, step.page(parsed, outcome), status, posted.text("was"))


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
        return autosave.refused(422, autosave.NOT_SAVED, faults)
    outcome = PostOutcome(errors=faults, answers=posted.reasons)
    return _typed_page(request, step, parsed, posted, outcome, 422)


def _overtaken(
    context: StepContext, make: Makes[F, T], parsed: Parsed[F, T], posted: PostedForm
) -> HttpResponse:
    """Answer a save over somebody else's: nothing stored, both versions shown (409)."""
    number = context.submission.tracking_number
    # Read anew: the context still has what stood before the other save.
    now = replace(context, month=month_alone(context.user, number))
    step = make(now)
    version, saved_at = form_version(now.states, step.step)
    named = bool(posted.text("version"))
    # Only what the person touched stands against the newer save (decision 0033).
    over = merged(posted.data, step.page(parsed, PostOutcome()), step.page(None, PostOutcome()))
    over.data["version"] = version
    posted = replace(posted, data=over.data)
    parsed = step.parse(posted)
    differences = list(_differences(now.submission, step.cells(parsed)))
    if autosave.asked(context.request):
        return _over_the_newer(now, step, parsed, posted, over, bool(differences))
    # Nothing differs when the button of the same save was pressed twice, or its answer was lost.
    repeated = not differences and _reasons_stand(now.submission, posted.reasons)
    # A post that names no version has seen nothing, so it repeats nothing.
    if named and repeated and (not posted.confirming or _confirmed(now, step.step)):
        words, url = led_on(now, posted, now.submission, step.step)
        if words:
            messages.success(context.request, words)
        return HttpResponseRedirect(url)
    outcome = PostOutcome(
        errors=parsed.faults,
        answers=posted.reasons,
        # No `seen`: who saves again now does so over the version that this page shows.
        conflict=differences,
        conflict_at=saved_at,
    )
    return render_page(context.request, step.page(parsed, outcome), status=409)


def _over_the_newer(
    now: StepContext,
    step: StepForm[F, T],
    parsed: Parsed[F, T],
    posted: PostedForm,
    over: Merged,
    differs: bool,
) -> HttpResponse:
    """Answer a save by itself that another window overtook: fields only one touched are saved."""
    version = posted.text("version")
    # Nothing differs when the answer to the same save was lost on the way.
    if not differs and _reasons_stand(now.submission, posted.reasons):
        return _saved_by_itself(now, version, over.news)
    if over.conflicts or not over.known or parsed.value is None:
        said = [
            (f"id_{name}", STORED_ELSEWHERE.format(text or EMPTY))
            for name, text in over.conflicts.items()
        ]
        return autosave.refused(409, autosave.OVERTAKEN, said)
    try:
        saved = step.save(parsed.value, posted)
    except (StaleVersionError, StateConflictError, ReasonsRequired):
        return autosave.refused(409, autosave.OVERTAKEN)
    return _saved_by_itself(now, saved.version, over.news)


def _differences(submission: Submission, typed: SubmittedValues) -> Iterator[OvertakenFigure]:
    """Yield the typed figures that are stored otherwise."""
    stored = {cell.key: cell for cell in cells(collect(submission))}
    for key, label, text in typed:
        cell = stored.get(key)
        if cell is None:
            yield OvertakenFigure(label, EMPTY, text)
        elif cell.text != text:
            yield OvertakenFigure(cell.label, cell.text, text)


def _confirmed(context: StepContext, step: Step | None) -> bool:
    """Tell whether the step stands as confirmed; all that the one screen confirms, for None."""
    asked = [step] if step else [Step.PRODUCTION, Step.EXPORTS, Step.EMPLOYMENT]
    return all(context.states[one].status == StepStatus.CONFIRMED for one in asked)


def _reasons_stand(submission: Submission, reasons: Reasons) -> bool:
    """Tell whether the posted reasons of soft rules are those that are stored."""
    flags = submission.flagged.order_by("pk")
    stored = {(flag.rule, flag.key): GivenReason(flag.reason, flag.note) for flag in flags}
    return all(stored.get(at, GivenReason()) == given for at, given in reasons.items())


def _saved_by_itself(
    context: StepContext,
    version: str,
    news: Mapping[str, str] = NOTHING_NEW,
    faults: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Answer a save that the page asked for: the step is a draft again.

    `news` are fields that another window filled; `faults` name what alone was not saved.
    """
    return autosave.saved(version, context.at, NOT_FILLED, StepStatus.DRAFT.label, news, faults)
