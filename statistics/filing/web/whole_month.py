"""A month on one screen: quantities, exports, people, and one button for all four steps.

It is put together from the steps' own forms; step 1 stands as it was opened and is changed in its
own page. What was never saved is brought from the last filed month: export products without their
numbers, and the people.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.search import products_in
from config.repeated_posts import compares_state
from statistics.enums import ActivityState, Step
from statistics.filing import month_service
from statistics.filing.forms import EmploymentForm, HasExportsForm
from statistics.filing.outdated_products import ACT_ON_DASH, DashRow, live
from statistics.filing.previous_months import answers
from statistics.filing.reason_boxes import ReasonBox
from statistics.filing.row_inputs import GoneRow, ProductRow, Rows, gone_between, typed_texts
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.undo import removed_lines
from statistics.filing.web import production
from statistics.filing.web.context import step_url
from statistics.filing.web.employment import EmploymentStep, FieldBeside, staff_inputs
from statistics.filing.web.exports import (
    ExportAnswers,
    ExportRow,
    ExportsStep,
    ExportTyping,
    export_inputs,
)
from statistics.filing.web.frame import (
    Frame,
    PageInput,
    PostOutcome,
    StepContext,
    boxes_of,
    form_version,
    frame_of,
)
from statistics.filing.web.handler import answer
from statistics.filing.web.product_list import RowButtons
from statistics.filing.web.production import (
    FROM_NOTEBOOK,
    PostedQuantities,
    ProductionRow,
    ProductionStep,
)
from statistics.filing.web.step_form import Parsed, PostedForm, Saved, led_on
from statistics.models import ExportLine, Submission
from statistics.models.lines import with_measures

VERSIONS = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9}){3}")


@dataclass(frozen=True)
class MonthTyping:
    """The screen as typed; a month declared inactive has nothing but people."""

    staff: Parsed[EmploymentForm, EmploymentAnswers]
    made: Parsed[production.ProductionTyping, production.PostedQuantities] | None = None
    sent: Parsed[ExportTyping, ExportAnswers] | None = None


@dataclass(frozen=True)
class MonthPage:
    """The one screen: the parts of steps 2, 3 and 4."""

    template: ClassVar[str] = "statistics/filing/month.html"

    frame: Frame
    inactive: bool
    rows: Rows[ProductionRow]
    dashes: list[DashRow]
    act_on_dash: str
    from_notebook: bool
    form: HasExportsForm
    sent: Rows[ExportRow]
    answered: str
    staff: EmploymentForm
    people: list[FieldBeside]

    @property
    def inputs(self) -> Iterator[PageInput]:
        yield from ((box.name, box.key, box.text) for box in self.rows.inputs)
        yield from export_inputs(self.form, self.sent)
        yield from staff_inputs(self.staff)


@dataclass(frozen=True, eq=False)
class WholeMonth:
    """All four steps in the browser as one form."""

    context: StepContext
    step: ClassVar[None] = None

    @cached_property
    def production(self) -> ProductionStep:
        return ProductionStep(self.context)

    @cached_property
    def exports(self) -> ExportsStep:
        return ExportsStep(self.context)

    @cached_property
    def employment(self) -> EmploymentStep:
        return EmploymentStep(self.context)

    def parse(self, posted: PostedForm) -> Parsed[MonthTyping, month_service.Month]:
        """Check everything, so that all faults are told at once."""
        staff = self.employment.parse(posted)
        if self.inactive:
            # Steps 2 and 3 are not on the screen of an inactive month.
            nothing: production.PostedQuantities = PostedLines({})
            people = staff.value
            month = month_service.Month(nothing, None, PostedLines({}), people) if people else None
            return Parsed(MonthTyping(staff), month, staff.faults)
        made, sent = self.production.parse_rows(posted), self.exports.parse_answers(posted)
        faults = [*made.faults, *sent.faults, *staff.faults]
        month = None
        if made.value and sent.value and staff.value:
            month = self._month(made.value, sent.value, staff.value, posted)
        return Parsed(MonthTyping(staff, made, sent), month, faults)

    def readable(
        self, parsed: Parsed[MonthTyping, month_service.Month], posted: PostedForm
    ) -> month_service.Month | None:
        """Take of each part what can be read."""
        typing = parsed.form
        people = self.employment.readable(typing.staff, posted)
        if typing.made is None or typing.sent is None:
            return month_service.Month(PostedLines({}), None, PostedLines({}), people)
        made = self.production.readable(typing.made, posted)
        sent = self.exports.readable(typing.sent, posted)
        return self._month(made, sent, people, posted) if made and sent else None

    @staticmethod
    def _month(
        made: PostedQuantities,
        sent: ExportAnswers,
        people: EmploymentAnswers,
        posted: PostedForm,
    ) -> month_service.Month:
        """Put the parts together; the buttons at rows are those of the exports."""
        buttons = RowButtons.of(posted)
        made = replace(made, back=None, settled=buttons.settled)
        lines = replace(sent.lines, back=buttons.back or None, settled=buttons.settled)
        return month_service.Month(made, sent.has_exports, lines, people)

    def save(self, value: month_service.Month, posted: PostedForm) -> Saved:
        """Save steps 2 to 4; when confirming all four are green, or nothing is stored."""
        context = self.context
        if not self.inactive:
            value = replace(value, made=self.production.with_notebook(value.made, posted))
        saved = month_service.save_month(
            context.user,
            context.submission.tracking_number,
            versions(posted),
            value,
            posted.confirming,
            context.at,
            posted.reasons,
        )
        # Only the saved steps were raised, so the four are read from the save itself.
        now = form_version({state.step: state for state in saved.steps.all()}, None)
        said, url = self._led_on(posted, saved)
        return Saved(now.version, FROM_NOTEBOOK if posted.asks_notebook else said, url)

    def page(
        self, parsed: Parsed[MonthTyping, month_service.Month] | None, outcome: PostOutcome
    ) -> MonthPage:
        """Show the screen, stored or as posted, beside the months before."""
        boxes = boxes_of(self.context, None, outcome)
        made, sent = self._rows(parsed.form if parsed else None, boxes)
        shown: dict[Step, Sequence[ProductRow]] = {Step.EMPLOYMENT: ()}
        if not self.inactive:
            shown |= {Step.PRODUCTION: made.rows, Step.EXPORTS: sent.rows}
        staff = parsed.form.staff.form if parsed else self.employment.stored_form
        answered = parsed.form.sent if parsed else None
        return MonthPage(
            frame=frame_of(self.context, None, outcome, boxes, shown),
            inactive=self.inactive,
            rows=made,
            dashes=self.production.dashes,
            act_on_dash=ACT_ON_DASH,
            from_notebook=bool(self.production.noted),
            form=answered.form.form if answered else self.exports.stored_form,
            sent=sent,
            answered=answers(self.context.months),
            staff=staff,
            people=self.employment.fields(staff),
        )

    def cells(self, parsed: Parsed[MonthTyping, month_service.Month]) -> SubmittedValues:
        typing = parsed.form
        found: SubmittedValues = self.production.cells(typing.made) if typing.made else []
        found += self.exports.cells(typing.sent) if typing.sent else []
        return found + self.employment.cells(typing.staff)

    def seen(self, posted: PostedForm) -> str:
        """Name the four versions as one text."""
        return "-".join(str(version) for version in versions(posted).values())

    def way_to(self, fault: str) -> str:
        """All is on the one screen, but what has a dash: that stands at its own step."""
        return "main"

    def versions(self, text: str) -> Mapping[Step, int]:
        return versions_in(text)

    @property
    def inactive(self) -> bool:
        return self.context.submission.activity == ActivityState.INACTIVE

    def _rows(
        self, typing: MonthTyping | None, boxes: Sequence[ReasonBox]
    ) -> tuple[Rows[ProductionRow], Rows[ExportRow]]:
        """Build the rows of steps 2 and 3, stored or as typed."""
        gone: Mapping[int, Sequence[GoneRow]] = {}
        if typing:
            # They stand apart on the screen, each with its offers.
            dashed = self.production.dashed
            made = typed_texts(typing.made.form, dashed) if typing.made else []
            sent = typing.sent.form.texts() if typing.sent else []
        else:
            made = production.stored_texts(live(self.production.lines))
            lines = live(self._sent)
            sent = self.exports.stored_texts(lines)
            removed = removed_lines(self.context.states[Step.EXPORTS])
            gone = gone_between(lines, removed, True, True)
        return (
            self.production.rows(made, boxes),
            replace(self.exports.rows(sent, boxes), gone=gone),
        )

    @cached_property
    def _sent(self) -> list[ExportLine]:
        """Before the first save of step 3 its lines are those of the last month, empty."""
        submission, months = self.context.submission, self.context.months
        month = submission.period
        if not self.context.fresh(Step.EXPORTS):
            return with_measures(submission.export_lines.order_by("position", "pk"), month)
        # The first is the last filed month.
        codes = [sent.code for sent in months[0].figures.exports] if months else []
        found = products_in(month, codes) if codes else {}
        return [
            ExportLine(submission=submission, position=position, product=found[code])
            for position, code in enumerate(codes, start=1)
            # A product retired meanwhile is not brought in only to stand there with a dash.
            if code in found and found[code].is_valid_in(month)
        ]

    def _led_on(self, posted: PostedForm, saved: Submission) -> tuple[str, str]:
        """Lead to the picker of products or step 3 where asked for, else where a save leads."""
        words, url = led_on(self.context, posted, saved, None)
        if posted.text("action") == "products":
            url = reverse("statistics:production_products", args=[saved.tracking_number])
        if posted.text("action") == "exports":
            url = step_url(saved, Step.EXPORTS)
        return words, url


def versions(posted: PostedForm) -> dict[Step, int]:
    """Read the version of each step; -1 for each when the form names none.

    A missing version is never right, so such a save is told as overtaken (decision 0003).
    """
    return versions_in(posted.text("version"))


def versions_in(text: str) -> dict[Step, int]:
    """Read the versions of the four steps from one text."""
    found = text.split("-") if VERSIONS.fullmatch(text) else ["-1"] * len(Step)
    return {step: int(each) for step, each in zip(Step, found, strict=True)}


@compares_state
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, WholeMonth)
