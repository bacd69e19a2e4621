"""How a month changed for the units that stand for both months, and what is estimated of it.

What stands here is of an organization or of the country; of other places nothing is counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from config.jalali import JalaliMonth
from statistics.estimation.calendar_queries import MonthDays
from statistics.estimation.change_rules import weighted_movement
from statistics.estimation.enums import Reliability
from statistics.estimation.queries import (
    ESTIMATE_SUMS,
    SAMPLE,
    UNKNOWN_CHANGE,
    WAYS,
    MatchedChange,
    ProductTotalEstimate,
    Thresholds,
    judge_change,
    judge_estimate,
)
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.indicators.queries import IndicatorPlace, Narrowing, in_months
from statistics.indicators.rules import UNKNOWN, Change, SaidNumber, compare, say
from statistics.indicators.sums import Good
from statistics.matched_samples import half_up
from statistics.models import MatchedTotal, ProductEstimate
from statistics.rates import percent

LAGS: Final = (1, YEAR)
_CLASS: Final = "product__isic_class"
NOT_YET: Final = Change(str(Reliability.NOT_YET.label))


def match_rows(
    place: IndicatorPlace, narrowing: Narrowing, period: IndicatorPeriod
) -> QuerySet[Any]:
    """Find how the products of a place changed; of one month alone, and of all its units."""
    rows = MatchedTotal.objects.filter(in_months(period.months), organization=place.office)
    if period.length > 1 or narrowing.selected or not place.estimated:
        rows = rows.none()
    rows = rows.filter(narrowing.below("product"), lag__in=LAGS)
    columns = ("lag", "product__code", "measure", "workers", f"{_CLASS}_id", *SAMPLE, *WAYS)
    found: QuerySet[Any, Any] = rows.order_by("lag", "product", "measure").values(*columns)
    return found


def office_rows(narrowing: Narrowing, period: IndicatorPeriod, good: Good) -> QuerySet[Any]:
    """Find how one product changed in each organization."""
    rows = MatchedTotal.objects.filter(
        in_months(period.months),
        organization__isnull=False,
        product__code=good.code,
        measure=good.measure_code,
        lag__in=LAGS,
    )
    if period.length > 1 or narrowing.selected:
        rows = rows.none()
    found: QuerySet[Any, Any] = rows.order_by("pk").values(
        "lag", "organization__code", *SAMPLE, *WAYS
    )
    return found


def estimate_rows(
    place: IndicatorPlace, narrowing: Narrowing, period: IndicatorPeriod, good: Good
) -> QuerySet[Any]:
    """Sum up what is estimated of one product in a month."""
    rows = ProductEstimate.objects.filter(
        in_months(period.months), product__code=good.code, measure=good.measure_code
    )
    if period.length > 1 or narrowing.selected or not place.estimated:
        rows = rows.none()
    if place.office is not None:
        rows = rows.filter(organization=place.office)
    summed: QuerySet[Any, Any] = rows.values("product", "measure").annotate(**ESTIMATE_SUMS)
    return summed.order_by()


@dataclass(frozen=True)
class Sample:
    """A matched change as it is said, and by how much more units rose than fell."""

    matched: MatchedChange = UNKNOWN_CHANGE

    @property
    def change(self) -> Change:
        sample = self.matched.sample
        if self.matched.shown:
            return compare(half_up(sample.now, 3), half_up(sample.before, 3))
        return UNKNOWN if sample.on_nothing and self.matched.units else NOT_YET

    @property
    def before(self) -> SaidNumber:
        """What the units of the sample made before."""
        return say(half_up(self.matched.sample.before, 3))

    @property
    def diffusion(self) -> Decimal | None:
        """By how many percent of the units more rose than fell; below zero more fell."""
        found = self.matched.diffusion
        return None if found is None else half_up(found * 100)

    @property
    def leads(self) -> str:
        return "" if not self.diffusion else "rise" if self.diffusion > 0 else "fall"

    @property
    def lead(self) -> Decimal:
        return abs(self.diffusion or Decimal(0))


NOTHING_MATCHED: Final = Sample()


@dataclass(frozen=True)
class Growths:
    """What was read of matches for a month, by lag, product and measure."""

    asked: Thresholds
    rows: tuple[Mapping[str, Any], ...] = ()

    # Judged when asked for: of most products nobody reads it.
    @cached_property
    def _rows(self) -> dict[tuple[int, str, str], Mapping[str, Any]]:
        return {(row["lag"], row["product__code"], row["measure"]): row for row in self.rows}

    def of(self, good: Good, lag: int) -> Sample:
        row = self._rows.get((lag, good.code, good.measure_code))
        return Sample(judge_change(row, self.asked)) if row else NOTHING_MATCHED

    @cached_property
    def _judged(self) -> dict[int, list[tuple[Mapping[str, Any], MatchedChange]]]:
        found: dict[int, list[tuple[Mapping[str, Any], MatchedChange]]] = defaultdict(list)
        for row in self.rows:
            found[row["lag"]].append((row, judge_change(row, self.asked)))
        return found

    def count(self, shown: bool = False) -> int:
        """Count the products that have a sample, or one that fits, against the month before."""
        return sum(judged.shown or not shown for _, judged in self._judged.get(1, ()))

    def indicator(self, lag: int) -> Change | None:
        """Say «شاخص مقداری با وزن اشتغال» against `lag` months before; None where none is known.

        A product without a sample that fits moves as its class does, a class without one as the
        others do.
        """
        classes: dict[str, list[tuple[Decimal, Fraction | None]]] = defaultdict(list)
        for row, judged in self._judged.get(lag, ()):
            growth = judged.sample.growth if judged.shown else None
            classes[row[f"{_CLASS}_id"]].append((Decimal(row["workers"]), growth))
        moved = weighted_movement(
            (sum((weight for weight, _ in rows), Decimal()), weighted_movement(rows))
            for rows in classes.values()
        )
        return None if moved is None else compare(half_up(moved, 6), Decimal(1))


@dataclass(frozen=True)
class GrowthTable:
    """The matched changes of a product and of all of them, against the month and year before."""

    before: Sample
    year_before: Sample
    indicator: Change | None
    year_indicator: Change | None
    # On how many products the indicator rests, of how many.
    moved: int
    products: int


def by_office(rows: Iterable[Mapping[str, Any]], asked: Thresholds) -> Callable[[str, int], Sample]:
    """Tell the matched change of a product by the code of an organization and the lag."""
    found = {
        (row["organization__code"], row["lag"]): Sample(judge_change(row, asked)) for row in rows
    }
    return lambda code, lag: found.get((code, lag), NOTHING_MATCHED)


@dataclass(frozen=True)
class GoodEstimate:
    """The estimate of the product that is shown; `whole` is of the country, whose shares are told.

    Of a smaller place they would tell who has filed.
    """

    found: ProductTotalEstimate
    whole: bool

    @property
    def value(self) -> Decimal | None:
        """The total; None where too little was reported to say one."""
        total = self.found.value
        return None if total is None else half_up(total)

    @property
    def said(self) -> SaidNumber:
        return say(self.value)

    @property
    def label(self) -> str:
        return self.found.label

    @property
    def weak(self) -> bool:
        return self.found.reliability == Reliability.LOW

    @property
    def complete(self) -> bool:
        """Whether next to nothing is imputed, so that the sum says it all."""
        return self.found.shown and not self.found.label

    @property
    def reported(self) -> Decimal | None:
        """How many percent of it were reported."""
        return percent(self.found.estimate.reported_share) if self.whole else None

    @property
    def coverage(self) -> Decimal | None:
        """How many percent of the month before the units made that have answered."""
        return percent(self.found.estimate.coverage) if self.whole else None

    @property
    def lacking(self) -> Decimal | None:
        """How many percent of it the units made that have no final figure yet."""
        covered = self.coverage
        return None if covered is None else 100 - covered


def estimate_of(
    rows: Iterable[Mapping[str, Any]], asked: Thresholds, place: IndicatorPlace
) -> GoodEstimate | None:
    """Judge what was read of an estimate; None where nothing was counted."""
    whole = place.organizations is None
    return next((GoodEstimate(judge_estimate(row, asked), whole) for row in rows), None)


@dataclass(frozen=True)
class DaysBeside:
    """A period's name and its days that are worked, and those of Ramadan."""

    name: str
    working: int
    ramadan: int


def days_beside(
    named: Mapping[str, IndicatorPeriod], days: Mapping[JalaliMonth, MonthDays]
) -> list[DaysBeside]:
    """Count the days of periods by their names."""
    return [
        DaysBeside(
            name,
            sum(days[month].working for month in period.months),
            sum(days[month].ramadan for month in period.months),
        )
        for name, period in named.items()
    ]
