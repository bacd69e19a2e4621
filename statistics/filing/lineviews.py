"""Steps 2 and 3: pages of product rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from catalog.models import Product
from config.persian import to_ascii_digits
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.export_weights import remembered_factors
from statistics.filing.forms import (
    INCOMPLETE_FORM,
    ExportLines,
    HasExportsForm,
    Lines,
    ProductionLines,
)
from statistics.filing.outdated_products import DashRow, dash_rows, live, with_peers
from statistics.filing.previous_months import answers, exports, quantities
from statistics.filing.row_inputs import PREFIXES, Rows, lines_of, stored_rows, typed_rows
from statistics.filing.stepview import Faults, StepView, form_errors
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.filing.submitted_values import export_cells, production_cells, row_errors
from statistics.filing.web.context import months_beside
from statistics.models import Submission
from statistics.models.lines import with_measures
from statistics.notebook.prefill import FROM_NOTEBOOK, asks_notebook, filled
from statistics.notebook.queries import offered
from statistics.rules.hard_rules import LISTED, UNKNOWN

ROWS_A_PAGE = 50
CHOICES_SHOWN = 20


class LinesView(StepView):
    """A step made of product rows, shown and saved page by page."""

    rows_type: type[Lines]

    @property
    def prefix(self) -> str:
        """Return what the names of the row inputs begin with."""
        return PREFIXES[self.step]

    def lines(self) -> QuerySet[Any]:
        """Return the stored lines, without an order."""
        return lines_of(self.submission, self.step)

    def stored_page(self) -> "tuple[Rows, Page[Any]]":
        """Return the rows of the asked page, filled with what is stored."""
        # Read whole: a few hundred rows cost less than counting them first.
        page = Paginator(live(self.all_lines), ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return stored_rows(self.rows_type, self.prefix, page, page.start_index()), page

    @cached_property
    def all_lines(self) -> list[Any]:
        """Return all lines of the step."""
        lines = with_peers(self.lines(), self.submission)
        return with_measures(lines.order_by("position", "pk"), self.submission.period)

    @cached_property
    def dashes(self) -> list[DashRow]:
        """Return the lines that have a dash, with what is offered for them."""
        return dash_rows(self.submission, self.all_lines)

    def posted(self, confirming: bool) -> Lines:
        """Return the posted rows."""
        return self.rows_type(
            self.request.POST,
            prefix=self.prefix,
            form_kwargs={"confirming": confirming},
            month=self.submission.period,
            factors=self.factors,
        )

    def factors(self, products: Iterable[Product]) -> Mapping[int, Decimal]:
        """Return what is known of the weight of products beyond their measures."""
        return {}

    def listing(self, rows: Lines) -> PostedLines[Any]:
        """Return the checked rows, with what was asked for a line that has a dash."""
        found = rows.listing(self.added())
        out, _, into = self.typed_code("swap").partition(":")
        off = self.typed_code("off")
        return replace(
            found,
            removed=found.removed | ({off} if off else set()),
            swapped=(out, into) if into else None,
        )

    def typed_code(self, name: str) -> str:
        """Return the code which a button sent, in ASCII digits."""
        return to_ascii_digits(self.request.POST.get(name, "").strip())

    def added(self) -> str | None:
        """Return the code whose add button was pressed."""
        return self.typed_code("add") or None

    def refuse_added(self) -> Faults:
        """Return why the product cannot be added: unknown, or listed already."""
        code = self.added()
        if code is None:
            return []
        product = Product.objects.filter(code=code).first()
        if product is None or not product.is_valid_in(self.submission.period):
            return [("main", UNKNOWN)]
        if self.lines().filter(product__code=code).exists():
            return [("main", LISTED)]
        return []

    def valid_rows(self, context: dict[str, Any]) -> bool:
        """Check the rows and the product to be added."""
        rows: Lines = context["formset"]
        ok = rows.is_valid()
        if not ok:
            rows.name_items()
        context["faults"] = self.refuse_added()
        if rows.total_form_count() < 0:
            context["faults"].append(("main", INCOMPLETE_FORM))
        return ok and not context["faults"]

    def words(self, confirming: bool) -> str:
        """Return what to say: a product was added, replaced, taken off, or the step saved."""
        if self.typed_code("swap"):
            return "محصول جایگزین شد."
        if self.added():
            return "محصول به فهرست افزوده شد."
        if any(name == "off" or name.endswith("-DELETE") for name in self.request.POST):
            return "محصول از فهرست برداشته شد."
        return super().words(confirming)

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the rows, stored or as posted."""
        if "formset" in context:
            gone = {row.line.product.code for row in self.dashes}
            context["rows"] = typed_rows(context["formset"], gone)
        return super().page(context | {"dashes": self.dashes}, status)

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the errors of the list and of every row, each with its product's name."""
        return row_errors(context["formset"]) if "formset" in context else []

    def onward(self, action: str, saved: Submission) -> str:
        """Return the picker, another page of rows, or what the base says."""
        post = self.request.POST
        if self.typed_code("swap"):
            return self.request.path
        if action == "products" or post.get("next") == "products":
            place = {name: post[name] for name in ("q", "node") if post.get(name)}
            picker = reverse(f"statistics:{self.picker}", args=[self.submission.tracking_number])
            if not place:
                return picker
            return f"{picker}?{urlencode(place)}{'#tree' if 'node' in place else ''}"
        if self.typed_code("pick"):
            picker = reverse(f"statistics:{self.picker}", args=[self.submission.tracking_number])
            return f"{picker}?{urlencode({'replace': self.typed_code('pick')})}"
        if re.fullmatch("[0-9]{1,4}", post.get("goto", "")):
            return f"{self.request.path}?page={post['goto']}"
        return super().onward(action, saved)

    picker = ""


class ProductionView(LinesView):
    """Step 2: quantity of each product; an explicit zero is an answer, empty is not."""

    step = Step.PRODUCTION
    template_name = "statistics/filing/production.html"
    rows_type = ProductionLines
    picker = "production_products"

    def stored(self) -> dict[str, Any]:
        """Return a page of stored quantities."""
        rows, page = self.stored_page()
        return {"rows": rows, "page": page}

    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the posted quantities."""
        return {"formset": self.posted(confirming), "page": None}

    def valid(self, context: dict[str, Any]) -> bool:
        """Check the rows."""
        return self.valid_rows(context)

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Save step 2."""
        listing: PostedLines[Decimal | None] = self.listing(context["formset"])
        if asks_notebook(self.request):
            listing = filled(self.submission, self.all_lines, listing)
        return services.save_production(
            self.user,
            self.submission.tracking_number,
            version,
            listing,
            confirming,
            self.at,
            self.answers,
        )

    def words(self, confirming: bool) -> str:
        """Return what to say after a save."""
        return FROM_NOTEBOOK if asks_notebook(self.request) else super().words(confirming)

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed quantities."""
        return production_cells(context["formset"])

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the quantities beside last month's and the year before's."""
        months = months_beside(self.submission)
        beside = quantities(months, self.all_lines)
        noted = offered(self.submission, self.all_lines)
        return super().page(context | {"beside": beside, "noted": noted}, status)


class ExportsView(LinesView):
    """Step 3: yes or no, and four numbers for each exported product."""

    step = Step.EXPORTS
    template_name = "statistics/filing/exports.html"
    rows_type = ExportLines
    picker = "export_products"

    def factors(self, products: Iterable[Product]) -> Mapping[int, Decimal]:
        """Return what one of each product weighed in the unit's last export of it."""
        return remembered_factors(self.submission, products)

    def stored(self) -> dict[str, Any]:
        """Return the stored answer and lines, with warnings that block nothing."""
        rows, page = self.stored_page()
        made = with_measures(
            self.submission.production.order_by("position"), self.submission.period
        )
        listed = {line.product.code for line in page.paginator.object_list}
        return {
            "rows": rows,
            "page": page,
            "form": HasExportsForm.of(self.submission.exports.has_exports),
            "choices": [x.product for x in live(made) if x.product.code not in listed][
                :CHOICES_SHOWN
            ],
        }

    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the posted answer and lines; rows do not matter under «خیر»."""
        form = HasExportsForm(self.request.POST, confirming=confirming)
        return {"formset": self.posted(confirming), "page": None, "form": form, "choices": []}

    def valid(self, context: dict[str, Any]) -> bool:
        """Check the answer and, under «بلی», the rows."""
        ok: bool = context["form"].is_valid()
        if ok and context["form"].cleaned_data["has_exports"] is False:
            return True
        return self.valid_rows(context) and ok

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Save step 3."""
        answer = context["form"].cleaned_data["has_exports"]
        listing: PostedLines[ExportFigures] = (
            PostedLines({}) if answer is False else self.listing(context["formset"])
        )
        return services.save_exports(
            self.user,
            self.submission.tracking_number,
            version,
            answer,
            listing,
            confirming,
            self.at,
            self.answers,
        )

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the errors of the answer and of the rows."""
        form = context["form"]
        if form.is_bound and form.is_valid() and form.cleaned_data["has_exports"] is False:
            return []
        return (form_errors(form) if form.is_bound else []) + super().errors(context)

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed answer and numbers."""
        return export_cells(context["form"].cleaned_data["has_exports"], context["formset"])

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the numbers beside last month's and the year before's."""
        months = months_beside(self.submission)
        sent = {"beside": exports(months), "answered": answers(months)}
        return super().page(context | sent, status)
