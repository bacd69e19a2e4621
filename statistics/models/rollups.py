"""Sums of what stands, kept as it becomes final: fine by county and union, coarse by organization.

Derived: `rebuild_rollup` makes the same rows again from the standing versions. Where a row belongs
is said by the version (`Revision.county` and the rest), so no later move rewrites it. A row whose
`filings` or `units` came back to 0 says nothing and counts as absent.
"""

from typing import Any

from django.db import models

from accounts.models import Organization
from catalog.enums import Direction
from catalog.models import County, IsicNode, Measure, Product


def _key(to: Any, **options: Any) -> Any:
    """Point to a part of the key; the unique key begins with month and organization."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, db_index=False, related_name="+", **options
    )


def _sum(digits: int, places: int) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=digits, decimal_places=places, default=0, db_default=0)


def _count() -> "models.IntegerField[int, int]":
    # Of a country and a month: far below two thousand million.
    return models.IntegerField(default=0, db_default=0)


class MonthTotal(models.Model):
    """One month in one organization; `selected` keeps the units on the selected list apart."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    organization = _key(Organization)
    selected = models.BooleanField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.year}/{self.month} {self.organization_id}"


class ProductSums(MonthTotal):
    """What was produced and exported of one product in one measure.

    `makers` filings list it with a quantity above zero, `exporters` an export of it. `_opened` and
    `_bulk` are the parts of a sum that people opened and decided, and ticked among others.
    """

    product = _key(Product)
    measure = _key(Measure)
    filings = _count()
    makers = _count()
    quantity = _sum(24, 3)
    quantity_opened = _sum(24, 3)
    quantity_bulk = _sum(24, 3)
    exporters = _count()
    export_quantity = _sum(24, 3)
    export_tonnes = _sum(24, 6)
    value_usd = _sum(24, 2)
    value_usd_opened = _sum(24, 2)
    value_usd_bulk = _sum(24, 2)
    value_irr = _sum(28, 0)

    class Meta:
        abstract = True


class TradeSums(MonthTotal):
    """Filings and people of the units of one trade; `idle` ones declare no activity."""

    trade = _key(IsicNode)
    filings = _count()
    filings_opened = _count()
    filings_bulk = _count()
    idle = _count()
    exporters = _count()
    official = _count()
    contract = _count()
    contractor = _count()
    people_opened = _count()
    people_bulk = _count()

    class Meta:
        abstract = True

    @property
    def people(self) -> int:
        people: int = self.official + self.contract + self.contractor
        return people


class CauseSums(MonthTotal):
    """How many `units` gave a cause for the rise or fall of a product.

    Without a product: of anything they filed, each unit once.
    """

    product = _key(Product, null=True)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    reason = models.CharField(max_length=12)
    units = _count()

    class Meta:
        abstract = True


class InPlace(models.Model):
    """The fine cut: the county and the union of a unit when it filed."""

    county = _key(County)
    union = _key(Organization)

    class Meta:
        abstract = True


_MONTH = ("year", "month", "organization")
_PLACE = (*_MONTH, "county", "union")
_PRODUCT = ("product", "measure", "selected")
_TRADE = ("trade", "selected")
_CAUSE = ("product", "direction", "reason", "selected")


def _of_place(table: str) -> list[models.Index]:
    """Let the months of one county or union be read: the unique keys begin with the month."""
    return [
        models.Index(fields=[place, "year", "month"], name=f"{table}_of_{place}")
        for place in ("county", "union")
    ]


def _one_row(key: tuple[str, ...], name: str, **options: Any) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=key, name=name, **options)


class PlaceProductTotal(InPlace, ProductSums):
    class Meta:
        constraints = [_one_row((*_PLACE, *_PRODUCT), "one_total_a_place_and_product")]
        indexes = _of_place("product_totals")


class PlaceTradeTotal(InPlace, TradeSums):
    class Meta:
        constraints = [_one_row((*_PLACE, *_TRADE), "one_total_a_place_and_trade")]
        indexes = _of_place("trade_totals")


class PlaceCauseTotal(InPlace, CauseSums):
    class Meta:
        constraints = [
            _one_row((*_PLACE, *_CAUSE), "one_total_a_place_and_cause", nulls_distinct=False)
        ]
        indexes = _of_place("cause_totals")


class ProductTotal(ProductSums):
    class Meta:
        constraints = [_one_row((*_MONTH, *_PRODUCT), "one_total_an_office_and_product")]
        # The months of one product, over all organizations.
        indexes = [models.Index(fields=["product", "year", "month"], name="totals_of_product")]


class TradeTotal(TradeSums):
    class Meta:
        constraints = [_one_row((*_MONTH, *_TRADE), "one_total_an_office_and_trade")]


class CauseTotal(CauseSums):
    class Meta:
        constraints = [
            _one_row((*_MONTH, *_CAUSE), "one_total_an_office_and_cause", nulls_distinct=False)
        ]
