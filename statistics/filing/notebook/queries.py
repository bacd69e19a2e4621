"""Reading a unit's production notebook: its days, its sums, and what they offer to step 2."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, JSONObject

from catalog.fields import alphabet_key
from catalog.models import Measure, Product
from catalog.validity import not_after
from config.jalali import JalaliMonth
from statistics.filing.outdated_products import live
from statistics.models import DailyEntry, ProductionLine, Submission
from statistics.models.lines import MeasuredLine
from units.models import Unit


@dataclass(frozen=True)
class Total:
    """What one product comes to in a month, in the measure it was noted in."""

    product: Product
    measure: Measure
    quantity: Decimal


@dataclass(frozen=True)
class NotedSum:
    """What the notebook comes to for one product in a month, in one measure; both by their code."""

    code: str
    measure: str
    total: Decimal


def entries_of(unit: Unit, month: JalaliMonth) -> QuerySet[DailyEntry]:
    noted = DailyEntry.objects.filter(unit=unit, year=month.year, month=month.month)
    return noted.select_related("product", "measure").order_by("-day", "-pk")


def totals(entries: Iterable[DailyEntry]) -> list[Total]:
    """Add up each product in each measure, ordered by name."""
    found: dict[tuple[str, str], Total] = {}
    for entry in entries:
        # Never across measures: the catalogue may be edited between two notes.
        key = (entry.product.code, entry.measure_id)
        before = found[key].quantity if key in found else Decimal(0)
        found[key] = Total(entry.product, entry.measure, before + entry.quantity)
    return sorted(found.values(), key=_by_name)


def _by_name(total: Total) -> tuple[str, str]:
    return alphabet_key(total.product.name), alphabet_key(total.measure.name_fa)


def known_products(unit: Unit, month: JalaliMonth) -> list[str]:
    """List the codes of the unit's latest month with products, up to this one, in their order."""
    until = not_after("", month.year, month.month)
    listed = Submission.objects.filter(until, unit=unit, production__isnull=False)
    latest = Subquery(listed.order_by("-year", "-month").values("pk")[:1])
    lines = ProductionLine.objects.filter(submission=latest).order_by("position", "pk")
    return list(lines.values_list("product__code", flat=True))


def sums() -> ArraySubquery:
    """Sum up a submission's month as JSON, to stand in the query that reads it."""
    noted = DailyEntry.objects.filter(
        unit=OuterRef("unit"), year=OuterRef("year"), month=OuterRef("month")
    )
    by_product = noted.order_by().values("product__code", "measure").annotate(total=Sum("quantity"))
    # As text: a number of JSON would come back as a float.
    total = Cast("total", CharField())
    return ArraySubquery(
        by_product.values(json=JSONObject(code="product__code", measure="measure", total=total))
    )


def read_sums(rows: Iterable[Mapping[str, str]]) -> tuple[NotedSum, ...]:
    return tuple(NotedSum(row["code"], row["measure"], Decimal(row["total"])) for row in rows)


def offered(noted: Iterable[NotedSum], lines: Iterable[MeasuredLine]) -> dict[str, Decimal]:
    """Offer what the notebook comes to for the listed products, by code.

    Only in the measure that the line has. The lines were read by `with_measures`.
    """
    noted = list(noted)
    # Most units keep no notebook: nothing is walked then.
    measures = {line.product.code: line.product.measure.pk for line in live(lines)} if noted else {}
    return {row.code: row.total for row in noted if measures.get(row.code) == row.measure}


def sums_for(submission: Submission) -> tuple[NotedSum, ...]:
    """Read the sums of a submission's month (one query)."""
    same = Submission.objects.filter(pk=submission.pk).annotate(noted=sums())
    return read_sums(same.values_list("noted", flat=True).get())
