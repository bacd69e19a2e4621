"""What the statistics office sees of a product's use, never which unit uses it."""

from dataclasses import dataclass

from django.db.models import Count

from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.enums import EDITABLE
from statistics.models import ProductionLine


@dataclass(frozen=True)
class OpenMonth:
    """How many months that are not sent hold a product, by reference month."""

    month: JalaliMonth
    count: int


def open_months(product: Product) -> list[OpenMonth]:
    """Count the months not sent, drafts and returned ones, whose list has the product."""
    rows = (
        ProductionLine.objects.filter(product=product, submission__state__in=EDITABLE)
        .values_list("submission__year", "submission__month")
        .annotate(Count("pk"))
        .order_by("-submission__year", "-submission__month")
    )
    return [OpenMonth(JalaliMonth(year, month), count) for year, month, count in rows]
