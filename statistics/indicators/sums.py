"""What rows of totals become: sums that add up field by field, and how products are called."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from operator import add, attrgetter
from typing import Any, Self

from statistics.rates import ReviewParts


class _Addable:
    """Sums that add up field by field."""

    def __add__(self, other: Self) -> Self:
        kind: Any = type(self)
        numbers = _numbers_of(kind)
        return type(self)(*map(add, numbers(self), numbers(other)))

    @classmethod
    def total(cls, parts: Collection[Self]) -> Self:
        """Add many up at once; of none all is 0."""
        kind: Any = cls
        return cls(*map(sum, zip(*map(_numbers_of(kind), parts), strict=True)))


@cache
def _numbers_of(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    # A page adds some hundred of them.
    return attrgetter(*(field.name for field in fields(kind)))


@dataclass(frozen=True)
class PeopleSums(_Addable):
    """Final filings of some months and the people they count, and how far people looked."""

    filings: int = 0
    filings_opened: int = 0
    filings_bulk: int = 0
    people: int = 0
    people_opened: int = 0
    people_bulk: int = 0

    @property
    def reviewed_filings(self) -> ReviewParts:
        return parts(self.filings, self.filings_opened, self.filings_bulk)

    @property
    def reviewed_people(self) -> ReviewParts:
        return parts(self.people, self.people_opened, self.people_bulk)


@dataclass(frozen=True)
class GoodsSums(_Addable):
    """What was made and exported of a product in one measure."""

    makers: int = 0
    quantity: Decimal = Decimal(0)
    quantity_opened: Decimal = Decimal(0)
    quantity_bulk: Decimal = Decimal(0)
    value_usd: Decimal = Decimal(0)
    value_usd_opened: Decimal = Decimal(0)
    value_usd_bulk: Decimal = Decimal(0)

    @property
    def reviewed(self) -> ReviewParts:
        return parts(self.quantity, self.quantity_opened, self.quantity_bulk)

    @property
    def reviewed_exports(self) -> ReviewParts:
        return parts(self.value_usd, self.value_usd_opened, self.value_usd_bulk)


def parts(whole: Decimal | int, opened: Decimal | int, bulk: Decimal | int) -> ReviewParts:
    """Split a sum by how far people looked; what neither of them says moved by itself."""
    return ReviewParts(opened, bulk, whole - opened - bulk)


@dataclass(frozen=True)
class Good:
    """A product in the measure in which it was filed: quantities of two never meet."""

    code: str
    name: str
    isic_class: str
    measure_code: str
    measure: str


@dataclass(frozen=True)
class GoodNames:
    """How products (ids) and measures (codes) are called: looked up, not joined to every sum."""

    products: Mapping[int, tuple[str, str, str]]
    measures: Mapping[str, str]

    @classmethod
    def of(
        cls, products: Iterable[Mapping[str, Any]], measures: Iterable[Mapping[str, Any]]
    ) -> Self:
        return cls(
            {row["pk"]: (row["code"], row["name"], row["isic_class"]) for row in products},
            {row["code"]: row["name_fa"] for row in measures},
        )

    def good(self, product: int, measure: str) -> Good:
        return Good(*self.products[product], measure, self.measures[measure])
