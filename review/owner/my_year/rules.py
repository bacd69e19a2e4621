"""What the year of a unit comes to: charts, key figures, one sentence; nothing is read here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.bar_charts import MonthBar, month_bars
from config.charts import Number
from config.jalali import JalaliMonth
from review.owner.my_year.queries import OwnMonth
from statistics.enums import Timeliness
from statistics.figures import ExportFigure, Figures
from statistics.indicators.rules import Change, compare

SHOWN = 13
YEAR = 12


@dataclass(frozen=True)
class Series:
    """One thing over the months: a value for each (None where nothing was filed), and its chart.

    `changes` stand against the month before and the same month of the last year.
    """

    name: str
    measure: str
    values: Mapping[JalaliMonth, Number]
    past: Mapping[JalaliMonth, Number]
    from_last_month: Change
    from_last_year: Change

    @property
    def bars(self) -> list[MonthBar]:
        return month_bars(self.values, self.past)

    @property
    def latest(self) -> Number:
        return self.values[max(self.values)]

    @property
    def rows(self) -> list[tuple[JalaliMonth, Number, Number]]:
        """The table beside the chart, the newest month first."""
        return [(m, self.values[m], self.past.get(m)) for m in sorted(self.values, reverse=True)]

    @property
    def any(self) -> bool:
        """Whether there is anything above zero to draw."""
        return any(self.values.values())


@dataclass(frozen=True)
class OwnYear:
    """Thirteen months up to `last`: products, people, exports, and how each month came."""

    last: JalaliMonth
    products: Sequence[Series]
    people: Series
    exports: Series
    timeliness: Mapping[Timeliness, int]
    months: Sequence[tuple[JalaliMonth, OwnMonth | None]]

    @property
    def before(self) -> JalaliMonth:
        return self.last - 1

    @property
    def year_before(self) -> JalaliMonth:
        return self.last - YEAR

    @property
    def filed(self) -> int:
        return sum(self.timeliness.values())

    @property
    def with_exports(self) -> int:
        return sum(1 for value in self.exports.values.values() if value)

    @property
    def exported(self) -> Decimal:
        """USD of all months shown."""
        return sum((Decimal(v) for v in self.exports.values.values() if v), Decimal(0))

    @property
    def pending(self) -> list[JalaliMonth]:
        """The months whose figures are still looked at."""
        return [month for month, own in self.months if own and not own.final]


def shown_months(last: JalaliMonth) -> list[JalaliMonth]:
    return [last - ago for ago in range(SHOWN - 1, -1, -1)]


def read_months(last: JalaliMonth) -> list[JalaliMonth]:
    """List the months shown and those a year before them."""
    return [last - ago for ago in range(SHOWN + YEAR - 1, -1, -1)]


def own_year(last: JalaliMonth, found: Mapping[JalaliMonth, OwnMonth]) -> OwnYear:
    """Make the year of what was filed; `found` are the months of `read_months`."""
    shown = shown_months(last)
    filed = [(month, found.get(month)) for month in shown]
    return OwnYear(
        last,
        _products(last, found),
        _series("کارکنان", "نفر", last, found, lambda figures: figures.employees),
        _series("صادرات", "دلار", last, found, _usd),
        Counter(own.timeliness for _, own in filed if own),
        filed,
    )


def _products(last: JalaliMonth, found: Mapping[JalaliMonth, OwnMonth]) -> list[Series]:
    """Draw each product of the months shown in each measure it had, the latest month's first."""
    named: dict[tuple[str, str], str] = {}
    for month in reversed(shown_months(last)):
        for made in found[month].figures.production if month in found else ():
            named.setdefault((made.code, made.measure), made.name)
    return [
        _series(name, measure, last, found, _quantity(code, measure))
        for (code, measure), name in named.items()
    ]


def _quantity(code: str, measure: str) -> Callable[[Figures], Decimal | None]:
    def read(figures: Figures) -> Decimal | None:
        # Quantities of two measures are never drawn side by side.
        made = (p for p in figures.production if (p.code, p.measure) == (code, measure))
        return next((p.quantity for p in made), None)

    return read


def _usd(figures: Figures) -> Decimal | None:
    return _total(figures.exports) if figures.has_exports is not None else None


def _total(sent: Iterable[ExportFigure]) -> Decimal:
    return sum((each.value_usd or Decimal(0) for each in sent), Decimal(0))


def _series(
    name: str,
    measure: str,
    last: JalaliMonth,
    found: Mapping[JalaliMonth, OwnMonth],
    read: Callable[[Figures], Number],
) -> Series:
    def at(month: JalaliMonth) -> Number:
        return read(found[month].figures) if month in found else None

    shown = shown_months(last)
    return Series(
        name,
        measure,
        {month: at(month) for month in shown},
        {month: at(month - YEAR) for month in shown},
        compare(at(last), at(last - 1)),
        compare(at(last), at(last - YEAR)),
    )
