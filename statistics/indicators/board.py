"""The page of statistics as an object: what it says, its tiles, line, map and tables."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from catalog.enums import Direction
from catalog.fields import alphabet_key
from config.charts import Bar, Plot, Spark, bar, plot, spark
from config.jalali import JalaliMonth
from config.persian import format_number
from statistics.indicators.comparison import Comparison
from statistics.indicators.growths import Sample
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.indicators.rules import (
    UNKNOWN,
    Change,
    SaidNumber,
    say,
    scale_of,
)
from statistics.indicators.sums import Good, GoodsSums, PeopleSums
from statistics.rates import ReviewParts, percent, ratio

MONTHS = YEAR + 1
# So many causes of one direction tell what a meeting needs to know.
_CAUSES = 6
ByPeriod = Mapping[IndicatorPeriod, GoodsSums]
ByMonth = Mapping[JalaliMonth, Decimal]
# By how many months the other month lies before.
Matched = Callable[[int], Sample]


@dataclass(frozen=True)
class ComparedSums:
    """What was made of a product in a period and in the two it is compared with; None: nothing.

    `change_from` says how it changed from another period, of which what was made is given.
    """

    now: GoodsSums | None
    before: GoodsSums | None
    year_before: GoodsSums | None
    change_from: Callable[[int, GoodsSums | None], Change]

    # Said when asked for: of most products nobody reads it.
    @cached_property
    def change(self) -> Change:
        return self.change_from(1, self.before)

    @cached_property
    def year_change(self) -> Change:
        return self.change_from(YEAR, self.year_before)

    @property
    def share(self) -> Decimal | None:
        return self.now.reviewed.opened_share if self.now else None


def compared(
    beside: Comparison,
    by_period: ByPeriod,
    remeasured: Collection[IndicatorPeriod] = (),
    matched: Matched | None = None,
) -> ComparedSums:
    """Put the sums of a product together; `remeasured` periods had it in another measure.

    `matched` tells the change of the units that stand for both months, where it is known.
    """
    now = by_period.get(beside.period)

    def change(lag: int, then: GoodsSums | None) -> Change:
        other = beside.before if lag == 1 else beside.year_before
        if beside.preliminary and other not in remeasured:
            return matched(lag).change if matched and beside.matched else UNKNOWN
        return beside.change(_quantity(now), _quantity(then), other, other in remeasured)

    return ComparedSums(
        now, by_period.get(beside.before), by_period.get(beside.year_before), change
    )


def most_made(
    goods: Mapping[Good, ByPeriod], period: IndicatorPeriod, offices: Mapping[Good, int]
) -> Good | None:
    """Find the product that most units make in a period; of equals that of the lowest code.

    Where `offices` are counted the one of most organizations, so that a map is not empty.
    """

    def makers(good: Good) -> tuple[bool, int, int, int]:
        now = goods[good].get(period)
        any_ = sum(sums.makers for sums in goods[good].values())
        return now is not None, offices.get(good, 0), now.makers if now else 0, any_

    found = sorted(goods, key=lambda good: (good.code, good.measure_code))
    return max(found, key=makers, default=None)


def by_code(goods: Mapping[Good, ByPeriod]) -> dict[str, dict[Good, ByPeriod]]:
    """Part products by code, each in all measures in which it was filed."""
    found: dict[str, dict[Good, ByPeriod]] = defaultdict(dict)
    for good, by_period in goods.items():
        found[good.code][good] = by_period
    return found


def remeasured(
    goods: Mapping[Good, ByPeriod], good: Good, periods: Iterable[IndicatorPeriod]
) -> list[IndicatorPeriod]:
    """Find the periods in which a product was filed in another measure and not in this one.

    `goods` is the product in all its measures.
    """
    # As most products are.
    if len(goods) == 1:
        return []
    others = [made for other, made in goods.items() if other != good]
    return [
        period
        for period in periods
        if period not in goods[good] and any(period in made for made in others)
    ]


@dataclass(frozen=True)
class CommonestCause:
    """The reason that most units gave, and in percent how many of those who gave one."""

    words: str
    share: Decimal | None


@dataclass(frozen=True)
class ProductLine:
    """One product of the table."""

    good: Good
    sums: ComparedSums
    query: str
    behind: str
    cause: CommonestCause | None = None
    spark: Spark | None = None


@dataclass(frozen=True)
class IndicatorTile:
    """A key figure with its two comparisons and how far people looked at it."""

    title: str
    said: SaidNumber
    unit: str
    change: Change
    year_change: Change
    reviewed: ReviewParts
    # The address of the filings that it counts.
    behind: str = ""
    # Whether its changes are those of the units that stand for both months, where it is so asked.
    matched: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return self.said != say(None)

    @property
    def bars(self) -> tuple[Bar, ...]:
        opened, bulk = self.reviewed.opened_share, self.reviewed.bulk_share
        return bar((opened or 0) + (bulk or Decimal(0)), weak=True), bar(opened)


def product_tile(good: Good, sums: ComparedSums, behind: str) -> IndicatorTile:
    reviewed = sums.now.reviewed if sums.now else ReviewParts()
    return IndicatorTile(
        f"تولید {good.name}",
        say(_quantity(sums.now)),
        good.measure,
        sums.change,
        sums.year_change,
        reviewed,
        behind,
        matched=True,
    )


def export_tile(beside: Comparison, goods: Collection[ByPeriod], behind: str) -> IndicatorTile:
    """Add the dollars of all products together: of these alone a sum has a meaning."""

    def made_in(period: IndicatorPeriod) -> list[GoodsSums]:
        return [made[period] for made in goods if period in made]

    def usd_of(period: IndicatorPeriod) -> Decimal:
        return sum((made.value_usd for made in made_in(period)), Decimal(0))

    now = made_in(beside.period)
    # No export is a zero of what was filed; a month without filings is none.
    usd = usd_of(beside.period) if now or beside.filed else None
    return IndicatorTile(
        "صادرات",
        # Nobody counts cents of a province.
        say(None if usd is None else round(usd)),
        "دلار",
        beside.change(usd, usd_of(beside.before), beside.before),
        beside.change(usd, usd_of(beside.year_before), beside.year_before),
        GoodsSums.total(now).reviewed_exports,
        behind,
    )


def people_tiles(
    beside: Comparison, by_month: Mapping[JalaliMonth, PeopleSums], behind: str
) -> tuple[IndicatorTile, IndicatorTile]:
    """Count people, of several months on an average, and the filings that tell of them."""
    sums = {}
    for period in (beside.period, beside.before, beside.year_before):
        months = [by_month[month] for month in period.months if month in by_month]
        sums[period] = (sum(months, PeopleSums()), len(months))
    (now, count), title = sums[beside.period], "کارکنان"
    mean = {
        period: round(Decimal(total.people) / months) if months else None
        for period, (total, months) in sums.items()
    }
    filings = {
        period: total.filings if months else None for period, (total, months) in sums.items()
    }

    def tile(
        name: str, unit: str, found: Mapping[IndicatorPeriod, int | None], looked: ReviewParts
    ) -> IndicatorTile:
        figure = found[beside.period]
        change, year_change = (
            beside.change(figure, found[other], other)
            for other in (beside.before, beside.year_before)
        )
        # People are counted one by one, also where there are many.
        said = say(None) if figure is None else _counted(figure)
        return IndicatorTile(name, said, unit, change, year_change, looked, behind)

    return (
        tile(title if count < 2 else "میانگین کارکنان", "نفر", mean, now.reviewed_people),
        tile("پرونده‌های نهایی", "پرونده", filings, now.reviewed_filings),
    )


@dataclass(frozen=True)
class MonthLine:
    """A line of the table beside the drawing: a month, the same a year before, the change."""

    month: JalaliMonth
    now: Decimal | None
    past: Decimal | None
    change: Change
    preliminary: bool = False


@dataclass(frozen=True)
class GoodChart:
    """Thirteen months of one product over those a year before, drawn and as a table."""

    drawing: Plot | None
    unit: str
    lines: tuple[MonthLine, ...]

    @property
    def known(self) -> bool:
        return any(line.now is not None for line in self.lines)


def chart_of(
    good: Good,
    by_month: ByMonth,
    last: JalaliMonth,
    beside: Comparison,
    sums: ComparedSums,
    estimate: Decimal | None = None,
) -> GoodChart:
    """Draw thirteen months; of a preliminary one the estimate, for its sum is no point."""
    months = [last - back for back in range(MONTHS - 1, -1, -1)]
    divisor, scale = scale_of(max([*by_month.values(), estimate or 0]))
    unfinished = last if last == beside.unfinished else None
    now = {
        month: _scaled(None if month == unfinished else by_month.get(month), divisor)
        for month in months
    }
    past = {month - YEAR: _scaled(by_month.get(month - YEAR), divisor) for month in months}
    lines = []
    for month in reversed(months):
        pair = Comparison(IndicatorPeriod(month), beside.filings)
        figure, then = by_month.get(month), by_month.get(month - YEAR)
        change = (
            sums.year_change if month == unfinished else pair.change(figure, then, pair.year_before)
        )
        lines.append(MonthLine(month, figure, then, change, month == unfinished))
    unit = f"{scale} {good.measure}".strip()
    drawing = plot(now, past, _scaled(estimate, divisor) if unfinished else None)
    return GoodChart(drawing, unit, tuple(lines))


def spark_of(by_month: ByMonth, last: JalaliMonth, beside: Comparison) -> Spark | None:
    """Draw thirteen months; a preliminary one is no point."""
    months = [last - back for back in range(MONTHS - 1, -1, -1)]
    if last == beside.unfinished:
        months = months[:-1]
    return spark({month: by_month.get(month) for month in months})


@dataclass(frozen=True)
class CauseBar:
    """One reason, how many units gave it, and its bar beside the commonest."""

    words: str
    units: int
    bars: tuple[Bar]
    behind: str


@dataclass(frozen=True)
class CauseBars:
    """The reasons for one direction, the commonest first; `units` gave any."""

    rows: tuple[CauseBar, ...]
    units: int


def cause_bars(
    counts: Mapping[str, int], direction: Direction, behind: Callable[[str], str]
) -> CauseBars:
    """Draw reasons, by their words, as bars; `behind` writes the address of who gave one."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    most = ordered[0][1] if ordered else 0
    rows = tuple(
        CauseBar(
            words,
            units,
            (bar(percent(ratio(units, most)), fall=direction == Direction.FALL),),
            behind(words),
        )
        for words, units in ordered[:_CAUSES]
    )
    return CauseBars(rows, sum(counts.values()))


def commonest(counts: Mapping[str, int]) -> CommonestCause | None:
    """Find the reason that most units gave; of equals the first by the alphabet."""
    if not counts:
        return None
    words, units = min(counts.items(), key=lambda item: (-item[1], alphabet_key(item[0])))
    return CommonestCause(words, percent(ratio(units, sum(counts.values()))))


def _quantity(sums: GoodsSums | None) -> Decimal | None:
    return sums.quantity if sums else None


def _scaled(value: Decimal | None, divisor: int) -> Decimal | None:
    return None if value is None else (value / divisor).quantize(Decimal("0.001")).normalize()


def _counted(number: int) -> SaidNumber:
    return say(number) if number >= 10**6 else SaidNumber(format_number(number))
