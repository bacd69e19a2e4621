"""The ledger of a unit, for its own people."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.http import current_user, row_id
from config.keyset import COUNT_CAP
from entitlements.enums import LedgerKind
from entitlements.ledger.queries import counts_of, lines_of
from units.models import Unit


@require_safe
def index(request: HttpRequest, pk: str) -> HttpResponse:
    """Show who asked about a unit; 404 to everybody who does not act for it."""
    units = Unit.objects.of(current_user(request)).order_by("name_order", "pk")
    unit = units.filter(pk=row_id(pk) or 0).first()
    if unit is None:
        raise Http404
    asked = request.GET.get("kind", "")
    kind = LedgerKind(asked) if asked in LedgerKind.values else None
    after = request.GET.get("after", "")
    page, counts = lines_of(unit, after, kind), counts_of(unit, timezone.now())
    context = {
        "unit": unit,
        "lines": page.rows,
        "kind": kind,
        "counts": [(one, counts[one], _address(unit, one)) for one in LedgerKind],
        "total": sum(counts.values()),
        "cap": COUNT_CAP,
        "home": _address(unit),
        "next": _address(unit, kind, page.cursor) if page.cursor else None,
        "first": _address(unit, kind) if after else None,
    }
    return render(request, "entitlements/ledger/index.html", context)


def _address(unit: Unit, kind: LedgerKind | None = None, after: str = "") -> str:
    query = QueryDict(mutable=True)
    query |= {name: value for name, value in (("kind", kind), ("after", after)) if value}
    place = reverse("ledger:index", args=[unit.pk])
    return f"{place}?{query.urlencode()}" if query else place
