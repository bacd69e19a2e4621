"""The four steps in the browser: read the form, call the service, answer where one can act."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.models import User
from config.http import actor, seen_version
from statistics.enums import Step, StepStatus
from statistics.errors import NotNow, Stale
from statistics.figures import cells, collect
from statistics.filing import services
from statistics.filing.forms import duplicate_words
from statistics.filing.pages import own_submission, step_context, step_url
from statistics.models import Submission

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
        self.user: User = actor(request)
        self.submission = own_submission(self.user, kwargs["tracking"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, tracking: str) -> HttpResponse:
        """Show the step as stored; once filed there is nothing to edit, so show the case."""
        if not self.submission.editable:
            return redirect("owner:case", tracking)
        return self.page(self.stored())

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
            return self.page(context, status=422)
        try:
            self.save(context, seen_version(request), confirming)
        except services.Incomplete as refusal:
            return self.page(context | {"faults": _plain(refusal.faults)}, status=422)
        except services.Duplicate as refusal:
            words = duplicate_words(refusal.submission)
            return self.page(context | {"faults": [("id_month", words)]}, status=422)
        except Stale as conflict:
            return self.conflict(context, conflict)
        except NotNow as conflict:
            return not_now(request, conflict.submission, conflict.faults)
        messages.success(request, self.words(confirming))
        return HttpResponseRedirect(self.onward(action))

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
    def save(self, context: dict[str, Any], version: int, confirming: bool) -> None:
        """Call the service."""

    def onward(self, action: str) -> str:
        """Return where the person goes next: the first step that is not green, or to check."""
        if action != "confirm":
            return self.request.get_full_path()
        states = self.submission.steps.exclude(status=StepStatus.CONFIRMED).order_by("step")
        waiting = states.first()
        if waiting:
            return step_url(self.submission, Step(waiting.step))
        return reverse("owner:confirm", args=[self.submission.tracking_number])

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the step with its frame."""
        frame = step_context(self.request, self.submission, self.step, self.at)
        if status == 422:
            # What was typed answers the version the person saw, not one saved since.
            frame["state"].version = seen_version(self.request)
        errors = [*context.pop("faults", []), *self.errors(context)]
        return render(
            self.request, self.template_name, frame | context | {"errors": errors}, status=status
        )

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the summary of what to put right: anchors and sentences."""
        return form_errors(context["form"])

    def conflict(self, context: dict[str, Any], conflict: Stale) -> HttpResponse:
        """Answer a save over somebody else's: nothing stored, both versions shown (409)."""
        self.submission = own_submission(self.user, conflict.submission.tracking_number)
        stored = {cell.key: cell for cell in cells(collect(self.submission))}
        rows = [
            (
                stored[key].label if key in stored else label,
                stored[key].text if key in stored else "—",
                text,
            )
            for key, label, text in self.typed_cells(context)
            if key not in stored or stored[key].text != text
        ]
        saved = self.submission.steps.get(step=self.step)
        return self.page(context | {"conflict": rows, "conflict_at": saved.saved_at}, status=409)

    @abstractmethod
    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return what was typed as (key, label, text), comparable with the stored cells."""


def not_now(
    request: HttpRequest, submission: Submission, faults: Sequence[str] = ()
) -> HttpResponse:
    """Answer an act that the present state does not admit (409), with the way to the case."""
    context = {"submission": submission, "faults": faults}
    return render(request, "statistics/not_now.html", context, status=409)


def form_errors(form: Any) -> Faults:
    """Return a form's errors as anchors and sentences."""
    rows: Faults = []
    for name, found in form.errors.items():
        anchor = form[name].id_for_label or f"id_{name}" if name in form.fields else "main"
        rows += [(anchor, text) for text in found]
    return rows


def _plain(faults: list[str]) -> Faults:
    return [("main", fault) for fault in faults]
