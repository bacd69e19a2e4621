"""Lines that name a product of the catalogue, and whether their month may still name it so."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from catalog.models import FormerMeasure, Measure, Product
from catalog.search import measure_in
from config.jalali import JalaliMonth
from statistics.models.submission import Submission


class MeasuredLine(models.Model):
    """A line about one product, in the measure that the product had when it was listed.

    Without a measure of its own a line has the one that its product has in its month.
    """

    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    submission: Any
    # Set by `with_measures`: the code of the measure the product has in the month, and its latest.
    # Set by `with_measures`: the code of the measure that the product has in the month, and its
    # latest one.
    measure_then: str
    latest: Measure

    class Meta:
        abstract = True

    @property
    def outdated(self) -> bool:
        """Whether the line is shown with a dash (guide, step 2).

        Its product is not valid in the month, or has another measure in it. The line was read by
        `with_measures`.
        """
        if not self.product.is_valid_in(self.submission.period):
            return True
        # NULL as bulk loads write it: the line then has the measure of its month (decision 0010).
        return self.measure_id is not None and self.measure_id != self.measure_then


class ProductionLine(MeasuredLine):
    """Quantity produced of one product, in its measure. Empty is not zero.

    `replaced` is the product of the catalogue in whose place the unit lists this one.
    """

    # Neither is indexed by itself: an index of both begins with each.
    submission = models.ForeignKey(
        "Submission", on_delete=models.CASCADE, db_index=False, related_name="production"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    replaced = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "product"], name="one_production_line_a_product"
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0), name="production_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "submission"], name="makers"),
            # What peers chose instead is asked by the product that left; few lines have one.
            models.Index(
                fields=["replaced"], name="line_replaced", condition=Q(replaced__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"


class ExportLine(MeasuredLine):
    """Export of one product: amount in its measure, tonnes, value in USD and in rial."""

    submission = models.ForeignKey(
        "Submission", on_delete=models.CASCADE, db_index=False, related_name="export_lines"
    )
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    tonnes = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    tonnes_reason = models.CharField(max_length=200, blank=True)
    value_usd = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    value_irr = models.DecimalField(max_digits=20, decimal_places=0, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "product"], name="one_export_line_a_product"
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{field: None}) | Q(**{f"{field}__gte": 0}),
                    name=f"export_{field}_not_negative",
                )
                for field in ("quantity", "tonnes", "value_usd", "value_irr")
            ],
        ]
        # The inbox asks it of each case: all lines of the country would be read for few answers.
        indexes = [
            models.Index(
                fields=["submission"], name="export_explained", condition=~Q(tonnes_reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"


L = TypeVar("L", bound=MeasuredLine)


def with_measures(lines: QuerySet[L], month: JalaliMonth | None = None) -> list[L]:
    """Read lines with their products, which carry the measure of the line.

    `month` is the month of all of them (one query); without it each line has that of its
    submission (two). Another query follows where a line has another measure than its product
    has now.
    """
    lines = lines.select_related("product__measure")
    if month is None:
        found = list(lines.select_related("submission"))
        _measure_then(found)
    else:
        then = measure_in(month.year, month.month, "product", "product__measure")
        found = list(lines.annotate(measure_then=then))
    _measure(found)
    return found


def _measure_then(lines: Iterable[MeasuredLine]) -> None:
    """Set the measure that each line's product has in the month of the line (one query)."""
    products = {line.product_id for line in lines}
    former: dict[int, list[FormerMeasure]] = {}
    for row in FormerMeasure.objects.filter(product__in=products).order_by("to_year", "to_month"):
        former.setdefault(row.product_id, []).append(row)
    for line in lines:
        month, rows = line.submission.period, former.get(line.product_id, [])
        # Rows come by their end, so the first that reaches the month held in it.
        held = (row.measure_id for row in rows if month <= row.until)
        line.measure_then = next(held, line.product.measure_id)


def _measure(lines: Iterable[MeasuredLine]) -> None:
    """Set the measure of each line's product as the line has it."""
    own = {line: line.measure_id or line.measure_then for line in lines}
    other = {code for line, code in own.items() if code != line.product.measure_id}
    measures = Measure.objects.in_bulk(other) if other else {}
    for line, code in own.items():
        # Kept before the line's own measure takes its place: an offer names it.
        line.latest = line.product.measure
        line.product.measure = measures.get(code, line.latest)


class ExportDeclaration(models.Model):
    """«آیا در این دوره صادرات محصول داشته اید؟» None until answered."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="exports")
    has_exports = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.has_exports}"


class Employment(models.Model):
    """People working in the month: official, contract, contractor. The total is computed."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="employment"
    )
    official = models.PositiveIntegerField(null=True)
    contract = models.PositiveIntegerField(null=True)
    contractor = models.PositiveIntegerField(null=True)
    remarks = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.total}"

    @property
    def total(self) -> int | None:
        """The number of all people, or None while a kind is still empty."""
        return all_people(self.official, self.contract, self.contractor)


def all_people(*kinds: int | None) -> int | None:
    """Add up the people of all kinds; None while a kind is still empty."""
    return None if None in kinds else sum(kind for kind in kinds if kind is not None)
