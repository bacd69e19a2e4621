"""Finding a product of today: by words or code, or down the tree of activities."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.models import IsicNode
from catalog.search import search_products, tree_children
from config.jalali import current_month

SHOWN = 20


@require_safe
# One address answers a page or a fragment: a cache must not mix them up.
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    found = search_products(q, limit=SHOWN + 1, month=current_month(timezone.now()))
    context = {"q": q, "products": found[:SHOWN], "shown": SHOWN, "more": len(found) > SHOWN}
    return render(request, _template(request, "search"), context)


@require_safe
@vary_on_headers("HX-Request")
def tree(request: HttpRequest) -> HttpResponse:
    try:
        level = tree_children(request.GET.get("node"), current_month(timezone.now()))
    except IsicNode.DoesNotExist as unknown:
        raise Http404 from unknown
    return render(request, _template(request, "tree"), {"level": level, "tree_url": request.path})


def _template(request: HttpRequest, name: str) -> str:
    """Choose the page, or its changing part for htmx (which asks for whole pages on «back»)."""
    fragment = "HX-Request" in request.headers
    restoring = "HX-History-Restore-Request" in request.headers
    return f"catalog/_{name}.html" if fragment and not restoring else f"catalog/{name}.html"
