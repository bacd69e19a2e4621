"""Step 2: quantity of each product; an explicit zero is an answer, empty is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from config.form_recovery import says_unsent
from config.repeated_posts import compares_state
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.forms import Lines, ProductionLines, ProductionRowForm
from statistics.filing.notebook.prefill import filled
from statistics.filing.notebook.queries import offered
from statistics.filing.outdated_products import DashRow, dash_rows, with_peers
from statistics.filing.previous_months import EarlierQuantity, quantities
from statistics.filing.reason_boxes import ReasonBox
from statistics.filing.row_inputs import (
    PREFIXES,
    Input,
    ProductRow,
    Rows,
    RowTexts,
    box,
    number_text,
    typed_texts,
)
from statistics.filing.storage import PostedLines
from statistics.filing.submitted_values import SubmittedValues, production_cells
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
    led_on,
    one_version,
)
from statistics.models import ProductionLine
from statistics.models.lines import with_measures

FROM_NOTEBOOK = "قلم‌های خالی با جمع دفتر ثبت تولید روزانه پر شد. پیش از تأیید بخوانید."
PREFIX = PREFIXES[Step.PRODUCTION]
# What was typed, and what of it is checked: a quantity by the product's code.
ProductionTyping = Lines[Decimal | None]
PostedQuantities = PostedLines[Decimal | None]


@dataclass(frozen=True, kw_only=True)
class ProductionRow(ProductRow):
    """One product of step 2: its quantity beside what was made and noted before."""

    quantity: Input
    previous: tuple[EarlierQuantity, ...] = ()
    noted: Decimal | None = None

    @property
    def boxes(self) -> tuple[Input, ...]:
        return (self.quantity,)

    @property
    def faulty(self) -> bool:
        return bool(self.errors or self.quantity.errors)


@dataclass(frozen=True)
class ProductionPage:
    """The page of step 2; `page` is the one of many rows."""

    template: ClassVar[str] = "statistics/filing/production.html"

    frame: Frame
    rows: Rows[ProductionRow]
    dashes: list[DashRow]
    from_notebook: bool
    page: Page[ProductionLine]

    @property
    def inputs(self) -> Iterator[PageInput]:
        return ((box.name, box.key, box.text) for box in self.rows.inputs)


@dataclass(frozen=True, eq=False)
class ProductionStep:
    """Step 2 in the browser."""

    context: StepContext
    step: ClassVar[Step] = Step.PRODUCTION

    def parse(self, posted: PostedForm) -> Parsed[ProductionTyping, PostedQuantities]:
        found, buttons = self.parse_rows(posted), RowButtons.of(posted)
        refused = buttons.refused(self.context.submission, self.step)
        # All that is wrong is told at once, the button's fault first.
        if refused or found.value is None:
            return replace(found, value=None, faults=[*refused, *found.faults])
        return replace(found, value=buttons.applied(found.value))

    def parse_rows(self, posted: PostedForm) -> Parsed[ProductionTyping, PostedQuantities]:
        """Check the rows alone."""
        rows = ProductionLines(
            posted.data,
            prefix=PREFIX,
            form_kwargs={"confirming": posted.confirming},
            month=self.context.submission.period,
        )
        return parsed_rows(rows)

    def save(self, value: PostedQuantities, posted: PostedForm) -> Saved:
        """Save step 2; the notebook fills what is empty when its button was pressed."""
        context, buttons = self.context, RowButtons.of(posted)
        saved = services.save_production(
            context.user,
            context.submission.tracking_number,
            posted.version,
            self.with_notebook(value, posted),
            posted.confirming,
            context.at,
            posted.reasons,
        )
        # The unit must read what was filled in before it confirms: this goes before the rest.
        said, there = led_on(context, posted, saved, self.step)
        words = FROM_NOTEBOOK if posted.asks_notebook else buttons.said(said)
        url = buttons.onward(context.submission, self.step, context.request.path)
        return Saved(str(posted.version + 1), words, url or there)

    def with_notebook(self, value: PostedQuantities, posted: PostedForm) -> PostedQuantities:
        """Fill what is empty with the sums of the notebook, when its button was pressed."""
        if not posted.asks_notebook:
            return value
        return filled(self.context.submission, self.lines, value)

    def page(
        self, parsed: Parsed[ProductionTyping, PostedQuantities] | None, outcome: PostOutcome
    ) -> ProductionPage:
        boxes = boxes_of(self.context, self.step, outcome)
        page = page_of(self.lines, self.context.request)
        texts = typed_texts(parsed.form, self.dashed) if parsed else stored_texts(page)
        rows = self.rows(texts, boxes, page.start_index() or 1)
        if parsed is None:
            rows = replace(rows, gone=gone_on(page, self.context.states[self.step]))
        shown, dashes = {self.step: rows.rows}, {self.step: self.dashes}
        frame = frame_of(self.context, self.step, outcome, boxes, shown, dashes)
        return ProductionPage(frame, rows, self.dashes, bool(self.noted), page)

    def readable(
        self, parsed: Parsed[ProductionTyping, PostedQuantities], posted: PostedForm
    ) -> PostedQuantities | None:
        """Take the rows that can be read; the others stay stored as they are."""
        buttons = RowButtons.of(posted)
        rows = parsed.form
        if buttons.refused(self.context.submission, self.step) or not told_apart(rows):
            return None
        values = {row.item.code: row.figures for row in rows.kept if row.item and not row.errors}
        if not values and not buttons.pressed:
            return None
        return buttons.applied(PostedLines(values, rows.taken_off))

    def cells(self, parsed: Parsed[ProductionTyping, PostedQuantities]) -> SubmittedValues:
        return production_cells(parsed.form)

    def seen(self, posted: PostedForm) -> str:
        return str(posted.version)

    def way_to(self, fault: str) -> str:
        return way_to(self.context.submission, self.step, self.lines, fault)

    def versions(self, text: str) -> Mapping[Step, int]:
        return one_version(self.step, text)

    def rows(
        self, texts: Sequence[RowTexts], boxes: Sequence[ReasonBox], start: int = 1
    ) -> Rows[ProductionRow]:
        """Build rows with what stands beside them; `start` numbers the first."""
        return Rows(PREFIX, tuple(self._row(n, each, boxes) for n, each in enumerate(texts, start)))

    def _row(self, number: int, texts: RowTexts, boxes: Sequence[ReasonBox]) -> ProductionRow:
        key = f"production:{texts.code}"
        return ProductionRow(
            number=number,
            prefix=texts.prefix,
            code=texts.code,
            item=texts.item,
            errors=texts.refused,
            soft=boxes_at(boxes, self.step, texts.code),
            quantity=box(ProductionRowForm, texts, "quantity", key, self.context.marks),
            previous=self.previous.get(texts.code, ()),
            noted=self.noted.get(texts.code),
        )

    @cached_property
    def lines(self) -> list[ProductionLine]:
        submission = self.context.submission
        # One query: lines, their measures, and what may stand in the place of retired products.
        lines = with_peers(submission.production.all(), submission)
        return with_measures(lines.order_by("position", "pk"), submission.period)

    @cached_property
    def dashes(self) -> list[DashRow]:
        found = dash_rows(self.context.submission, self.lines)
        return [replace(row, previous=self.previous.get(row.item.code, ())) for row in found]

    @property
    def dashed(self) -> set[str]:
        return {row.item.code for row in self.dashes}

    @cached_property
    def previous(self) -> Mapping[str, tuple[EarlierQuantity, ...]]:
        """By product code."""
        return quantities(self.context.months, self.lines)

    @cached_property
    def noted(self) -> Mapping[str, Decimal]:
        """By product code."""
        return offered(self.context.month.noted, self.lines)


def stored_texts(lines: Iterable[ProductionLine]) -> list[RowTexts]:
    """Write stored lines as the texts of rows."""
    return [
        RowTexts(
            f"{PREFIX}-{index}",
            line.product.code,
            line.product,
            {"quantity": number_text(line.quantity)},
        )
        for index, line in enumerate(lines)
    ]


@compares_state
@says_unsent(not_added)
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, ProductionStep)
