"""The catalogue's editors: the tree, the search, a product or an activity with its history."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from catalog.counterparts.queries import Counterparts, counterparts
from catalog.editing.queries import below, history
from catalog.models import IsicNode, Product
from catalog.search import search_products
from config.jalali import current_month
from statistics.office.catalog_pages.queries import open_months

SHOWN = 50
keepers_only = OfficeGuard(
    "فهرست محصولات را دفتر آمار وزارت نگه می‌دارد.", Permission.MANAGE_CATALOGUE
)


def product_of(code: str) -> Product:
    """Find a product with what its page shows; 404 for an unknown code."""
    rows = Product.objects.select_related("measure", "isic_class", "successor")
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def node_of(code: str) -> IsicNode:
    found = IsicNode.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@require_safe
@keepers_only
def home(request: HttpRequest) -> HttpResponse:
    """Show the search and the sections of ISIC."""
    q = request.GET.get("q", "").strip()
    # One more tells that there are more.
    found = search_products(q, limit=SHOWN + 1)
    context = {
        "q": q,
        "products": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "level": below(None),
        "month": current_month(timezone.now()),
    }
    return render(request, "statistics/office/catalog_pages/home.html", context)


@require_safe
@keepers_only
def node(request: HttpRequest, code: str) -> HttpResponse:
    """Show an activity, what stands below it, and its history."""
    row = node_of(code)
    context = {
        "node": row,
        "level": below(row),
        "history": history(row),
        "month": current_month(timezone.now()),
        "rev4": counterparts(row.code).get(row.code, Counterparts()),
    }
    return render(request, "statistics/office/catalog_pages/node.html", context)


@require_safe
@keepers_only
def product(request: HttpRequest, code: str) -> HttpResponse:
    """Show a product: what it is, from when to when, what follows it, and who changed it."""
    row = product_of(code)
    context: dict[str, Any] = {
        "product": row,
        "month": current_month(timezone.now()),
        "predecessors": row.predecessors.order_by("code"),
        "former": row.former_measures.select_related("measure").order_by("to_year", "to_month"),
        "open_months": open_months(row),
        "history": history(row),
    }
    return render(request, "statistics/office/catalog_pages/product.html", context)
