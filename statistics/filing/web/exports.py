"""Step 3: yes or no, and four numbers for each exported product."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from catalog.models import Product
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.export_weights import remembered_factors
from statistics.filing.forms import ExportLines, ExportRowForm, HasExportsForm, Lines
from statistics.filing.outdated_products import DashRow, dash_rows, live, with_peers
from statistics.filing.previous_months import answers, exports
from statistics.filing.reason_boxes import ReasonBox
from statistics.filing.row_inputs import (
    EXPORT_PARTS,
    PREFIXES,
    Input,
    ProductRow,
    Rows,
    RowTexts,
    box,
    number_text,
    typed_texts,
)
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.filing.submitted_values import SubmittedValues, export_cells
from statistics.filing.web.frame import (
    Frame,
    PostOutcome,
    StepContext,
    boxes_at,
    boxes_of,
    frame_of,
)
from statistics.filing.web.handler import answer
from statistics.filing.web.product_list import RowButtons, page_of, parsed_rows
from statistics.filing.web.step_form import (
    Parsed,
    PostedForm,
    Saved,
    form_errors,
    onward,
    saved_words,
)
from statistics.models import ExportLine
from statistics.models.lines import with_measures

PREFIX = PREFIXES[Step.EXPORTS]
NUMBERS = ("quantity", "tonnes", "value_usd", "value_irr")
WHY_TONNES = "علت تفاوت تناژ"
CHOICES_SHOWN = 20


@dataclass(frozen=True)
class ExportTyping:
    """Step 3 as typed."""

    form: HasExportsForm
    rows: Lines[ExportFigures]


@dataclass(frozen=True)
class ExportAnswers:
    """Step 3 as checked: the answer, and the four numbers by the product's code."""

    has_exports: bool | None
    lines: PostedLines[ExportFigures]


NO_EXPORTS = ExportAnswers(False, PostedLines({}))


@dataclass(frozen=True, kw_only=True)
class ExportRow(ProductRow):
    """One exported product: its numbers, why its tonnes differ, what was exported before."""

    numbers: tuple[Input, ...]
    reason: Input | None = None
    previous: tuple[str, ...] = ()

    @property
    def boxes(self) -> tuple[Input, ...]:
        return (*self.numbers, self.reason) if self.reason else self.numbers


@dataclass(frozen=True)
class ExportsPage:
    """The page of step 3; `choices` are products of step 2 that may be added."""

    template: ClassVar[str] = "statistics/filing/exports.html"

    frame: Frame
    form: HasExportsForm
    rows: Rows[ExportRow]
    dashes: list[DashRow]
    answered: str
    choices: list[Product]
    page: Page[ExportLine] | None


@dataclass(frozen=True, eq=False)
class ExportsStep:
    """Step 3 in the browser."""

    context: StepContext
    step: ClassVar[Step] = Step.EXPORTS

    def parse(self, posted: PostedForm) -> Parsed[ExportTyping, ExportAnswers]:
        """Check the answer and, unless it is «خیر», the rows and the product to be added."""
        found, buttons = self.parse_answers(posted), RowButtons.of(posted)
        # Under «خیر» buttons at rows mean nothing either.
        if found.value and found.value.has_exports is False:
            return found
        refused = buttons.refused(self.context.submission, self.step)
        if refused or found.value is None:
            return replace(found, value=None, faults=[*refused, *found.faults])
        lines = buttons.applied(found.value.lines)
        return replace(found, value=replace(found.value, lines=lines))

    def parse_answers(self, posted: PostedForm) -> Parsed[ExportTyping, ExportAnswers]:
        """Check the answer and the rows alone; rows do not matter under «خیر»."""
        form = HasExportsForm(posted.data, confirming=posted.confirming)
        rows = ExportLines(
            posted.data,
            prefix=PREFIX,
            form_kwargs={"confirming": posted.confirming},
            month=self.context.submission.period,
            # Asked within the form: tonnes left empty are computed before they are judged.
            factors=self._factors,
        )
        typing = ExportTyping(form, rows)
        answered = form.is_valid()
        if answered and form.answer is False:
            return Parsed(typing, NO_EXPORTS, [])
        listed = parsed_rows(rows)
        faults = [*form_errors(form), *listed.faults]
        if not answered or listed.value is None:
            return Parsed(typing, None, faults)
        return Parsed(typing, ExportAnswers(form.answer, listed.value), faults)

    def save(self, value: ExportAnswers, posted: PostedForm) -> Saved:
        context, buttons = self.context, RowButtons.of(posted)
        saved = services.save_exports(
            context.user,
            context.submission.tracking_number,
            posted.version,
            value.has_exports,
            value.lines,
            posted.confirming,
            context.at,
            posted.reasons,
        )
        url = buttons.onward(context.submission, self.step, context.request.path)
        return Saved(
            str(posted.version + 1),
            buttons.words or saved_words(posted),
            url or onward(context, posted, saved),
        )

    def page(
        self, parsed: Parsed[ExportTyping, ExportAnswers] | None, outcome: PostOutcome
    ) -> ExportsPage:
        boxes = boxes_of(self.context, self.step, outcome)
        if parsed:
            # Typed rows stand as they were sent: no other page, no choices that would lose them.
            page, choices, form = None, [], parsed.form.form
            # Products with a dash have a place of their own above the rows.
            dashed = {row.item.code for row in self.dashes}
            rows = self.rows(typed_texts(parsed.form.rows, dashed), boxes)
        else:
            page, choices = page_of(self.lines, self.context.request), self._choices
            form = self.stored_form
            rows = self.rows(stored_texts(page), boxes, page.start_index())
        frame = frame_of(self.context, self.step, outcome, boxes, {self.step: rows.rows})
        return ExportsPage(
            frame, form, rows, self.dashes, answers(self.context.months), choices, page
        )

    def cells(self, parsed: Parsed[ExportTyping, ExportAnswers]) -> SubmittedValues:
        return export_cells(parsed.form.form.answer, parsed.form.rows)

    def seen(self, posted: PostedForm) -> str:
        return str(posted.version)

    @property
    def stored_form(self) -> HasExportsForm:
        return HasExportsForm.of(self.context.submission.exports.has_exports)

    def rows(
        self, texts: Sequence[RowTexts], boxes: Sequence[ReasonBox], start: int = 1
    ) -> Rows[ExportRow]:
        """Build rows with what stands beside them; `start` numbers the first."""
        return Rows(PREFIX, tuple(self._row(n, each, boxes) for n, each in enumerate(texts, start)))

    def _row(self, number: int, texts: RowTexts, boxes: Sequence[ReasonBox]) -> ExportRow:
        marks = self.context.marks
        return ExportRow(
            number=number,
            prefix=texts.prefix,
            code=texts.code,
            item=texts.item,
            errors=texts.refused,
            soft=boxes_at(boxes, self.step, texts.code),
            numbers=tuple(_number(texts, name, marks) for name in NUMBERS),
            reason=_reason(texts, marks),
            previous=self.previous.get(texts.code, ()),
        )

    @cached_property
    def lines(self) -> list[ExportLine]:
        submission = self.context.submission
        lines = with_peers(submission.export_lines.all(), submission)
        return with_measures(lines.order_by("position", "pk"), submission.period)

    @cached_property
    def dashes(self) -> list[DashRow]:
        return dash_rows(self.context.submission, self.lines)

    @cached_property
    def previous(self) -> Mapping[str, tuple[str, ...]]:
        """By product code."""
        return exports(self.context.months)

    @property
    def _choices(self) -> list[Product]:
        submission = self.context.submission
        made = with_measures(submission.production.order_by("position"), submission.period)
        # What has a dash is replaced, not added again.
        listed = {line.product.code for line in live(self.lines)}
        found = [line.product for line in live(made) if line.product.code not in listed]
        return found[:CHOICES_SHOWN]

    def _factors(self, products: Iterable[Product]) -> Mapping[int, Decimal]:
        """Look up what one of each product weighed in the unit's last export of it."""
        return remembered_factors(self.context.submission, products)


def stored_texts(lines: Iterable[ExportLine]) -> list[RowTexts]:
    """Write stored lines as the texts of rows."""
    return [
        RowTexts(
            f"{PREFIX}-{index}",
            line.product.code,
            line.product,
            {
                "quantity": number_text(line.quantity),
                "tonnes": number_text(line.tonnes),
                "value_usd": number_text(line.value_usd),
                "value_irr": number_text(line.value_irr),
                "tonnes_reason": line.tonnes_reason,
            },
        )
        for index, line in enumerate(lines)
    ]


def _number(texts: RowTexts, name: str, marks: Collection[str]) -> Input:
    """Build one number; where the measure is the tonne the quantity is its tonnes too (guide)."""
    found = box(ExportRowForm, texts, name, _key(texts, name), marks)
    if name == "quantity" and texts.item and texts.item.measure.tonne_factor == 1:
        return replace(found, copy_to=f"id_{texts.prefix}-tonnes")
    return found


def _reason(texts: RowTexts, marks: Collection[str]) -> Input | None:
    """Build the reason for other tonnes, only where one is given or asked."""
    name = "tonnes_reason"
    if not texts.texts[name] and not texts.errors.get(name):
        return None
    return replace(box(ExportRowForm, texts, name, _key(texts, name), marks), label=WHY_TONNES)


def _key(texts: RowTexts, name: str) -> str:
    return f"exports:{texts.code}:{EXPORT_PARTS[name]}"


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, ExportsStep)
