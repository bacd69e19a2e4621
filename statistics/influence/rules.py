"""How far a filed figure moves the country's total of its product: pure functions, exact numbers.

A cell is what is made of one product in one measure in the country. Its total is a published
figure; of the figures that move it most, people look at each by itself (selective editing).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from statistics.matched_samples import MatchedSample, Number, borrowed_growth, half_up

# As the column of a case keeps it.
PLACES = 3
MOST = Decimal("9999.999")


@dataclass(frozen=True)
class OwnFigure:
    """What a unit filed of a product, and what it made before.

    `quantity` is 0 for a product of last month that is missing now. `last` is last month's
    quantity, `usual` the median of the months that the rules remember; None where there is none.
    """

    code: str
    measure: str
    quantity: Decimal
    last: Decimal | None = None
    usual: Decimal | None = None


@dataclass(frozen=True)
class CellBounds:
    """From when on a cell counts: what fewer than `makers` make is no published figure to move.

    Of so many `holders` and such a `percent` of the base a growth is one (`MatchedSample.fits`).
    """

    makers: int
    holders: int
    percent: int


@dataclass(frozen=True)
class Cell:
    """The last known total of a product (id) in a measure, and the units matched with the month.

    `makers` units made it.
    """

    product: int
    measure: str
    total: Number
    makers: int
    sample: MatchedSample | None = None

    def growth(self, bounds: CellBounds) -> Fraction:
        """The growth by which units' own last values are carried; 1 where too few have filed."""
        return borrowed_growth([self.sample], None, bounds.holders, bounds.percent)


@dataclass(frozen=True)
class Influence:
    """One figure beside what was expected of it and its cell; `percent` of the cell's total."""

    figure: OwnFigure
    expected: Fraction
    cell: Cell

    @property
    def percent(self) -> Fraction:
        return influence(self.figure.quantity, self.expected, self.cell.total)

    @property
    def kept(self) -> Decimal:
        """The percent as it is stored with the case."""
        return min(half_up(self.percent, PLACES), MOST)


def influence(value: Number, expected: Number, total: Number) -> Fraction:
    """Measure how far a value moves a total from where it was expected, in percent of the total."""
    return 100 * abs(Fraction(value) - Fraction(expected)) / Fraction(total)


def expected(figure: OwnFigure, growth: Fraction) -> Fraction:
    """Expect the unit's own last value, grown as its cell; else its usual one.

    Of a product that the unit never filed nothing is expected: all of it moves the total.
    """
    if figure.last is not None:
        return Fraction(figure.last) * growth
    return Fraction(figure.usual or 0)


def strongest(
    figures: Iterable[OwnFigure], cells: Mapping[tuple[str, str], Cell], bounds: CellBounds
) -> Influence | None:
    """Find the figure of a filing that moves its cell most; None where no cell counts."""
    found = []
    for figure in figures:
        cell = cells.get((figure.code, figure.measure))
        # Of nothing there is no part: the first total of a product is still to come.
        if cell is None or not cell.total or cell.makers < bounds.makers:
            continue
        own = expected(figure, cell.growth(bounds))
        found.append(Influence(figure, own, cell))
    # The first of equals by code: the same filing gives the same answer.
    found.sort(key=lambda each: each.figure.code)
    return max(found, key=lambda each: each.percent, default=None)
