"""The rows of the files: each cell in each period, with its figures and their editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.jalali import JalaliMonth
from statistics.enums import EditionKind, Flow
from statistics.models import Edition
from statistics.publication.derived_rules import PublishedFigure, mean, shown, total
from statistics.publication.downloads.periods import PublicPeriod, month_code, periods_of
from statistics.publication.downloads.standings import Standing, standing_of
from statistics.publication.queries import CellKey, Series, all_series
from statistics.publication.rules import ORDER


@dataclass(frozen=True)
class PublicRow:
    """A cell in a period: a figure or a mark for each flow."""

    period: PublicPeriod
    key: CellKey
    figures: Mapping[Flow, PublishedFigure]
    editions: tuple[Edition, ...]

    @property
    def kind(self) -> EditionKind:
        """How settled the period is: as its least settled month."""
        return min((EditionKind(each.kind) for each in self.editions), key=ORDER.index)

    @property
    def numbers(self) -> str:
        """Name the editions as 1404-01:2, one for each month."""
        return " ".join(f"{month_code(each.period)}:{each.number}" for each in self.editions)

    def standing(self, flow: Flow) -> Standing:
        return standing_of(self.figures[flow], self.kind == EditionKind.PRELIMINARY)


def rows_of(
    flows: Sequence[Flow], editions: Mapping[JalaliMonth, Edition], stock: bool = False
) -> Iterator[PublicRow]:
    """Read every cell in each month, and in the quarters and years of which every month is out.

    Those are sums of what is published, of a `stock` means, shown exactly when all their months
    are. Inside a transaction.
    """
    periods = [
        (period, tuple(editions[month] for month in period.months))
        for period in periods_of(editions.keys())
    ]
    for cell in all_series(flows, editions):
        key = cell[flows[0]].key
        for period, made_of in periods:
            figures = {flow: _figure(series, period, stock) for flow, series in cell.items()}
            yield PublicRow(period, key, figures, made_of)


def _figure(series: Series, period: PublicPeriod, stock: bool) -> PublishedFigure:
    months = [series.figure(month) for month in period.months]
    if len(months) == 1:
        return months[0]
    whole = total(months)
    return mean(whole, shown(Decimal(len(months)))) if stock else whole
