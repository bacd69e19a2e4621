"""Steps 2 and 3: pages of product rows."""

import re
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from catalog.models import Product
from config.persian import to_ascii_digits
from statistics.enums import Step
from statistics.figures import amount, yes_no
from statistics.filing import services
from statistics.filing.checks import export_warnings
from statistics.filing.forms import (
    LISTED_ALREADY,
    UNKNOWN_PRODUCT,
    ExportLines,
    HasExportsForm,
    Lines,
    ProductionLines,
)
from statistics.filing.lines import ExportFigures, Listing
from statistics.filing.pages import last_month
from statistics.filing.rows import Rows, stored_rows, typed_rows
from statistics.filing.stepview import Faults, StepView, form_errors
from statistics.models import ExportLine, ProductionLine

ROWS_A_PAGE = 50
CHOICES_SHOWN = 20


class LinesView(StepView):
    """A step made of product rows, shown and saved page by page."""

    prefix: str
    rows_type: type[Lines]

    def lines(self) -> QuerySet[Any]:
        """Return the stored lines with their products, in order."""
        raise NotImplementedError

    def stored_page(self) -> "tuple[Rows, Page[Any]]":
        """Return the rows of the asked page, filled with what is stored."""
        # Read whole: a few hundred rows cost less than counting them first.
        lines = list(self.lines().select_related("product__measure").order_by("position", "pk"))
        page = Paginator(lines, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return stored_rows(self.rows_type, self.prefix, page, page.start_index()), page

    def posted(self, confirming: bool) -> Lines:
        """Return the posted rows."""
        return self.rows_type(
            self.request.POST, prefix=self.prefix, form_kwargs={"confirming": confirming}
        )

    def name_rows(self, rows: Lines) -> None:
        """Give refused rows their product too, so the page can show what they are about."""
        codes = {form: to_ascii_digits(form["product"].value() or "") for form in rows.forms}
        found = Product.objects.select_related("measure").in_bulk(
            list(codes.values()), field_name="code"
        )
        for form, code in codes.items():
            form.item = found.get(code)

    def added(self) -> str | None:
        """Return the code whose add button was pressed."""
        return to_ascii_digits(self.request.POST.get("add", "").strip()) or None

    def refuse_added(self) -> Faults:
        """Return why the product cannot be added: unknown, or listed already."""
        code = self.added()
        if code is None:
            return []
        if not Product.objects.filter(code=code).exists():
            return [("main", UNKNOWN_PRODUCT)]
        if self.lines().filter(product__code=code).exists():
            return [("main", LISTED_ALREADY)]
        return []

    def valid_rows(self, context: dict[str, Any]) -> bool:
        """Check the rows and the product to be added."""
        rows: Lines = context["formset"]
        ok = rows.is_valid()
        if not ok:
            self.name_rows(rows)
        context["faults"] = self.refuse_added()
        if rows.total_form_count() < 0:
            context["faults"].append(
                ("main", "فرم ناقص رسید؛ صفحه را دوباره باز کنید و ذخیره کنید.")
            )
        return ok and not context["faults"]

    def words(self, confirming: bool) -> str:
        """Return what to say: a product was added, taken off, or the step saved."""
        if self.added():
            return "محصول به فهرست افزوده شد."
        if any(name.endswith("-DELETE") for name in self.request.POST):
            return "محصول از فهرست برداشته شد."
        return super().words(confirming)

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the rows, stored or as posted."""
        if "formset" in context:
            context["rows"] = typed_rows(context["formset"])
        return super().page(context, status)

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the errors of the list and of every row, each with its product's name."""
        rows: Lines | None = context.get("formset")
        if rows is None:
            return []
        found: Faults = [("main", str(text)) for text in rows.non_form_errors()]
        for form in rows.forms:
            name = form.item.name if form.item else "محصول"
            for field, texts in form.errors.items():
                known = field in form.fields
                about = (
                    f"{name}، {form.fields[field].label}"
                    if known and form.fields[field].label
                    else name
                )
                anchor = form[field].id_for_label if known else "main"
                found += [(anchor, f"{about}: {text}") for text in texts]
        return found

    def onward(self, action: str) -> str:
        """Return the picker, another page of rows, or what the base says."""
        post = self.request.POST
        if action == "products" or post.get("next") == "products":
            return reverse(f"statistics:{self.picker}", args=[self.submission.tracking_number])
        if re.fullmatch("[0-9]{1,4}", post.get("goto", "")):
            return f"{self.request.path}?page={post['goto']}"
        return super().onward(action)

    picker = ""


class ProductionView(LinesView):
    """Step 2: quantity of each product; an explicit zero is an answer, empty is not."""

    step = Step.PRODUCTION
    template_name = "statistics/filing/production.html"
    prefix = "lines"
    rows_type = ProductionLines
    picker = "production_products"

    def lines(self) -> QuerySet[ProductionLine]:
        """Return the production lines."""
        return self.submission.production.all()

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

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> None:
        """Save step 2."""
        services.save_production(
            self.user,
            self.submission.tracking_number,
            version,
            context["formset"].listing(self.added()),
            confirming,
            self.at,
        )

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed quantities."""
        return [
            (
                f"production:{form.item.code}",
                form.item.name,
                amount(form.figures, form.item.measure.name_fa),
            )
            for form in context["formset"].kept
            if form.item
        ]

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the quantities beside last month's."""
        month, last = last_month(self.submission)
        beside = {"last_month": month, "last": last.produced if last else {}}
        return super().page(context | beside, status)


class ExportsView(LinesView):
    """Step 3: yes or no, and four numbers for each exported product."""

    step = Step.EXPORTS
    template_name = "statistics/filing/exports.html"
    prefix = "exports"
    rows_type = ExportLines
    picker = "export_products"

    def lines(self) -> QuerySet[ExportLine]:
        """Return the export lines."""
        return self.submission.export_lines.all()

    def stored(self) -> dict[str, Any]:
        """Return the stored answer and lines, with warnings that block nothing."""
        rows, page = self.stored_page()
        answer = {True: "yes", False: "no", None: ""}[self.submission.exports.has_exports]
        made = list(self.submission.production.select_related("product").order_by("position"))
        produced = {line.product.code: line.quantity for line in made}
        listed = {line.product.code for line in page.paginator.object_list}
        return {
            "rows": rows,
            "page": page,
            "form": HasExportsForm(initial={"has_exports": answer}),
            "warnings": export_warnings(produced, page.object_list),
            "choices": [x.product for x in made if x.product.code not in listed][:CHOICES_SHOWN],
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

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> None:
        """Save step 3."""
        answer = context["form"].cleaned_data["has_exports"]
        listing: Listing[ExportFigures] = (
            Listing({}) if answer is False else context["formset"].listing(self.added())
        )
        services.save_exports(
            self.user,
            self.submission.tracking_number,
            version,
            answer,
            listing,
            confirming,
            self.at,
        )

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return the errors of the answer and of the rows."""
        form = context["form"]
        if form.is_bound and form.is_valid() and form.cleaned_data["has_exports"] is False:
            return []
        return (form_errors(form) if form.is_bound else []) + super().errors(context)

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed answer and numbers."""
        answer = context["form"].cleaned_data["has_exports"]
        found = [("exports:has_exports", "", yes_no(answer))]
        for form in context["formset"].kept if answer is not False else []:
            if form.item:
                got, key, name = form.figures, f"exports:{form.item.code}", form.item.name
                found += [
                    (f"{key}:quantity", name, amount(got.quantity, form.item.measure.name_fa)),
                    (f"{key}:tonnes", name, amount(got.tonnes, "تن")),
                    (f"{key}:usd", name, amount(got.value_usd, "دلار")),
                    (f"{key}:irr", name, amount(got.value_irr, "ریال")),
                ]
        return found
