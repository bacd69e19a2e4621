"""Says which totals of a place are read, and what their rows are; `together` reads them at once.

Only tables of totals are read, never lines, and of the cases no more than how many wait.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.models import Organization
from catalog.models import County
from config.jalali import JalaliMonth
from config.one_statement import together
from statistics.enums import IN_REVIEW
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.indicators.sums import Good, GoodNames, GoodsSums, PeopleSums
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


@dataclass(frozen=True, slots=True)
class IsicBranch:
    """A node of ISIC; its path holds the codes from the section down."""

    code: str
    level: str
    path: str
    title_fa: str


@dataclass(frozen=True)
class Narrowing:
    """What narrows besides the place: a node of ISIC of any level, the selected units alone.

    `classes` (codes) and `products` (ids) are those below the node: no sum is joined to a tree.
    """

    isic: IsicBranch | None = None
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
    """Count by month all final filings of the place, and what is narrowed of them (one query).

    Which months there are does not depend on what else is chosen.
    """
    rows = partial(_people_rows, place, narrowing, tuple(sorted(months)))
    whole: dict[JalaliMonth, int] = {}
    narrowed = {}
    for row in together({"people": rows})["people"]:
        month = JalaliMonth(row["year"], row["month"])
        whole[month] = row["whole"]
        narrowed[month] = PeopleSums(*(row[f"sum_{name}"] for name in _PEOPLE))
    return whole, narrowed


def _people_rows(
    place: IndicatorPlace, narrowing: Narrowing, months: Collection[JalaliMonth]
) -> QuerySet[Any]:
    model = PlaceTradeTotal if place.fine else TradeTotal
    asked = narrowing.rows("trade")
    sums = {name: Sum(what, filter=asked, default=0) for name, what in _PEOPLE.items()}
    rows = _of_months(model, months).filter(place.within).values("year", "month")
    summed: QuerySet[Any, Any] = rows.annotate(whole=Sum("filings", default=0), **_named(sums))
    return summed.order_by()


def goods_rows(
    place: IndicatorPlace, narrowing: Narrowing, periods: Collection[IndicatorPeriod]
) -> QuerySet[Any]:
    """Sum up by product, measure and period; periods are of one length, whole lengths apart."""
    model = PlaceProductTotal if place.fine else ProductTotal
    rows = _of_periods(model, periods).filter(place.within, narrowing.rows("product"))
    by_period: QuerySet[Any, Any] = _filed(rows).values("product", "measure", at=_at(periods))
    summed: QuerySet[Any, Any] = by_period.annotate(**_named(_GOODS)).order_by()
    return summed


def goods_of(
    rows: Iterable[Mapping[str, Any]], names: GoodNames, periods: Collection[IndicatorPeriod]
) -> dict[Good, dict[IndicatorPeriod, GoodsSums]]:
    """Sort `goods_rows` by product and period."""
    found: dict[tuple[int, str], dict[IndicatorPeriod, GoodsSums]] = defaultdict(dict)
    numbered = _numbered(periods)
    for row in rows:
        found[row["product"], row["measure"]][numbered[row["at"]]] = _sums(row)
    return {names.good(*key): by_period for key, by_period in found.items()}


def series_rows(
    place: IndicatorPlace,
    narrowing: Narrowing,
    months: Collection[JalaliMonth],
    products: Collection[str],
) -> QuerySet[Any]:
    """Sum up some products (codes) by measure and month."""
    model = PlaceProductTotal if place.fine else ProductTotal
    rows = _of_months(model, months).filter(place.within, narrowing.rows("product"))
    rows = rows.filter(product__code__in=products)
    by_month: QuerySet[Any, Any] = _filed(rows).values("year", "month", "product", "measure")
    summed: QuerySet[Any, Any] = by_month.annotate(made=Sum("quantity")).order_by()
    return summed


def series_of(
    rows: Iterable[Mapping[str, Any]], names: GoodNames
) -> dict[Good, dict[JalaliMonth, Decimal]]:
    """Sort `series_rows` by product and month."""
    found: dict[tuple[int, str], dict[JalaliMonth, Decimal]] = defaultdict(dict)
    for row in rows:
        found[row["product"], row["measure"]][JalaliMonth(row["year"], row["month"])] = row["made"]
    return {names.good(*key): by_month for key, by_month in found.items()}


def spread_rows(narrowing: Narrowing, months: Collection[JalaliMonth]) -> QuerySet[Any]:
    """Count by product and measure in how many organizations of the country it is made."""
    rows = _of_months(ProductTotal, months).filter(narrowing.rows("product"), makers__gt=0)
    made: QuerySet[Any, Any] = rows.values("product", "measure")
    counted: QuerySet[Any, Any] = made.annotate(offices=Count("organization", distinct=True))
    return counted.order_by()


def place_rows(
    place: IndicatorPlace, narrowing: Narrowing, periods: Collection[IndicatorPeriod], good: Good
) -> QuerySet[Any]:
    """Sum up one product by the columns below a place and by period, in the one measure."""
    columns = columns_below(place)
    model = ProductTotal if columns is OFFICE else PlaceProductTotal
    rows = _of_periods(model, periods).filter(place.within, narrowing.rows("product"))
    rows = rows.filter(product__code=good.code, measure=good.measure_code)
    by_period: QuerySet[Any, Any] = _filed(rows).values(**columns, at=_at(periods))
    summed: QuerySet[Any, Any] = by_period.annotate(**_named(_GOODS)).order_by()
    return summed


def columns_below(place: IndicatorPlace) -> Mapping[str, F]:
    """Tell by what a place is cut: the country by its organizations."""
    return PLACES if place.fine or place.organizations is not None else OFFICE


def places_of(
    rows: Iterable[Mapping[str, Any]],
    columns: Iterable[str],
    periods: Collection[IndicatorPeriod],
) -> dict[tuple[Any, ...], dict[IndicatorPeriod, GoodsSums]]:
    """Sort `place_rows` by their columns and by period."""
    found: dict[tuple[Any, ...], dict[IndicatorPeriod, GoodsSums]] = defaultdict(dict)
    numbered = _numbered(periods)
    for row in rows:
        found[tuple(row[name] for name in columns)][numbered[row["at"]]] = _sums(row)
    return found


def cause_rows(
    place: IndicatorPlace,
    narrowing: Narrowing,
    months: Collection[JalaliMonth],
    products: Collection[str] | None = None,
) -> QuerySet[Any]:
    """Count by product and direction how many units gave each reason, of anything too.

    Of all products, or of some (codes).
    """
    model = PlaceCauseTotal if place.fine else CauseTotal
    rows = _of_months(model, months).filter(place.within, narrowing.rows("product"))
    if products is not None:
        rows = rows.filter(Q(product__code__in=products) | Q(product=None))
    by_reason: QuerySet[Any, Any] = rows.values("product__code", "direction", "reason")
    counted: QuerySet[Any, Any] = by_reason.annotate(count=Sum("units")).filter(count__gt=0)
    return counted.order_by()


def causes_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str | None, str], dict[str, int]]:
    """Sort `cause_rows` by product (code; None: of anything) and direction."""
    found: dict[tuple[str | None, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["product__code"], row["direction"]][row["reason"]] = row["count"]
    return found


def waiting(place: IndicatorPlace, months: Iterable[JalaliMonth], most: int) -> QuerySet[Any]:
    """Find so many of the cases that are `pending`, as they are counted."""
    rows: QuerySet[Any, Any] = pending(place, months).values("pk")[:most]
    return rows


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


_numbers = itemgetter(*_named(_GOODS))


def _sums(row: Mapping[str, Any]) -> GoodsSums:
    return GoodsSums(*_numbers(row))


def _at(periods: Collection[IndicatorPeriod]) -> Any:
    """Number the period of a row of totals, for `_numbered` to tell which one it is."""
    first = min(period.first for period in periods)
    [length] = {period.length for period in periods}
    # Whole numbers are divided to whole ones.
    return (F("year") * YEAR + F("month") - (first.year * YEAR + first.month)) / length


def _numbered(periods: Collection[IndicatorPeriod]) -> dict[int, IndicatorPeriod]:
    first = min(period.first for period in periods)
    return {(period.first - first) // period.length: period for period in periods}


def _of_periods(model: Any, periods: Iterable[IndicatorPeriod]) -> QuerySet[Any]:
    return _of_months(model, [month for period in periods for month in period.months])


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
