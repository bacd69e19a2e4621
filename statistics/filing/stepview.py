"""The four steps in the browser: read the form, call the service, answer where one can act."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.models import User
from config import autosave, form_recovery
from config.http import current_user, seen_version
from statistics.enums import Step, StepStatus
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import EMPTY, cells, collect, flag_figure
from statistics.filing import services
from statistics.filing.correction_marks import told
from statistics.filing.forms import duplicate_words
from statistics.filing.queries import next_step
from statistics.filing.reason_boxes import ReasonBox, asked_boxes, kept_boxes, posted
from statistics.filing.web.context import NOT_FILLED, own_submission, step_context, step_url
from statistics.models import StepState, Submission
from statistics.rules.services import GivenReason, Reasons, ReasonsRequired

SAVED = "ذخیره موقت شد."
SUCCESS = "ثبت اطلاعات با موفقیت انجام شد."
Faults = list[tuple[str, str]]


class StepView(View):
    """One step. A subclass names its form and its service; the shape of a post is here."""

    step: ClassVar[Step]
    template_name: ClassVar[str]
    submission: Submission

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the person's own submission before anything else."""
        self.at = timezone.now()
        self.user: User = current_user(request)
        reading = request.method == "GET"
        self.submission = own_submission(self.user, kwargs["tracking"], beside=reading)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, tracking: str) -> HttpResponse:
        """Show the step as stored; once filed there is nothing to edit, so show the case.

        What was posted after the session ended stands in the form again, not stored yet.
        """
        if not self.submission.editable:
            return redirect("owner:case", tracking)
        waiting = form_recovery.taken(request)
        if waiting is None:
            return self.page(self.stored())
        request.POST = waiting  # type: ignore[assignment]
        context = self.typed(False)
        self.valid(context)
        return self.page(context | {"kept": True})

    def post(self, request: HttpRequest, tracking: str) -> HttpResponse:
        """Save, confirm or discard."""
        action = request.POST.get("action", "save")
        if action == "discard":
            messages.info(request, "تغییرات ذخیره‌نشده کنار گذاشته شد.")
            return redirect(request.path)
        if not self.submission.editable:
            return not_now(request, self.submission)
        confirming = action == "confirm"
        context = self.typed(confirming)
        if not self.valid(context):
            return self.refused(context)
        try:
            saved = self.save(context, seen_version(request), confirming)
        except ReasonsRequired as asked:
            boxes = asked_boxes(asked.flags, asked.faults)
            return self.page(context | {"boxes": boxes}, status=422)
        except services.IncompleteError as refusal:
            return self.refused(context | {"faults": _plain(refusal.faults)})
        except services.DuplicateMonthError as refusal:
            words = duplicate_words(refusal.submission)
            return self.refused(context | {"faults": [("id_month", words)]})
        except StaleVersionError as conflict:
            return self.conflict(context, conflict)
        except StateConflictError as conflict:
            return not_now(request, conflict.submission, conflict.faults)
        if autosave.asked(request):
            return self.saved_by_itself(self.now(saved))
        messages.success(request, self.words(confirming))
        return HttpResponseRedirect(self.onward(action, saved))

    def refused(self, context: dict[str, Any]) -> HttpResponse:
        """Answer what cannot be saved so: the typed text stays, with what to put right (422)."""
        if autosave.asked(self.request):
            faults = [*context.get("faults", []), *self.errors(context)]
            return autosave.refused(422, autosave.NOT_READ, faults)
        return self.page(context, status=422)

    def now(self, saved: Submission) -> int | str:
        """Return the version that stands after a save."""
        return seen_version(self.request) + 1

    def saved_by_itself(self, version: int | str) -> HttpResponse:
        """Answer a save that the page asked for: the step is a draft again."""
        return autosave.saved(version, self.at, NOT_FILLED, StepStatus.DRAFT.label)

    def words(self, confirming: bool) -> str:
        """Return what to say after a save."""
        return SUCCESS if confirming else SAVED

    @abstractmethod
    def stored(self) -> dict[str, Any]:
        """Return the form context as the database has it."""

    @abstractmethod
    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the form context as posted."""

    @abstractmethod
    def valid(self, context: dict[str, Any]) -> bool:
        """Check the posted form, perhaps adding `faults` to the context."""

    @abstractmethod
    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Call the service; return the submission whose steps say where to go next."""

    @property
    def answers(self) -> Reasons:
        """Return the reasons posted with the step."""
        return posted(self.request.POST)

    def onward(self, action: str, saved: Submission) -> str:
        """Return where the person goes next: the first step that is not green, or to check."""
        if action != "confirm":
            return form_recovery.address(self.request)
        waiting = next_step(saved)
        if waiting:
            return step_url(self.submission, waiting)
        return reverse("owner:confirm", args=[self.submission.tracking_number])

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the step with its frame."""
        frame = self.frame()
        if status == 422 or "kept" in context:
            # What was typed answers the version the person saw, not one saved since.
            frame["state"].version = self.seen()
        errors = [*context.pop("faults", []), *self.errors(context)]
        frame["told"] = told(self.submission, self.shown_rows(context))
        frame |= context | {"errors": errors} | self.soft(context, frame["state"])
        return render(self.request, self.template_name, frame, status=status)

    def shown_rows(self, context: dict[str, Any]) -> dict[Step, Any]:
        """Return the steps that the page shows, each with its product rows."""
        return {self.step: context.get("rows", ())}

    def frame(self) -> dict[str, Any]:
        """Return what stands around the form."""
        return step_context(self.request, self.submission, self.step, self.at)

    def seen(self) -> int | str:
        """Return the version which the typed form answers."""
        return seen_version(self.request)

    def soft(self, context: dict[str, Any], state: StepState) -> dict[str, Any]:
        """Return the amber boxes: by product where its row is shown, the others apart."""
        boxes = context.get("boxes")
        if boxes is None:
            rows = self.submission.flagged.filter(step=self.step).exclude(reason="")
            stored = list(rows.order_by("rule", "key")) if getattr(state, "has_flags", 0) else []
            boxes = kept_boxes(map(flag_figure, stored), self.answers)
        shown = {row.code for row in context.get("rows", ())}
        by_row: dict[str, list[ReasonBox]] = {}
        for box in boxes:
            by_row.setdefault(box.place if box.place in shown else "", []).append(box)
        return {
            "soft_apart": by_row.pop("", []),
            "soft": by_row,
            "asked": [box for box in boxes if box.fault],
        }

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the summary of what to put right: anchors and sentences."""
        return form_errors(context["form"])

    def conflict(self, context: dict[str, Any], conflict: StaleVersionError) -> HttpResponse:
        """Answer a save over somebody else's: nothing stored, both versions shown (409)."""
        self.submission = own_submission(self.user, conflict.submission.tracking_number)
        stored = {cell.key: cell for cell in cells(collect(self.submission))}
        rows = [
            (
                stored[key].label if key in stored else label,
                stored[key].text if key in stored else EMPTY,
                text,
            )
            for key, label, text in self.typed_cells(context)
            if key not in stored or stored[key].text != text
        ]
        version, saved_at = self.stands()
        if autosave.asked(self.request):
            # Nothing differs when the answer to the same save was lost on the way.
            if not rows and self._reasons_stand():
                return self.saved_by_itself(version)
            return autosave.refused(409, autosave.OVERTAKEN)
        return self.page(context | {"conflict": rows, "conflict_at": saved_at}, status=409)

    def _reasons_stand(self) -> bool:
        """Return whether the posted reasons of soft rules are those that are stored."""
        flags = self.submission.flagged.order_by("pk")
        stored = {(flag.rule, flag.key): GivenReason(flag.reason, flag.note) for flag in flags}
        return all(stored.get(at, GivenReason()) == given for at, given in self.answers.items())

    def stands(self) -> tuple[int | str, datetime | None]:
        """Return the version that is stored now, and when it was."""
        state = self.submission.steps.get(step=self.step)
        return state.version, state.saved_at

    @abstractmethod
    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return what was typed as (key, label, text), comparable with the stored cells."""


def not_now(
    request: HttpRequest, submission: Submission, faults: Sequence[str] = (), typed: str = ""
) -> HttpResponse:
    """Answer an act that the present state does not admit (409), with the way to the case.

    `typed` are the person's own words, which nothing has become of.
    """
    if autosave.asked(request):
        return autosave.refused(409, autosave.NOT_NOW)
    context = {"submission": submission, "faults": faults, "typed": typed}
    return render(request, "statistics/filing/not_now.html", context, status=409)


def form_errors(form: Any) -> Faults:
    """Return a form's errors as anchors and sentences."""
    rows: Faults = []
    for name, found in form.errors.items():
        anchor = form[name].id_for_label or f"id_{name}" if name in form.fields else "main"
        rows += [(anchor, text) for text in found]
    return rows


def _plain(faults: list[str]) -> Faults:
    return [("main", fault) for fault in faults]
