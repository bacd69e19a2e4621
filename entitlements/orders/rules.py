"""The final months of one unit as a table: a column a product, a row a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from config.jalali import JalaliMonth
from statistics.enums import ActivityState, HumanReview
from statistics.figures import Figures

# So many products stand side by side; those behind them have a page of their own.
COLUMNS = 5


@dataclass(frozen=True)
class FinalMonth:
    """A month with the version that counts: `corrected` while a later one is on its way."""

    month: JalaliMonth
    figures: Figures
    review: HumanReview
    final_at: datetime
    corrected: bool

    @property
    def declared_inactive(self) -> bool:
        return self.figures.activity == ActivityState.INACTIVE

    @property
    def looked_at(self) -> bool:
        """Whether some person decided about it at any level."""
        return self.review != HumanReview.LAPSED


@dataclass(frozen=True)
class ProductColumn:
    """One product in one measure, and what all months together made of it."""

    code: str
    name: str
    measure: str
    total: Decimal | None


@dataclass(frozen=True)
class MonthRow:
    month: FinalMonth
    quantities: list[tuple[ProductColumn, Decimal | None]]


@dataclass(frozen=True)
class MonthTable:
    """Some of the columns; `before` and `behind` are where those on either side begin."""

    columns: list[ProductColumn]
    rows: list[MonthRow]
    first: int
    of: int
    looked_at: int
    people: Decimal | None

    @property
    def last(self) -> int:
        return self.first + len(self.columns)

    @property
    def before(self) -> int | None:
        return max(0, self.first - COLUMNS) if self.first else None

    @property
    def behind(self) -> int | None:
        return self.last if self.last < self.of else None


def table_of(months: Sequence[FinalMonth], first: int = 0) -> MonthTable:
    """Lay out months, the latest first, with the products from the place `first` on."""
    quantities = [_quantities(month.figures) for month in months]
    names: dict[tuple[str, str], str] = {}
    for month in reversed(months):
        # The latest name of a product is the one that is known.
        names |= {(p.code, p.measure): p.name for p in month.figures.production}
    keys = list(dict.fromkeys(key for row in quantities for key in row))
    first = first if first < len(keys) else 0
    columns = [
        ProductColumn(*_named(key, names), _sum([row.get(key) for row in quantities]))
        for key in keys[first : first + COLUMNS]
    ]
    rows = [
        MonthRow(month, [(c, row.get((c.code, c.measure))) for c in columns])
        for month, row in zip(months, quantities, strict=True)
    ]
    looked_at = sum(month.looked_at for month in months)
    return MonthTable(columns, rows, first, len(keys), looked_at, _mean_people(months))


def _quantities(figures: Figures) -> dict[tuple[str, str], Decimal | None]:
    return {(p.code, p.measure): p.quantity for p in figures.production}


def _named(key: tuple[str, str], names: dict[tuple[str, str], str]) -> tuple[str, str, str]:
    code, measure = key
    return code, names[key], measure


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _mean_people(months: Sequence[FinalMonth]) -> Decimal | None:
    known = [m.figures.employees for m in months if m.figures.employees is not None]
    return round(Decimal(sum(known)) / len(known), 0) if known else None
