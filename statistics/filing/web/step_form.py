"""What a step of the month is to the one handler: read what is posted, save it, show it.

A figure stays typed all the way: posted text is parsed into checked answers (`Parsed.value`,
dataclasses of Decimal and int), those go to the service, and a page is an object with rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.forms import BaseForm
from django.http import QueryDict

from config import form_recovery
from config.http import version_in
from config.persian import machine_code, to_persian_digits
from statistics.enums import Step
from statistics.filing.queries import steps_to_do
from statistics.filing.reason_boxes import posted as posted_reasons
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.context import confirm_url, step_url
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

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed that leads on: to another page, to a row put on or off."""
        return self.text("action") not in ("save", "confirm")

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

    def readable(self, parsed: Parsed[F, T], posted: PostedForm) -> T | None:
        """Take of a refused draft what can be read; None where nothing can be told apart."""

    def save(self, value: T, posted: PostedForm) -> Saved:
        """Call the service with checked answers. What it raises the handler answers."""

    def page(self, parsed: Parsed[F, T] | None, outcome: PostOutcome) -> FormPage:
        """Build the page, as typed or, where nothing was posted, as stored."""

    def cells(self, parsed: Parsed[F, T]) -> SubmittedValues:
        """Put the typed figures in words, to be compared with the stored ones."""

    def seen(self, posted: PostedForm) -> str:
        """Name the version which the typed form answers, as its page does."""

    def way_to(self, fault: str) -> str:
        """Find the id or the address at which a fault of the stored month is put right."""

    def versions(self, text: str) -> Mapping[Step, int]:
        """Read the versions of the page's steps from the text in which it names them."""


def one_version(step: Step, text: str) -> dict[Step, int]:
    """Read the version of one step; -1 where it names none."""
    return {step: int(text) if re.fullmatch("[0-9]{1,9}", text) else -1}


def confirmed_words(done: str, waiting: Sequence[Step]) -> str:
    """Finish the guide's words: a step that is confirmed is no month that is sent.

    '' when nothing is left but the last confirmation: its own page says so.
    """
    if not waiting:
        return ""
    left = f"{to_persian_digits(len(waiting))} گام و تأیید نهایی مانده است."
    return f"{SUCCESS} {done} تأیید شد؛ {left}"


def led_on(
    context: StepContext, posted: PostedForm, saved: Submission, step: Step | None
) -> tuple[str, str]:
    """Say what was saved and lead on: to the first step that is not green, or to check; else stay.

    `step` is None where all were confirmed together.
    """
    if not posted.confirming:
        return SAVED, form_recovery.address(context.request)
    waiting = steps_to_do(saved)
    done = f"گام {to_persian_digits(int(step))}" if step else "هر چهار گام"
    if waiting:
        return confirmed_words(done, waiting), step_url(saved, waiting[0])
    return "", confirm_url(saved, context.month.assisted)


def form_errors(form: BaseForm) -> Faults:
    """Turn a form's errors into anchors and sentences."""
    rows: Faults = []
    for name, found in form.errors.items():
        # A group of radio buttons has no label of its own, but its id.
        anchor = form[name].id_for_label or f"id_{name}" if name in form.fields else "main"
        rows += [(anchor, str(text)) for text in found]
    return rows
