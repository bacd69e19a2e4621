"""The frame of a step page: what stands around the form, and what became of the last post."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar, NamedTuple, Protocol

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from config.time_left import TimeLeft
from statistics.enums import Step, StepStatus
from statistics.figures import flag_figure
from statistics.filing.outdated_products import DashRow
from statistics.filing.previous_months import PreviousMonth, months_beside
from statistics.filing.reason_boxes import ReasonBox, kept_boxes
from statistics.filing.row_inputs import ProductRow
from statistics.filing.web.context import (
    CONFIRMED,
    NOT_FILLED,
    OwnMonth,
    StepTab,
    confirm_url,
    facts,
    return_url,
    step_states,
    tabs,
    time_left,
)
from statistics.filing.web.correction_marks import CorrectionMarks, MarkedField, told
from statistics.models import StepState, Submission
from statistics.return_note import ReturnNote, return_note
from statistics.rules.services import NO_REASONS, Reasons

NO_DASHES: Mapping[Step, Sequence[DashRow]] = {}
# What to put right: the anchor of each field and a sentence.
Faults = list[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class StepContext:
    """A person at one of their months, at one instant. What a page reads is read once."""

    request: HttpRequest
    user: User
    month: OwnMonth
    at: datetime

    @property
    def submission(self) -> Submission:
        return self.month.submission

    @cached_property
    def states(self) -> dict[int, StepState]:
        return step_states(self.submission)

    def fresh(self, step: Step) -> bool:
        """Whether nothing was ever saved in a step."""
        state = self.states[step]
        # A step that went back to empty was written before, so its version is above zero.
        return state.version == 0 and state.status == StepStatus.EMPTY

    @cached_property
    def months(self) -> list[PreviousMonth]:
        """The last filed month and the same one a year before; a query only where not read yet."""
        brought = self.month.beside
        return months_beside(self.submission) if brought is None else brought

    @cached_property
    def note(self) -> ReturnNote | None:
        """Why the month came back; one query for a returned month, none for another."""
        return return_note(self.submission)

    @property
    def marks(self) -> Sequence[str]:
        return self.note.keys if self.note else ()


class FormVersion(NamedTuple):
    """The version of what a form shows, and when it was saved."""

    version: str
    saved_at: datetime | None


class OvertakenFigure(NamedTuple):
    """A figure that was typed over somebody else's save: both texts."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True)
class PostOutcome:
    """What became of a posted form, as its page tells it. A page just opened has none of it.

    `asked` are the boxes of soft rules that want a reason, `seen` the version which the typed
    text answers: not one saved since.
    """

    errors: Faults = field(default_factory=list)
    asked: list[ReasonBox] | None = None
    answers: Reasons = field(default_factory=lambda: NO_REASONS)
    conflict: Sequence[OvertakenFigure] = ()
    conflict_at: datetime | None = None
    kept: bool = False
    seen: str | None = None
    # What the posted page said of itself: the version it was opened with, and its texts then.
    opened: str | None = None
    was: str | None = None


@dataclass(frozen=True)
class Frame:
    """What stands around the form of a step, or of the whole month."""

    tabs: list[StepTab]
    state: FormVersion
    opened: str = ""
    form_state: str = NOT_FILLED
    form_confirmed: bool = False
    deadline: TimeLeft | None = None
    submission: Submission | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)
    month_url: str = ""
    confirm_url: str = ""
    # The owner sits across the desk of a union, and its clerk types.
    assisted: bool = False
    complete: bool = False
    returned: str = ""
    told: CorrectionMarks | None = None
    errors: Faults = field(default_factory=list)
    soft_apart: tuple[ReasonBox, ...] = ()
    asked: tuple[ReasonBox, ...] = ()
    conflict: Sequence[OvertakenFigure] = ()
    conflict_at: datetime | None = None
    kept: bool = False


# One field of a page: its name in the form, the key of its figure, the text in it.
PageInput = tuple[str, str, str]


class FormPage(Protocol):
    """A page of a step: its template and its frame, beside what the step itself shows."""

    template: ClassVar[str]

    @property
    def frame(self) -> Frame:
        """What stands around the form."""

    @property
    def inputs(self) -> Iterator[PageInput]:
        """The fields of the form: name, key of the figure, text."""


def form_version(states: Mapping[int, StepState], step: Step | None) -> FormVersion:
    """Tell how a step stands; for None all four as one: their versions in one text."""
    if step is not None:
        return FormVersion(str(states[step].version), states[step].saved_at)
    saved = [state.saved_at for state in states.values() if state.saved_at]
    version = "-".join(str(states[each].version) for each in Step)
    return FormVersion(version, max(saved, default=None))


def boxes_of(context: StepContext, step: Step | None, outcome: PostOutcome) -> list[ReasonBox]:
    """Gather the amber boxes of a step, or of all: those asked for, else the reasons kept.

    Stored reasons are read only where a step says that it has some.
    """
    # These boxes hold what was posted, and what is still wanted.
    if outcome.asked is not None:
        return outcome.asked
    month = context.submission.period
    states = context.states.values() if step is None else [context.states[step]]
    if not any(getattr(state, "has_flags", False) for state in states):
        return kept_boxes(month, [], outcome.answers)
    # A flag without a reason came up at filing: it is the reviewer's to see (decision 0009).
    stored = context.submission.flagged.exclude(reason="").order_by("rule", "key")
    if step is not None:
        stored = stored.filter(step=step)
    return kept_boxes(month, map(flag_figure, stored), outcome.answers)


def boxes_at(boxes: Sequence[ReasonBox], step: Step, code: str) -> tuple[ReasonBox, ...]:
    return tuple(box for box in boxes if code and box.stands_at(step, code))


def frame_of(
    context: StepContext,
    step: Step | None,
    outcome: PostOutcome,
    boxes: Sequence[ReasonBox],
    shown: Mapping[Step, Sequence[ProductRow]],
    dashes: Mapping[Step, Sequence[DashRow]] = NO_DASHES,
) -> Frame:
    """Build the frame of a step, or of the whole month (None).

    `shown` are the steps of the page with their rows, `dashes` their products with a dash; boxes
    of no row stand apart.
    """
    submission, states = context.submission, context.states
    green = [s for s in Step if states[s].status == StepStatus.CONFIRMED]
    complete = len(green) == len(Step)
    confirmed = complete if step is None else step in green
    state = form_version(states, step)
    in_rows = {box for rows in shown.values() for row in rows for box in row.soft}
    return Frame(
        tabs=tabs(submission, states, step or 0, context.month.assisted),
        # A refused form keeps its old version: a save since must still be told (decision 0003).
        state=state if outcome.seen is None else state._replace(version=outcome.seen),
        opened=state.version if outcome.opened is None else outcome.opened,
        form_state=CONFIRMED if confirmed else NOT_FILLED,
        form_confirmed=confirmed,
        deadline=time_left(submission, context.at),
        submission=submission,
        facts=facts(submission),
        month_url=reverse("statistics:month", args=[submission.tracking_number]),
        confirm_url=confirm_url(submission, context.month.assisted),
        assisted=context.month.assisted,
        complete=complete,
        returned=return_url(submission),
        told=told(submission, context.note, shown, _dashed(context.marks, dashes)),
        errors=outcome.errors,
        soft_apart=tuple(box for box in boxes if box not in in_rows),
        asked=tuple(box for box in boxes if box.fault),
        conflict=outcome.conflict,
        conflict_at=outcome.conflict_at,
        kept=outcome.kept,
    )


def _dashed(
    marks: Sequence[str], dashes: Mapping[Step, Sequence[DashRow]]
) -> dict[str, MarkedField]:
    """Lead from a marked figure to its product's dash: there it is replaced or taken off."""
    places = {
        f"{step.name.lower()}:{row.item.code}": MarkedField(f"#dash-{row.item.code}", row.item.name)
        for step, rows in dashes.items()
        for row in rows
    }
    # An export figure's key goes on behind the product's code.
    found = {key: places.get(":".join(key.split(":")[:2])) for key in marks}
    return {key: place for key, place in found.items() if place}
