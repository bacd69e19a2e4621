"""What a step of the month is to the one handler: read what is posted, save it, show it.

A figure stays typed all the way: posted text is parsed into checked answers (`Parsed.value`,
dataclasses of Decimal and int), those go to the service, and a page is an object with rows.
"""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse

from config import form_recovery
from config.http import version_in
from config.persian import machine_code
from statistics.enums import Step
from statistics.filing.queries import next_step
from statistics.filing.reason_boxes import posted as posted_reasons
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.context import step_url
from statistics.filing.web.frame import Faults, FormPage, PostOutcome, StepContext
from statistics.models import Submission
from statistics.rules.services import Reasons

SAVED = "ذخیره موقت شد."
SUCCESS = "ثبت اطلاعات با موفقیت انجام شد."
F = TypeVar("F")
T = TypeVar("T")


@dataclass(frozen=True)
class PostedForm:
    """A posted form as it arrived; `confirming` is whether empty fields are refused."""

    data: QueryDict
    confirming: bool = False

    def text(self, name: str) -> str:
        """Read what one name was sent with; '' when it was not."""
        return str(self.data.get(name, ""))

    def code(self, name: str) -> str:
        """Read the code which a button sent, in ASCII digits."""
        return machine_code(self.text(name))

    @property
    def version(self) -> int:
        """-1 when none was sent."""
        return version_in(self.data)

    @property
    def reasons(self) -> Reasons:
        return posted_reasons(self.data)

    @property
    def asks_notebook(self) -> bool:
        return self.text("action") == "notebook"


@dataclass(frozen=True)
class Parsed(Generic[F, T]):
    """What was posted: `form` shows it again as typed, `value` are the checked answers.

    Where it cannot be saved there is no value, and `faults` say what to put right.
    """

    form: F
    value: T | None
    faults: Faults


@dataclass(frozen=True)
class Saved:
    """What a save leads to: the version that stands now, what to say, where to go."""

    version: str
    words: str
    url: str


class StepForm(Protocol[F, T]):
    """One step in the browser; `step` is None where all four are one form."""

    @property
    def step(self) -> Step | None:
        """Which step it is."""

    def parse(self, posted: PostedForm) -> Parsed[F, T]:
        """Check what was posted."""

    def save(self, value: T, posted: PostedForm) -> Saved:
        """Call the service with checked answers. What it raises the handler answers."""

    def page(self, parsed: Parsed[F, T] | None, outcome: PostOutcome) -> FormPage:
        """Build the page, as typed or, where nothing was posted, as stored."""

    def cells(self, parsed: Parsed[F, T]) -> SubmittedValues:
        """Put the typed figures in words, to be compared with the stored ones."""

    def seen(self, posted: PostedForm) -> str:
        """Name the version which the typed form answers, as its page does."""


def saved_words(posted: PostedForm) -> str:
    return SUCCESS if posted.confirming else SAVED


def onward(context: StepContext, posted: PostedForm, saved: Submission) -> str:
    """Lead on: when confirmed to the first step that is not green, or to check; else stay."""
    if not posted.confirming:
        return form_recovery.address(context.request)
    waiting = next_step(saved)
    if waiting:
        return step_url(saved, waiting)
    return reverse("owner:confirm", args=[saved.tracking_number])


def form_errors(form: BaseForm) -> Faults:
    """Turn a form's errors into anchors and sentences."""
    rows: Faults = []
    for name, found in form.errors.items():
        # A group of radio buttons has no label of its own, but its id.
        anchor = form[name].id_for_label or f"id_{name}" if name in form.fields else "main"
        rows += [(anchor, str(text)) for text in found]
    return rows
