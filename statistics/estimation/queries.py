"""What pages read of responses, growths and estimates, with the words that belong beside them.

Identified figures never come from here. An estimate enters no total, file or certificate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, Self, TypeAlias, TypeVar

from django.db.models import Q, QuerySet, Sum

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, tehran_day
from config.persian import format_number
from statistics.estimation.change_rules import diffusion
from statistics.estimation.enums import Reliability
from statistics.estimation.rules import Estimate
from statistics.matched_samples import MatchedSample, half_up, percent_change
from statistics.models import (
    EstimateStamp,
    FilingDay,
    MatchedTotal,
    ProductEstimate,
    ResponseCount,
)
from statistics.models.estimates import CountedMonth

NOTHING = "—"
# In the order of `Thresholds`.
THRESHOLDS: Final = (
    PolicyKey.GROWTH_MIN_HOLDERS,
    PolicyKey.GROWTH_MIN_BASE_SHARE,
    PolicyKey.ESTIMATE_MIN_TQRR,
    PolicyKey.ESTIMATE_NORMAL_TQRR,
)
M = TypeVar("M", bound=CountedMonth)


@dataclass(frozen=True)
class Place:
    """What a response is asked of: keys of columns, None where it is all of them."""

    organization: int | None = None
    county: str | None = None
    union: int | None = None
    # The beginning of an ISIC code: a division, a group or a class.
    trade: str = ""

    @property
    def condition(self) -> Q:
        found = Q(trade__code__startswith=self.trade) if self.trade else Q()
        for name in ("organization", "county", "union"):
            if (value := getattr(self, name)) is not None:
                found &= Q(**{name: value})
        return found


Cut: TypeAlias = Literal["organization", "county", "union", "trade"]
_RESPONSE_SUMS: Final = {
    name: Sum(name, default=0) for name in ("due", "filed", "final", "pending")
}


@dataclass(frozen=True)
class Response:
    """How many units owe a month, have filed it, and are final or wait for the offices."""

    due: int = 0
    filed: int = 0
    final: int = 0
    pending: int = 0

    @property
    def rate(self) -> Fraction | None:
        """The filed share of the units that owe the month; None where nobody does."""
        return Fraction(self.filed, self.due) if self.due else None

    @property
    def words(self) -> str:
        """«۸۱٫۵ درصد (۱۶۳ از ۲۰۰)»."""
        if self.rate is None:
            return NOTHING
        of = f"{format_number(self.filed)} از {format_number(self.due)}"
        return f"{format_number(half_up(self.rate * 100, 1).normalize())} درصد ({of})"


def response(month: JalaliMonth, place: Place | None = None) -> Response:
    """Read how far a month has come in a place (one query)."""
    rows = _of(ResponseCount.objects.all(), month).filter((place or Place()).condition)
    return Response(**rows.aggregate(**_RESPONSE_SUMS))


def responses(month: JalaliMonth, by: Cut, place: Place | None = None) -> dict[int | str, Response]:
    """Read the same for each organization, county, union or trade (keys) of a place (one query)."""
    rows = _of(ResponseCount.objects.all(), month).filter((place or Place()).condition)
    cut = rows.order_by(by).values(by).annotate(**_RESPONSE_SUMS)
    return {row.pop(by): Response(**row) for row in cut}


def filed_by_the_same_day(month: JalaliMonth, at: datetime, organization: int | None = None) -> int:
    """Count what was filed of the month before by the day that it is now after this one.

    The end of a day is counted, of today too: what is put beside it is never made smaller.
    """
    day = (tehran_day(at) - month.last_day).days
    rows = _of(FilingDay.objects.all(), month - 1).filter(day__lte=max(day, 0))
    if organization is not None:
        rows = rows.filter(organization=organization)
    found: int = rows.aggregate(all=Sum("filed", default=0))["all"]
    return found


@dataclass(frozen=True)
class ProductKey:
    """A product (id) in a measure, in an organization (id) or, without one, in the country."""

    product: int
    measure: str
    organization: int | None = None


@dataclass(frozen=True)
class MatchedChange:
    """How the units that stand for both months changed, if enough of them do."""

    sample: MatchedSample
    shown: bool
    units: int = 0
    up: int = 0
    down: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The change in percent with one decimal; None where it is not shown."""
        return percent_change(self.sample.growth) if self.shown else None

    @property
    def diffusion(self) -> Fraction | None:
        """The share of units that made more, less those that made less."""
        return diffusion(self.up, self.down, self.units) if self.shown else None

    @property
    def words(self) -> str:
        """«۲٫۱ درصد افزایش», or why there is none."""
        percent = self.percent
        if percent is None:
            return NOTHING if self.sample.on_nothing else str(Reliability.NOT_YET.label)
        if not percent:
            return "بدون تغییر"
        way = "افزایش" if percent > 0 else "کاهش"
        return f"{format_number(abs(percent).normalize())} درصد {way}"


@dataclass(frozen=True)
class Thresholds:
    """What the policy asks of a growth and of an estimate of a month."""

    holders: int
    base_share: int
    least: int
    normal: int

    @classmethod
    def of(cls, book: PolicyBook, month: JalaliMonth) -> Self:
        return cls(*(book.number(key, month.first_day, month=month) for key in THRESHOLDS))


# The columns of a sample, and of what stands beside it.
SAMPLE: Final = ("holders", "now", "before", "base")
WAYS: Final = ("units", "up", "down")


def judge_change(row: Mapping[str, Any], asked: Thresholds) -> MatchedChange:
    """Judge a row of `MatchedTotal`."""
    sample = MatchedSample(*(row[name] for name in SAMPLE))
    shown = sample.fits(asked.holders, asked.base_share) and not sample.on_nothing
    return MatchedChange(sample, shown, *(row[name] for name in WAYS))


def matched_change(
    book: PolicyBook, month: JalaliMonth, key: ProductKey, lag: int = 1
) -> MatchedChange:
    """Read the matched change of a product against `lag` months before: 1 or 12 (one query)."""
    rows = MatchedTotal.objects.filter(product=key.product, measure=key.measure)
    found = _changes(rows, book, month, key.organization, lag)
    return found.get((key.product, key.measure), UNKNOWN_CHANGE)


def matched_changes(
    book: PolicyBook, month: JalaliMonth, organization: int | None = None, lag: int = 1
) -> dict[tuple[int, str], MatchedChange]:
    """Read those of all products of an organization or the country, by product and measure."""
    return _changes(MatchedTotal.objects.all(), book, month, organization, lag)


def _changes(
    rows: QuerySet[MatchedTotal],
    book: PolicyBook,
    month: JalaliMonth,
    organization: int | None,
    lag: int,
) -> dict[tuple[int, str], MatchedChange]:
    asked = Thresholds.of(book, month)
    found = _of(rows.filter(organization=organization, lag=lag), month)
    columns = found.values("product", "measure", *SAMPLE, *WAYS)
    return {(row["product"], row["measure"]): judge_change(row, asked) for row in columns}


UNKNOWN_CHANGE: Final = MatchedChange(MatchedSample(0, 0, 0, 0), False)


@dataclass(frozen=True)
class ProductTotalEstimate:
    """The estimate of a product with its judgement."""

    estimate: Estimate
    reliability: Reliability
    units_reported: int = 0
    units_imputed: int = 0

    @property
    def shown(self) -> bool:
        return self.reliability != Reliability.NOT_YET

    @property
    def value(self) -> Fraction | None:
        """The unrounded total; None where it is not shown."""
        return self.estimate.total if self.shown else None

    @property
    def label(self) -> str:
        """«برآورد» or «برآورد کم‌اعتماد» beside the number; empty where nothing is imputed."""
        if self.reliability == Reliability.NORMAL and not self.estimate.labelled:
            return ""
        return str(self.reliability.label)

    def words(self, measure: str) -> str:
        """«۳۰۶ تن (برآورد)», or that there is not enough yet."""
        if not self.shown:
            return str(Reliability.NOT_YET.label)
        number = f"{format_number(half_up(self.estimate.total))} {measure}"
        return f"{number} ({self.label})" if self.label else number


_PARTS: Final = ("reported", "imputed", "base_filed", "base_due", "frame", "unknown")
_UNITS: Final = ("units_reported", "units_imputed")
ESTIMATE_SUMS: Final = {name: Sum(name) for name in (*_PARTS, *_UNITS)}
_UNKNOWN_ESTIMATE: Final = ProductTotalEstimate(Estimate(0, 0), Reliability.NOT_YET)


def judge_estimate(row: Mapping[str, Any], asked: Thresholds) -> ProductTotalEstimate:
    """Judge `ESTIMATE_SUMS` of a product."""
    estimate = Estimate(*(row[name] for name in _PARTS))
    reliability = estimate.reliability(asked.least, asked.normal)
    return ProductTotalEstimate(estimate, reliability, *(row[name] for name in _UNITS))


def estimate_of(book: PolicyBook, month: JalaliMonth, key: ProductKey) -> ProductTotalEstimate:
    """Read the estimate of a product; the country is the sum of its organizations (one query)."""
    rows = ProductEstimate.objects.filter(product=key.product, measure=key.measure)
    found = _estimates(rows, book, month, key.organization)
    return found.get((key.product, key.measure), _UNKNOWN_ESTIMATE)


def estimates(
    book: PolicyBook, month: JalaliMonth, organization: int | None = None
) -> dict[tuple[int, str], ProductTotalEstimate]:
    """Read those of all products of an organization or the country, by product and measure."""
    return _estimates(ProductEstimate.objects.all(), book, month, organization)


def _estimates(
    rows: QuerySet[ProductEstimate],
    book: PolicyBook,
    month: JalaliMonth,
    organization: int | None,
) -> dict[tuple[int, str], ProductTotalEstimate]:
    asked = Thresholds.of(book, month)
    rows = _of(rows, month)
    if organization is not None:
        rows = rows.filter(organization=organization)
    cut = rows.order_by("product", "measure").values("product", "measure")
    return {
        (row["product"], row["measure"]): judge_estimate(row, asked)
        for row in cut.annotate(**ESTIMATE_SUMS)
    }


def counted_at(month: JalaliMonth) -> datetime | None:
    """Tell when the rows of a month were counted last; None before they ever were."""
    stamps = _of(EstimateStamp.objects.all(), month)
    return stamps.values_list("counted_at", flat=True).first()


def _of(rows: QuerySet[M], month: JalaliMonth) -> QuerySet[M]:
    return rows.filter(year=month.year, month=month.month).order_by("pk")
