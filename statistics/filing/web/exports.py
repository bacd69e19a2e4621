"""Step 3: yes or no, and four numbers for each exported product."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from catalog.models import Product
from config.form_recovery import says_unsent
from config.repeated_posts import compares_state
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
    PageInput,
    PostOutcome,
    StepContext,
    boxes_at,
    boxes_of,
    frame_of,
)
from statistics.filing.web.handler import answer
from statistics.filing.web.product_list import (
    RowButtons,
    gone_on,
    not_added,
    page_of,
    parsed_rows,
    told_apart,
    way_to,
)
from statistics.filing.web.step_form import (
    Parsed,
    PostedForm,
    Saved,
    form_errors,
    led_on,
    one_version,
)
from statistics.models import ExportLine
from statistics.models.lines import with_measures
from statistics.rules.hard_rules import tonnes_of

PREFIX = PREFIXES[Step.EXPORTS]
NUMBERS = ("quantity", "tonnes", "value_usd", "value_irr")
WHY_TONNES = "علت تفاوت تناژ"
CHOICES_SHOWN = 20


@dataclass(frozen=True)
class ExportTyping:
    """Step 3 as typed."""

    form: HasExportsForm
    rows: Lines[ExportFigures]

    def texts(self, without: Collection[str] = ()) -> list[RowTexts]:
        """Write the rows as texts, but those of some products; under «خیر» none is judged."""
        found = typed_texts(self.rows, without)
        if self.form.is_valid() and self.form.answer is False:
            return [replace(texts, errors={}) for texts in found]
        return found


@dataclass(frozen=True)
class ExportAnswers:
    """Step 3 as checked: the answer, and the four numbers by the product's code."""

    has_exports: bool | None
    lines: PostedLines[ExportFigures]


@dataclass(frozen=True, kw_only=True)
class ExportRow(ProductRow):
    """One exported product: its numbers, why its tonnes differ, what was exported before."""

    numbers: tuple[Input, ...]
    reason: Input | None = None
    previous: tuple[str, ...] = ()
    # The tonnes as the portal computed them; '' where the unit wrote its own.
    computed: str = ""

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
    page: Page[ExportLine]

    @property
    def inputs(self) -> Iterator[PageInput]:
        return export_inputs(self.form, self.rows)


@dataclass(frozen=True, eq=False)
class ExportsStep:
    """Step 3 in the browser."""

    context: StepContext
    step: ClassVar[Step] = Step.EXPORTS

    def parse(self, posted: PostedForm) -> Parsed[ExportTyping, ExportAnswers]:
        """Check the answer, the rows and the product to be added."""
        found, buttons = self.parse_answers(posted), RowButtons.of(posted)
        refused = buttons.refused(self.context.submission, self.step)
        if refused or found.value is None:
            return replace(found, value=None, faults=[*refused, *found.faults])
        lines = buttons.applied(found.value.lines)
        return replace(found, value=replace(found.value, lines=lines))

    def parse_answers(self, posted: PostedForm) -> Parsed[ExportTyping, ExportAnswers]:
        """Check the answer and the rows alone.

        Under «خیر» no row is judged; a draft keeps those that can be read (decision 0032).
        """
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
        listed = parsed_rows(rows)
        if answered and form.answer is False:
            drafted = None if posted.confirming else listed.value
            return Parsed(typing, ExportAnswers(False, drafted or PostedLines({})), [])
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
        said, there = led_on(context, posted, saved, self.step)
        url = buttons.onward(context.submission, self.step, context.request.path)
        return Saved(str(posted.version + 1), buttons.said(said), url or there)

    def page(
        self, parsed: Parsed[ExportTyping, ExportAnswers] | None, outcome: PostOutcome
    ) -> ExportsPage:
        boxes = boxes_of(self.context, self.step, outcome)
        # A refused form keeps its pages and its choices: their buttons save what can be read.
        page, choices = page_of(self.lines, self.context.request), self._choices
        if parsed:
            form = parsed.form.form
            # Products with a dash have a place of their own above the rows.
            dashed = {row.item.code for row in self.dashes}
            texts = parsed.form.texts(dashed)
            rows = self.rows(texts, boxes, page.start_index() or 1)
        else:
            form = self.stored_form
            rows = self.rows(self.stored_texts(page), boxes, page.start_index())
            rows = replace(rows, gone=gone_on(page, self.context.states[self.step]))
        shown, dashes = {self.step: rows.rows}, {self.step: self.dashes}
        frame = frame_of(self.context, self.step, outcome, boxes, shown, dashes)
        return ExportsPage(
            frame, form, rows, self.dashes, answers(self.context.months), choices, page
        )

    def readable(
        self, parsed: Parsed[ExportTyping, ExportAnswers], posted: PostedForm
    ) -> ExportAnswers | None:
        """Take the answer and what can be read; a faulty number stays stored as it is."""
        buttons, form = RowButtons.of(posted), parsed.form.form
        if buttons.refused(self.context.submission, self.step) or not form.is_valid():
            return None
        rows = parsed.form.rows
        if not told_apart(rows):
            return None
        stored = {line.product.code: line for line in self.lines}
        values = {}
        for row in rows.kept:
            if row.item and row.errors.keys() <= {*NUMBERS, "tonnes_reason"}:
                line = stored.get(row.item.code, ExportLine())
                as_stored = {name: getattr(line, name) for name in row.errors}
                values[row.item.code] = replace(row.figures, **as_stored)
        lines = buttons.applied(PostedLines(values, rows.taken_off))
        return ExportAnswers(form.answer, lines)

    def cells(self, parsed: Parsed[ExportTyping, ExportAnswers]) -> SubmittedValues:
        return export_cells(parsed.form.form.answer, parsed.form.rows)

    def seen(self, posted: PostedForm) -> str:
        return str(posted.version)

    def way_to(self, fault: str) -> str:
        return way_to(self.context.submission, self.step, self.lines, fault)

    def versions(self, text: str) -> Mapping[Step, int]:
        return one_version(self.step, text)

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
            computed=texts.texts["computed"],
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

    def stored_texts(self, lines: Iterable[ExportLine]) -> list[RowTexts]:
        """Write stored lines as the texts of rows, and which tonnes the portal computed itself."""
        found = list(lines)
        factors = self._factors(line.product for line in found)
        return [_stored(n, line, factors.get(line.product_id)) for n, line in enumerate(found)]

    def _factors(self, products: Iterable[Product]) -> Mapping[int, Decimal]:
        """Look up what one of each product weighed in the unit's last export of it."""
        return remembered_factors(self.context.submission, products)


def export_inputs(form: HasExportsForm, rows: Rows[ExportRow]) -> Iterator[PageInput]:
    yield "has_exports", "exports:has_exports", str(form["has_exports"].value() or "")
    for each in rows.inputs:
        yield each.name, each.key, each.text


def _stored(index: int, line: ExportLine, remembered: Decimal | None) -> RowTexts:
    own = line.product.measure.tonne_factor
    computed = tonnes_of(remembered if own is None else own, line.quantity)
    texts = {
        "quantity": number_text(line.quantity),
        "tonnes": number_text(line.tonnes),
        "value_usd": number_text(line.value_usd),
        "value_irr": number_text(line.value_irr),
        "tonnes_reason": line.tonnes_reason,
        "computed": number_text(line.tonnes) if line.tonnes == computed else "",
    }
    return RowTexts(f"{PREFIX}-{index}", line.product.code, line.product, texts)


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


@compares_state
@says_unsent(not_added)
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, ExportsStep)
