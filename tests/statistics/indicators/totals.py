"""Totals as rows: what a place made in a month, as if it had become final."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Organization
from catalog.models import County, Product
from config.jalali import JalaliMonth
from statistics.models import (
    CauseTotal,
    PlaceCauseTotal,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductTotal,
    TradeTotal,
)
from statistics.models.rollups import MonthTotal


@dataclass(frozen=True)
class TestPlace:
    """A county and a union of an organization, in which something became final."""

    __test__ = False

    organization: Organization
    county: County
    union: Organization


def made(
    place: TestPlace,
    month: JalaliMonth,
    product: str,
    quantity: int,
    *,
    measure: str = "",
    opened: int = 0,
    bulk: int = 0,
    makers: int = 1,
    usd: int = 0,
    selected: bool = False,
) -> None:
    """Sum up that so much was made of a product, of it `opened` and `bulk` looked at so."""
    found = Product.objects.get(code=product)
    row = {
        "year": month.year,
        "month": month.month,
        "organization": place.organization,
        "selected": selected,
        "product": found,
        "measure_id": measure or found.measure_id,
        "filings": makers,
        "makers": makers,
        "quantity": Decimal(quantity),
        "quantity_opened": Decimal(opened),
        "quantity_bulk": Decimal(bulk),
        "exporters": 1 if usd else 0,
        "value_usd": Decimal(usd),
    }
    _write(ProductTotal, PlaceProductTotal, place, row)


def filed(
    place: TestPlace,
    month: JalaliMonth,
    filings: int,
    people: int = 0,
    *,
    trade: str = "2520",
    opened: int = 0,
    selected: bool = False,
) -> None:
    """Sum up so many final filings with so many people; `opened` of the filings were looked at."""
    row = {
        "year": month.year,
        "month": month.month,
        "organization": place.organization,
        "selected": selected,
        "trade_id": trade,
        "filings": filings,
        "filings_opened": opened,
        "official": people,
    }
    _write(TradeTotal, PlaceTradeTotal, place, row)


def explained(
    place: TestPlace, month: JalaliMonth, product: str, direction: str, reason: str, units: int
) -> None:
    """Sum up that so many units gave a reason, for the product and for anything they filed."""
    for found in (Product.objects.get(code=product), None):
        row = {
            "year": month.year,
            "month": month.month,
            "organization": place.organization,
            "selected": False,
            "product": found,
            "direction": direction,
            "reason": reason,
            "units": units,
        }
        _write(CauseTotal, PlaceCauseTotal, place, row)


_KEY = {"year", "month", "organization", "selected", "product", "measure_id", "trade_id"}
_KEY |= {"direction", "reason"}


def _write(
    coarse: type[MonthTotal], fine: type[MonthTotal], place: TestPlace, row: dict[str, Any]
) -> None:
    found = {name: value for name, value in row.items() if name in _KEY}
    sums = {name: value for name, value in row.items() if name not in _KEY}
    total, new = coarse._default_manager.get_or_create(**found, defaults=sums)
    if not new:
        for name, value in sums.items():
            setattr(total, name, getattr(total, name) + value)
        total.save()
    fine._default_manager.create(**row | {"county": place.county, "union": place.union})
