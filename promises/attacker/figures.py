"""What anybody reads of published editions, by name; and what is told by figures made of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

COUNTRY: Final = "IR"
ALL: Final = ""
HIDDEN, NOT_YET, SHOWN = "hidden", "not_yet", "shown"


class Vintage(NamedTuple):
    """One published edition of a month."""

    year: int
    month: int
    number: int


class Spot(NamedTuple):
    """A cell of a flow: a product in a measure, or a trade (all of them: ""), in a place."""

    flow: str
    what: str
    measure: str
    place: str


class Cell(NamedTuple):
    """A spot as one edition has it."""

    vintage: Vintage
    spot: Spot


@dataclass(frozen=True)
class Read:
    """What stands in a cell: a figure, or one of the marks."""

    status: str
    value: Fraction | None = None


@dataclass(frozen=True)
class Telling:
    """A sum of cells, each times its factor, lies between two numbers."""

    factors: Mapping[Cell, Fraction]
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Published:
    """All cells of all editions, and what is told besides: quarters, growths, means."""

    cells: Mapping[Cell, Read]
    told: tuple[Telling, ...] = ()

    def vintages(self) -> list[Vintage]:
        return sorted({cell.vintage for cell in self.cells})

    def but(self, cell: Cell, value: Fraction) -> "Published":
        """The same with one figure more, for planting a leak."""
        return Published({**self.cells, cell: Read(SHOWN, value)}, self.told)

    def and_told(self, *more: Telling) -> "Published":
        return Published(self.cells, (*self.told, *more))


HALF: Final = Fraction(1, 2)
# No bound.
BOUNDLESS: Final = Fraction(10) ** 30


def total_told(parts: list[Cell], value: Fraction) -> Telling:
    """A quarter, a year or any other sum of cells."""
    return Telling(dict.fromkeys(parts, Fraction(1)), value, value)


def growth_told(now: Cell, before: Cell, percent: Fraction, places: int) -> list[Telling]:
    """A change in percent, rounded: it lies within half a unit of its last place."""
    half = HALF / Fraction(10) ** places
    low, high = (1 + (percent + side) / 100 for side in (-half, half))
    return [
        Telling({now: Fraction(1), before: -low}, Fraction(0), BOUNDLESS),
        Telling({now: Fraction(1), before: -high}, -BOUNDLESS, Fraction(0)),
    ]


def mean_told(cell: Cell, count: int, mean: Fraction, places: int) -> Telling:
    """A mean of so many, rounded."""
    half = HALF / Fraction(10) ** places
    return Telling({cell: Fraction(1)}, (mean - half) * count, (mean + half) * count)
