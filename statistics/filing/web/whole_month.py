"""A month on one screen: quantities, exports, people, and one button for all four steps.

It is put together from the steps' own forms; step 1 stands as it was opened and is changed in its
own page. What was never saved is brought from the last filed month: export products without their
numbers, and the people.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.search import products_in
from statistics.enums import ActivityState, Step, StepStatus
from statistics.filing import month_service
from statistics.filing.forms import EmploymentForm, HasExportsForm
from statistics.filing.outdated_products import ACT_ON_DASH, DashRow, live
from statistics.filing.previous_months import answers
from statistics.filing.reason_boxes import ReasonBox
from statistics.filing.row_inputs import ProductRow, Rows, typed_texts
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web import exports, production
from statistics.filing.web.context import step_url
from statistics.filing.web.employment import EmploymentStep, FieldBeside
from statistics.filing.web.exports import (
    NO_EXPORTS,
    ExportAnswers,
    ExportRow,
    ExportsStep,
    ExportTyping,
)
from statistics.filing.web.frame import (
    Frame,
    PostOutcome,
    StepContext,
    boxes_of,
    form_version,
    frame_of,
)
from statistics.filing.web.handler import answer
from statistics.filing.web.product_list import parsed_rows
from statistics.filing.web.production import FROM_NOTEBOOK, ProductionRow, ProductionStep
from statistics.filing.web.step_form import Parsed, PostedForm, Saved, onward, saved_words
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
        if sent.value is NO_EXPORTS:
            # Rows do not matter under «خیر», but what the page shows again has its products.
            parsed_rows(sent.form.rows)
        faults = [*made.faults, *sent.faults, *staff.faults]
        month = None
        if made.value and sent.value and staff.value:
            month = month_service.Month(
                made.value, sent.value.has_exports, sent.value.lines, staff.value
            )
        return Parsed(MonthTyping(staff, made, sent), month, faults)

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
        words = FROM_NOTEBOOK if posted.asks_notebook else saved_words(posted)
        return Saved(now.version, words, self._onward(posted, saved))

    def page(
        self, parsed: Parsed[MonthTyping, month_service.Month] | None, outcome: PostOutcome
    ) -> MonthPage:
        """Show the screen, stored or as posted, beside the months before."""
        boxes = boxes_of(self.context, None, outcome)
        made, sent = self._rows(parsed.form if parsed else None, boxes)
        shown: dict[Step, Sequence[ProductRow]] = {Step.EMPLOYMENT: ()}
        if not self.inactive:
            shown |= {Step.PRODUCTION: made.rows, Step.EXPORTS: sent.rows}
        staff = parsed.form.staff.form if parsed else self._stored_staff()
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

    @property
    def inactive(self) -> bool:
        return self.context.submission.activity == ActivityState.INACTIVE

    def _rows(
        self, typing: MonthTyping | None, boxes: Sequence[ReasonBox]
    ) -> tuple[Rows[ProductionRow], Rows[ExportRow]]:
        """Build the rows of steps 2 and 3, stored or as typed."""
        if typing:
            # They stand apart on the screen, each with its offers.
            dashed = self.production.dashed
            made = typed_texts(typing.made.form, dashed) if typing.made else []
            sent = typed_texts(typing.sent.form.rows) if typing.sent else []
        else:
            made = production.stored_texts(live(self.production.lines))
            sent = exports.stored_texts(live(self._sent))
        return self.production.rows(made, boxes), self.exports.rows(sent, boxes)

    def _stored_staff(self) -> EmploymentForm:
        """Fill in people: as stored, before the first save those of the last month."""
        # Once saved, an emptied field stays empty: last month's number never returns by itself.
        brought = self._fresh(Step.EMPLOYMENT) and self.context.months
        stored = self.context.submission.employment
        return self.employment.form_with(self.context.months[0].figures if brought else stored)

    @cached_property
    def _sent(self) -> list[ExportLine]:
        """Before the first save of step 3 its lines are those of the last month, empty."""
        submission, months = self.context.submission, self.context.months
        month = submission.period
        if not self._fresh(Step.EXPORTS):
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

    def _fresh(self, step: Step) -> bool:
        state = self.context.states[step]
        # A step that went back to empty was written before, so its version is above zero.
        return state.version == 0 and state.status == StepStatus.EMPTY

    def _onward(self, posted: PostedForm, saved: Submission) -> str:
        """Lead to the picker of products or step 3 where asked for, else where a save leads."""
        if posted.text("action") == "products":
            return reverse("statistics:production_products", args=[saved.tracking_number])
        if posted.text("action") == "exports":
            return step_url(saved, Step.EXPORTS)
        return onward(self.context, posted, saved)


def versions(posted: PostedForm) -> dict[Step, int]:
    """Read the version of each step; -1 for each when the form names none.

    A missing version is never right, so such a save is told as overtaken (decision 0003).
    """
    text = posted.text("version")
    found = text.split("-") if VERSIONS.fullmatch(text) else ["-1"] * len(Step)
    return {step: int(each) for step, each in zip(Step, found, strict=True)}


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, WholeMonth)
