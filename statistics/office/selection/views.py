"""The statistics office's pages of selected units and products."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import tehran_day
from config.persian import quoted
from config.refusals import sent_and_done
from statistics.models import SelectedProduct, SelectedUnit
from statistics.office.selection.forms import EndForm, SelectProductForm, SelectUnitForm
from statistics.office.selection.queries import product_entries, unit_entries
from statistics.office.selection.services import end, select_product, select_unit

PAGE = 50
LISTS = {"units": "واحدهای منتخب", "products": "محصولات منتخب"}
office_only = OfficeGuard(
    "فهرست‌های منتخب را دفتر آمار وزارت نگه می‌دارد.", Permission.MANAGE_CATALOGUE
)


@dataclass(frozen=True)
class SelectionRow:
    """One entry as the page shows it."""

    entry: SelectedUnit | SelectedProduct
    name: str
    code: str
    chip: str
    word: str
    ends: bool


def _entries(kind: str) -> QuerySet[Any]:
    """Select the entries of one list; 404 for a list that is not."""
    if kind not in LISTS:
        raise Http404
    return unit_entries() if kind == "units" else product_entries()


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show a list with everything that ever stood on it, the latest first."""
    kind = request.GET.get("list", "units")
    page = Paginator(_entries(kind), PAGE).get_page(request.GET.get("page"))
    today = tehran_day(timezone.now())
    context = {
        "kind": kind,
        "lists": LISTS.items(),
        "rows": [_row(entry, today) for entry in page.object_list],
        "page": page,
    }
    return render(request, "statistics/office/selection/index.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def add_unit(request: HttpRequest) -> HttpResponse:
    """Put a unit on the list."""
    at = timezone.now()
    form = SelectUnitForm(form_recovery.sent(request), at=at)
    if sent_and_done(
        request, form, lambda: select_unit(current_user(request), form.unit, form.terms, at)
    ):
        messages.success(request, f"{quoted(form.unit.name)} به فهرست واحدهای منتخب افزوده شد.")
        return redirect(_list_url("units"))
    return _form(request, form, "واحد منتخب جدید", "units")


@require_http_methods(["GET", "POST"])
@office_only
def add_product(request: HttpRequest) -> HttpResponse:
    """Put a product on the list."""
    at = timezone.now()
    form = SelectProductForm(form_recovery.sent(request), at=at)
    user = current_user(request)
    if sent_and_done(request, form, lambda: select_product(user, form.product, form.terms, at)):
        messages.success(request, f"{quoted(form.product.name)} به فهرست محصولات منتخب افزوده شد.")
        return redirect(_list_url("products"))
    return _form(request, form, "محصول منتخب جدید", "products")


@require_http_methods(["GET", "POST"])
@office_only
def finish(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Give an entry its last day; nothing is deleted."""
    at = timezone.now()
    entries = _entries(kind).filter(pk=row_id(pk) or 0)
    entry = entries.first()
    if entry is None:
        raise Http404
    form = EndForm(form_recovery.sent(request), at=at)
    user, number = current_user(request), entry.pk

    def write() -> None:
        end(user, entries, number, form.cleaned_data["until"], at)

    if sent_and_done(request, form, write):
        messages.success(request, "آخرین روز آن نوشته شد؛ در تاریخچه می‌ماند.")
        return redirect(_list_url(kind))
    row = _row(entry, tehran_day(at))
    return _form(request, form, f"پایان دادن به {quoted(row.name)}", kind, entry=entry)


def _form(
    request: HttpRequest, form: Any, heading: str, kind: str, entry: Any = None
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "heading": heading,
        "back": _list_url(kind),
        "list_name": LISTS[kind],
        "entry": entry,
    }
    return render(
        request, "statistics/office/selection/form.html", context, status=422 if errors else 200
    )


def _list_url(kind: str) -> str:
    return f"{reverse('selected:index')}?list={kind}"


def _row(entry: SelectedUnit | SelectedProduct, today: date) -> SelectionRow:
    if isinstance(entry, SelectedUnit):
        name, code = entry.unit.name, entry.unit.guild_id
    else:
        name, code = entry.product.name, entry.product.code
    # The last day itself still counts.
    over = entry.until is not None and entry.until < today
    chip, word = ("done", "در فهرست") if entry.since <= today else ("draft", "هنوز آغاز نشده")
    if over:
        chip, word = "missing", "پایان یافته"
    return SelectionRow(entry, name, code, chip, word, ends=not over and entry.ended_at is None)
