"""The forms of the catalogue's editors in the browser: each asks what, from when, and why."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from catalog.editing import services
from catalog.editing.errors import EditConflictError, EditRefusedError
from catalog.editing.queries import history, next_code
from catalog.editing.services import CatalogueEdit
from catalog.models import IsicNode, Product
from config import form_recovery
from config.http import current_user, seen_version
from statistics.office.catalog_pages.forms import (
    DescriptionForm,
    MeasureForm,
    NewProductForm,
    ReasonForm,
    RetireForm,
    RetireNodeForm,
    TitleForm,
)
from statistics.office.catalog_pages.queries import open_months
from statistics.office.catalog_pages.views import keepers_only, node_of, product_of


class EditView(View):
    """One edit. A subclass names its form and its command; the shape of a post is here."""

    form_class: ClassVar[type[Any]]
    heading: ClassVar[str]
    button: ClassVar[str]
    note: ClassVar[str] = ""
    done: ClassVar[str]
    row: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.at = timezone.now()
        # Before the row is looked for: who may not edit learns nothing of what there is.
        keepers_only.check(request)
        self.row = self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        waiting = form_recovery.taken(request)
        if waiting is not None:
            # `page` reads the version the person saw from the post (decision 0011).
            request.POST = waiting  # type: ignore[assignment]
        form = self.form_class(waiting, at=self.at, row=self.row, initial=self.initial())
        return self.page(form, waiting=waiting is not None)

    def post(self, request: HttpRequest, code: str = "") -> HttpResponse:
        form = self.form_class(request.POST, at=self.at, row=self.row)
        if not form.is_valid():
            return self.page(form, status=422)
        act = CatalogueEdit(
            current_user(request), seen_version(request), form.cleaned_data["reason"], self.at
        )
        try:
            changed = self.write(act, form)
        except EditRefusedError as refusal:
            form.add_error(self.field_of(form, refusal.field), refusal.text)
            return self.page(form, status=422)
        except EditConflictError as conflict:
            # Read anew, so that the page shows what stands since the other edit.
            self.row = self.find(code)
            latest = next(iter(history(conflict.row)), None)
            return self.page(form, status=409, conflict=latest)
        messages.success(request, self.done)
        return HttpResponseRedirect(page_url(changed))

    @abstractmethod
    def find(self, code: str = "") -> Product | IsicNode | None:
        """Find what is edited; 404 for an unknown code, None where there is nothing yet."""

    @abstractmethod
    def write(self, act: CatalogueEdit, form: Any) -> Product | IsicNode:
        """Call the service; its refusals are answered by `post`."""

    def initial(self) -> dict[str, Any]:
        """What the form begins with, by field."""
        return {}

    def field_of(self, form: Any, name: str) -> str | None:
        """Find the field of the form that a refusal is about; None is the form as a whole."""
        # The service knows one successor; the form has two ways to name it.
        if name == "successor" and form.cleaned_data.get("other"):
            return "other"
        if name in ("until", "since"):
            return "month"
        return name if name in form.fields else None

    def page(
        self, form: Any, status: int = 200, conflict: Any = None, waiting: bool = False
    ) -> HttpResponse:
        """Render the form with the row it is about; `waiting` is one whose session had ended."""
        errors = [
            (form[name].id_for_label if name in form.fields else "main", text)
            for name, found in form.errors.items()
            for text in found
            # What waited was never refused: nothing has been asked of it yet.
            if not waiting
        ]
        context = {
            "form": form,
            "errors": errors,
            "stale": status == 409,
            "row": self.row,
            "kept": waiting,
            # What was refused, or waited, answers the version the person saw, not one since.
            "version": seen_version(self.request)
            if status == 422 or waiting
            else getattr(self.row, "version", 0),
            "back": page_url(self.row) if self.row else reverse("catalogue:home"),
            "heading": self.heading,
            "button": self.button,
            "note": self.note,
            "conflict": conflict,
            "open_months": open_months(self.row) if isinstance(self.row, Product) else [],
        }
        return render(
            self.request, "statistics/office/catalog_pages/form.html", context, status=status
        )


class ProductEdit(EditView):
    """An edit of a product."""

    def find(self, code: str = "") -> Product:
        return product_of(code)


class NodeEdit(EditView):
    """An edit of an activity of ISIC."""

    def find(self, code: str = "") -> IsicNode:
        return node_of(code)


class NewProduct(EditView):
    """A product that was not there."""

    form_class = NewProductForm
    heading = "محصول جدید"
    button = "افزودن محصول"
    done = "محصول به فهرست افزوده شد."

    def find(self, code: str = "") -> None:
        return

    def initial(self) -> dict[str, Any]:
        """Offer the next free code of the class that was asked for."""
        asked = IsicNode.objects.filter(code=self.request.GET.get("class", "")).first()
        # A product hangs on a class of four digits, never on a group above it.
        return {"code": next_code(asked.code)} if asked and len(asked.code) == 4 else {}

    def write(self, act: CatalogueEdit, form: Any) -> Product:
        data = form.cleaned_data
        return services.create_product(
            act, data["code"], form.described, data["measure"], form.reference_month
        )


class DescribeProduct(ProductEdit):
    """Name, goods id and description."""

    form_class = DescriptionForm
    heading = "تغییر نام و شرح"
    button = "ذخیرهٔ نام و شرح"
    note = "ماه‌هایی که ثبت شده‌اند، همان نامی را نگه می‌دارند که ثبت شد."
    done = "نام و شرح محصول عوض شد."

    def write(self, act: CatalogueEdit, form: Any) -> Product:
        return services.describe_product(act, self.row.code, form.described)


class RetireProduct(ProductEdit):
    """The end of a product."""

    form_class = RetireForm
    heading = "خارج کردن محصول از فهرست"
    button = "خارج کردن از فهرست"
    note = (
        "از ماه پس از آن، محصول در فهرست واحدها با خط تیره می‌آید و جانشین پیشنهاد می‌شود. "
        "ماه‌هایی که ثبت شده‌اند عوض نمی‌شوند."
    )
    done = "محصول از فهرست خارج شد."

    def write(self, act: CatalogueEdit, form: Any) -> Product:
        return services.retire_product(act, self.row.code, form.reference_month, form.follower)


class RestoreProduct(ProductEdit):
    """A retirement undone."""

    form_class = ReasonForm
    heading = "بازگرداندن محصول به فهرست"
    button = "بازگردان"
    note = "محصول دوباره بی‌پایان معتبر می‌شود و جانشین آن برداشته می‌شود."
    done = "محصول به فهرست بازگشت."

    def write(self, act: CatalogueEdit, form: Any) -> Product:
        return services.restore_product(act, self.row.code)


class ChangeMeasure(ProductEdit):
    """Another measure from a month on."""

    form_class = MeasureForm
    heading = "تغییر واحد سنجش"
    button = "تغییر واحد سنجش"
    note = (
        "از این ماه، محصول در فهرست واحدها با خط تیره می‌آید و مقدار آن با واحد جدید پرسیده "
        "می‌شود. ماه‌های پیش از آن با واحد پیشین می‌مانند."
    )
    done = "واحد سنجش محصول عوض شد."

    def write(self, act: CatalogueEdit, form: Any) -> Product:
        return services.change_measure(
            act, self.row.code, form.cleaned_data["measure"], form.reference_month
        )


class RenameNode(NodeEdit):
    """The title of an activity."""

    form_class = TitleForm
    heading = "تغییر عنوان فعالیت"
    button = "ذخیرهٔ عنوان"
    done = "عنوان فعالیت عوض شد."

    def write(self, act: CatalogueEdit, form: Any) -> IsicNode:
        return services.rename_node(act, self.row.code, form.cleaned_data["title_fa"])


class RetireNode(NodeEdit):
    """The end of an activity."""

    form_class = RetireNodeForm
    heading = "خارج کردن فعالیت از فهرست"
    button = "خارج کردن از فهرست"
    note = "پیش از آن باید هر چه زیر این فعالیت است از فهرست خارج شده باشد."
    done = "فعالیت از فهرست خارج شد."

    def write(self, act: CatalogueEdit, form: Any) -> IsicNode:
        return services.retire_node(act, self.row.code, form.reference_month)


class RestoreNode(NodeEdit):
    """A retirement undone."""

    form_class = ReasonForm
    heading = "بازگرداندن فعالیت به فهرست"
    button = "بازگردان"
    done = "فعالیت به فهرست بازگشت."

    def write(self, act: CatalogueEdit, form: Any) -> IsicNode:
        return services.restore_node(act, self.row.code)


def page_url(row: Product | IsicNode) -> str:
    name = "catalogue:product" if isinstance(row, Product) else "catalogue:node"
    return reverse(name, args=[row.code])
