"""Says which totals of a place are read, and what their rows are; `together` reads them at once.

Only tables of totals are read, never lines, and of the cases no more than how many wait.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from operator import add, attrgetter
from typing import Any, Final, Self

from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.models import Organization
from catalog.models import County, IsicNode
from config.jalali import JalaliMonth
from statistics.enums import IN_REVIEW
from statistics.models import (
    CauseTotal,
    PlaceCauseTotal,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductTotal,
    Submission,
    SubmissionQuerySet,
    TradeTotal,
)
from statistics.rates import ReviewParts

# By what rows of totals are cut: the organization, or county and union with their names.
OFFICE: Final = {"office": F("organization__code")}
PLACES: Final = {
    "county_code": F("county"),
    "county_name": F("county__name"),
    "union_pk": F("union"),
    "union_name": F("union__name"),
}


@dataclass(frozen=True)
class IndicatorPlace:
    """Whose totals are read; None narrows by nothing, and all that is given holds at once."""

    name: str
    organizations: tuple[Organization, ...] | None = None
    counties: tuple[County, ...] | None = None
    unions: tuple[Organization, ...] | None = None

    @property
    def fine(self) -> bool:
        """Whether only the tables by county and union know this place."""
        return self.counties is not None or self.unions is not None

    @property
    def office(self) -> Organization | None:
        """The one provincial organization that is shown, as a whole."""
        offices = () if self.fine else self.organizations or ()
        return offices[0] if len(offices) == 1 else None

    @property
    def estimated(self) -> bool:
        """Whether growths and estimates are counted of it: of an organization or the country."""
        return not self.fine and (self.organizations is None or self.office is not None)

    @property
    def within(self) -> Q:
        """The rows of the tables of totals that belong here."""
        return self._narrowed("organization", "county", "union")

    @property
    def cases(self) -> Q:
        """The cases that are on their way to those rows, by the route of their round."""
        return self._narrowed("route_province", "licence__county", "route_union")

    @property
    def versions(self) -> Q:
        """The filings whose standing version is in those rows."""
        return self._narrowed("standing__organization", "standing__county", "standing__union")

    @property
    def routes(self) -> Q:
        """The filings that went the way of those rows, the county left out."""
        found = Q()
        if self.organizations is not None:
            found &= Q(route_province__in=self.organizations)
        if self.unions is not None:
            found &= Q(route_union__in=self.unions)
        return found

    def _narrowed(self, organization: str, county: str, union: str) -> Q:
        found = Q()
        for field, chosen in (
            (organization, self.organizations),
            (county, self.counties),
            (union, self.unions),
        ):
            if chosen is not None:
                found &= Q(**{f"{field}__in": chosen})
        return found


@dataclass(frozen=True)
class Narrowing:
    """What narrows besides the place: a node of ISIC of any level, the selected units alone.

    `classes` (codes) and `products` (ids) are those below the node: no sum is joined to a tree.
    """

    isic: IsicNode | None = None
    selected: bool = False
    classes: tuple[str, ...] = ()
    products: tuple[int, ...] = ()

    def rows(self, column: str) -> Q:
        """Narrow totals by their column, «trade» or «product»."""
        return (Q(selected=True) if self.selected else Q()) & self.below(column)

    def below(self, column: str) -> Q:
        """Narrow by the class alone."""
        if self.isic is None:
            return Q()
        return Q(**{f"{column}__in": self.products if column == "product" else self.classes})


class _Addable:
    """Sums that add up field by field."""

    def __add__(self, other: Self) -> Self:
        kind: Any = type(self)
        numbers = _numbers_of(kind)
        return type(self)(*map(add, numbers(self), numbers(other)))


@cache
def _numbers_of(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    # A page adds some thousand of them.
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


_GOODS = {name: Sum(name) for name in (field.name for field in fields(GoodsSums))}
_PEOPLE = {
    "filings": F("filings"),
    "filings_opened": F("filings_opened"),
    "filings_bulk": F("filings_bulk"),
    "people": F("official") + F("contract") + F("contractor"),
    "people_opened": F("people_opened"),
    "people_bulk": F("people_bulk"),
}


def people(
    place: IndicatorPlace, narrowing: Narrowing, months: Collection[JalaliMonth]
) -> tuple[dict[JalaliMonth, int], dict[JalaliMonth, PeopleSums]]:
    """Count by month all final filings of the place, and what is narrowed of them.

    Which months there are does not depend on what else is chosen.
    """
    model = PlaceTradeTotal if place.fine else TradeTotal
    asked = narrowing.rows("trade")
    sums = {name: Sum(what, filter=asked, default=0) for name, what in _PEOPLE.items()}
    rows = _of_months(model, months).filter(place.within).values("year", "month")
    whole: dict[JalaliMonth, int] = {}
    narrowed = {}
    for row in rows.annotate(whole=Sum("filings", default=0)).annotate(**_named(sums)).order_by():
        month = JalaliMonth(row["year"], row["month"])
        whole[month] = row["whole"]
        narrowed[month] = PeopleSums(*(row[f"sum_{name}"] for name in _PEOPLE))
    return whole, narrowed


def goods_rows(
    place: IndicatorPlace,
    narrowing: Narrowing,
    months: Collection[JalaliMonth],
    products: Collection[str] | None = None,
) -> QuerySet[Any]:
    """Sum up by product, measure and month, for all products or for some (codes)."""
    model = PlaceProductTotal if place.fine else ProductTotal
    rows = _of_months(model, months).filter(place.within, narrowing.rows("product"))
    if products is not None:
        rows = rows.filter(product__code__in=products)
    by_month: QuerySet[Any, Any] = _filed(rows).values("year", "month", "product", "measure")
    summed: QuerySet[Any, Any] = by_month.annotate(**_named(_GOODS)).order_by()
    return summed


def goods_of(
    rows: Iterable[Mapping[str, Any]], names: GoodNames
) -> dict[Good, dict[JalaliMonth, GoodsSums]]:
    """Sort `goods_rows` by product and month."""
    found: dict[Good, dict[JalaliMonth, GoodsSums]] = defaultdict(dict)
    for row in rows:
        good = names.good(row["product"], row["measure"])
        found[good][JalaliMonth(row["year"], row["month"])] = _sums(row)
    return found


def spread_rows(narrowing: Narrowing, months: Collection[JalaliMonth]) -> QuerySet[Any]:
    """Count by product and measure in how many organizations of the country it is made."""
    rows = _of_months(ProductTotal, months).filter(narrowing.rows("product"), makers__gt=0)
    made: QuerySet[Any, Any] = rows.values("product", "measure")
    counted: QuerySet[Any, Any] = made.annotate(offices=Count("organization", distinct=True))
    return counted.order_by()


def place_rows(
    columns: Mapping[str, F],
    place: IndicatorPlace,
    narrowing: Narrowing,
    months: Collection[JalaliMonth],
    good: Good,
    fine: bool,
) -> QuerySet[Any]:
    """Sum up one product by some columns of the place and by month, in the one measure.

    `fine`: the columns are of a county or a union.
    """
    model = PlaceProductTotal if fine else ProductTotal
    rows = _of_months(model, months).filter(place.within, narrowing.rows("product"))
    rows = rows.filter(product__code=good.code, measure=good.measure_code)
    by_month: QuerySet[Any, Any] = _filed(rows).values("year", "month", **columns)
    summed: QuerySet[Any, Any] = by_month.annotate(**_named(_GOODS)).order_by()
    return summed


def places_of(
    rows: Iterable[Mapping[str, Any]], columns: Iterable[str]
) -> dict[tuple[Any, ...], dict[JalaliMonth, GoodsSums]]:
    """Sort `place_rows` by their columns and by month."""
    found: dict[tuple[Any, ...], dict[JalaliMonth, GoodsSums]] = defaultdict(dict)
    for row in rows:
        key = tuple(row[name] for name in columns)
        found[key][JalaliMonth(row["year"], row["month"])] = _sums(row)
    return found


def cause_rows(
    place: IndicatorPlace, narrowing: Narrowing, months: Collection[JalaliMonth]
) -> QuerySet[Any]:
    """Count by product and direction how many units gave each reason."""
    model = PlaceCauseTotal if place.fine else CauseTotal
    rows = _of_months(model, months).filter(place.within, narrowing.rows("product"))
    by_reason: QuerySet[Any, Any] = rows.values("product__code", "direction", "reason")
    counted: QuerySet[Any, Any] = by_reason.annotate(count=Sum("units")).filter(count__gt=0)
    return counted.order_by()


def causes_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str | None, str], dict[str, int]]:
    """Sort `cause_rows` by product (code; None: of anything) and direction."""
    found: dict[tuple[str | None, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["product__code"], row["direction"]][row["reason"]] = row["count"]
    return found


def pending(place: IndicatorPlace, months: Iterable[JalaliMonth]) -> SubmissionQuerySet:
    """Find the cases that are in no total yet and wait on a desk.

    A final month under correction stands in the totals and is not among them (D7).
    """
    waiting = Submission.objects.filter(in_months(months), place.cases, standing=None)
    return waiting.filter(state__in=IN_REVIEW)


def _filed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what came back to nothing: no filing lists the product there any more."""
    return rows.filter(Q(filings__gt=0) | Q(exporters__gt=0))


def _named(sums: Mapping[str, Sum]) -> dict[str, Sum]:
    # A sum may not be called like the column it sums up.
    return {f"sum_{name}": sum_ for name, sum_ in sums.items()}


def _sums(row: Mapping[str, Any]) -> GoodsSums:
    return GoodsSums(*(row[f"sum_{name}"] for name in _GOODS))


def _of_months(model: Any, months: Iterable[JalaliMonth]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(in_months(months))
    return rows


def in_months(months: Iterable[JalaliMonth]) -> Q:
    """Name months year by year, so that an index on year and month answers."""
    years = defaultdict(list)
    for month in months:
        years[month.year].append(month.month)
    found = Q(pk__in=[])
    for year, numbers in years.items():
        found |= Q(year=year, month__in=numbers)
    return found
