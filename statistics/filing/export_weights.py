"""What a unit's product weighs where its measure does not say: as the unit declared it last."""

from collections.abc import Iterable
from decimal import Decimal

from catalog.models import Product
from statistics.filing.storage import filed_before
from statistics.models import ExportLine, Submission


def remembered_factors(submission: Submission, products: Iterable[Product]) -> dict[int, Decimal]:
    """Compute tonnes for one of the measure, by product, from the unit's last filed export.

    Only for measures that have no factor of their own; one query when there is any such.
    """
    asked = {p.pk: p.measure_id for p in products if p.measure.tonne_factor is None}
    if not asked:
        return {}
    lines = ExportLine.objects.filter(
        submission__in=filed_before(submission),
        product__in=asked,
        # A quotient needs both.
        quantity__gt=0,
        tonnes__gt=0,
    )
    latest = ("product_id", "-submission__year", "-submission__month")
    # DISTINCT ON: the latest month of each product.
    last = lines.order_by(*latest).distinct("product_id")
    return {
        line.product_id: line.tonnes / line.quantity
        for line in last
        # A weight of another measure says nothing; a bulk-loaded line has that of its product.
        if line.tonnes and line.quantity and line.measure_id in (None, asked[line.product_id])
    }
