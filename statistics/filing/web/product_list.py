"""What the lists of steps 2 and 3 share: checked rows, pages of rows, and the buttons at them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.models import Product
from statistics.enums import Step
from statistics.filing.forms import INCOMPLETE_FORM, Lines
from statistics.filing.outdated_products import live
from statistics.filing.row_inputs import ROWS_A_PAGE, GoneRow, gone_between, is_listed
from statistics.filing.storage import PostedLines
from statistics.filing.submitted_values import row_errors
from statistics.filing.undo import removed_lines
from statistics.filing.web.correction_marks import place_url
from statistics.filing.web.frame import Faults
from statistics.filing.web.step_form import Parsed, PostedForm
from statistics.models import StepState, Submission
from statistics.models.lines import MeasuredLine
from statistics.rules.hard_rules import ListedProduct
from statistics.rules.table import failing

PICKERS = {
    Step.PRODUCTION: "statistics:production_products",
    Step.EXPORTS: "statistics:export_products",
}
TAKEN_OFF = "محصول از فهرست برداشته شد؛ «برگردان» آن را با رقمش برمی‌گرداند."
F = TypeVar("F")
N = TypeVar("N", bound=MeasuredLine)


def parsed_rows(rows: Lines[F]) -> Parsed[Lines[F], PostedLines[F]]:
    """Check posted rows; refused ones are told their products, to be shown with them."""
    readable = rows.is_valid()
    if not readable:
        rows.name_items()
    # A negative count passes Django's check and would read as a list without rows.
    incomplete = [("main", INCOMPLETE_FORM)] if rows.total_form_count() < 0 else []
    value = rows.listing() if readable and not incomplete else None
    return Parsed(rows, value, [*incomplete, *row_errors(rows)])


def told_apart(rows: Lines[F]) -> bool:
    """Tell whether a refused list came whole: else no row can be told from another."""
    return rows.total_form_count() >= 0 and not rows.non_form_errors()


def page_of(lines: Sequence[N], request: HttpRequest) -> Page[N]:
    """Turn to the asked page of the lines that have no dash."""
    # Read whole: a few hundred rows cost less than counting them first.
    return Paginator(live(lines), ROWS_A_PAGE).get_page(request.GET.get("page"))


NOT_ADDED = "محصول به فهرست افزوده نشد: نشست شما پایان یافته بود. آن را دوباره انتخاب کنید."
NOT_TAKEN_OFF = "محصولی از فهرست برداشته نشد: نشست شما پایان یافته بود."


def way_to(submission: Submission, step: Step, lines: Iterable[MeasuredLine], fault: str) -> str:
    """Find the row that a fault names, on whatever page it stands."""
    named = [x.product.code for x in lines if fault.startswith(f"{x.product.name}: ")]
    if not named:
        return "main"
    part = ":quantity" if step == Step.EXPORTS else ""
    return place_url(submission, f"{step.name.lower()}:{named[0]}{part}")


def gone_on(page: Page[N], state: StepState) -> Mapping[int, Sequence[GoneRow]]:
    """Find what was taken off between the lines of a page."""
    first, last = not page.has_previous(), not page.has_next()
    return gone_between(list(page), removed_lines(state), first, last)


@dataclass(frozen=True)
class RowButtons:
    """Which button was pressed; codes in ASCII digits, '' where it was not.

    `swap` holds two codes, `place` where the picker stood.
    """

    add: str
    off: str
    swap: str
    pick: str
    page: str
    to_picker: bool
    taken_off: bool
    place: Mapping[str, str]
    back: str
    settled: bool

    @classmethod
    def of(cls, posted: PostedForm) -> "RowButtons":
        """Read the buttons of a posted form."""
        page = posted.text("goto")
        return cls(
            add=posted.code("add"),
            off=posted.code("off"),
            swap=posted.code("swap"),
            pick=posted.code("pick"),
            # It goes into an address.
            page=page if re.fullmatch("[0-9]{1,4}", page) else "",
            to_picker="products" in (posted.text("action"), posted.text("next")),
            taken_off=any(name == "off" or name.endswith("-DELETE") for name in posted.data),
            back=posted.code("back"),
            settled=posted.text("action") in ("save", "confirm"),
            place={name: posted.text(name) for name in ("q", "node") if posted.text(name)},
        )

    def applied(self, lines: PostedLines[F]) -> PostedLines[F]:
        """Add to the posted lines what the buttons ask for."""
        out, _, into = self.swap.partition(":")
        return replace(
            lines,
            added=self.add or None,
            removed=lines.removed | ({self.off} if self.off else set()),
            swapped=(out, into) if into else None,
            back=self.back or None,
            settled=self.settled,
        )

    @property
    def pressed(self) -> bool:
        """Whether one of them was pressed at all."""
        acts = (self.add, self.off, self.swap, self.pick, self.page, self.back)
        return any(acts) or self.to_picker or self.taken_off

    def refused(self, submission: Submission, step: Step) -> Faults:
        """Tell why the product cannot be added: unknown, or listed already."""
        if not self.add:
            return []
        product = Product.objects.filter(code=self.add).first()
        if product and not product.is_valid_in(submission.period):
            # Not valid in the month is as unknown: the refusal says to choose another (P-03).
            product = None
        listed = {self.add} if is_listed(submission, step, self.add) else set()
        faults = failing(step, ListedProduct(product, self.add, listed))
        return [("main", fault.text) for fault in faults[:1]]

    @property
    def words(self) -> str:
        """Tell what became of the product; '' when the list was only saved."""
        if self.swap:
            return "محصول جایگزین شد."
        if self.add:
            return "محصول به فهرست افزوده شد."
        if self.back:
            return "محصول به فهرست برگشت."
        return TAKEN_OFF if self.taken_off else ""

    def said(self, saved: str) -> str:
        """Tell what became of the product, else that the list was saved.

        Of one taken off its own place tells: a bar above would move the rows under the pointer.
        """
        return "" if self.taken_off and not self.to_picker else self.words or saved

    def onward(self, submission: Submission, step: Step, path: str) -> str:
        """Lead to the picker, to another page of rows, or back; '' where nothing says so."""
        picker = reverse(PICKERS[step], args=[submission.tracking_number])
        if self.swap:
            return path
        if self.to_picker:
            query = f"?{urlencode(self.place)}" if self.place else ""
            return f"{picker}{query}{'#tree' if 'node' in self.place else ''}"
        if self.pick:
            return f"{picker}?{urlencode({'replace': self.pick})}"
        return f"{path}?page={self.page}" if self.page else ""


def not_added(posted: QueryDict) -> str:
    """Say that no product was added or replaced by a post that was cut off; '' where none was."""
    if posted.get("add") or posted.get("swap"):
        return NOT_ADDED
    return NOT_TAKEN_OFF if RowButtons.of(PostedForm(posted)).taken_off else ""
