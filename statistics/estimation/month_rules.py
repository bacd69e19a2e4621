"""The cells of a whole month by the rules of one cell; `statements` is the same as SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from config.jalali import JalaliMonth
from statistics.estimation.change_rules import weighted_movement
from statistics.estimation.rules import MOST_SILENT, Estimate, carried
from statistics.matched_samples import MatchedSample, Pair, borrowed_growth, half_up, matched


class Cell(NamedTuple):
    """A product in a measure, by ids; in an organization (id) or, without one, in the country."""

    organization: int | None
    product: int
    measure: str


@dataclass(frozen=True)
class StandingMonth:
    """What stands of a unit for a month: quantities by product and measure, where, by whom."""

    organization: int
    holder: str
    workers: int
    made: Mapping[tuple[int, str], Decimal]

    @property
    def each(self) -> Decimal:
        """Its people, split equally over its products: nobody says who makes what."""
        return half_up(Fraction(self.workers, len(self.made)), 6)


@dataclass(frozen=True)
class DueUnit:
    organization: int
    trade: str


@dataclass(frozen=True)
class Facts:
    """What is known: standing months by month and unit (id), and who owes the month."""

    standing: Mapping[JalaliMonth, Mapping[int, StandingMonth]]
    due: Mapping[int, DueUnit]
    class_of: Mapping[int, str]

    def of(self, month: JalaliMonth) -> Mapping[int, StandingMonth]:
        return self.standing.get(month, {})


@dataclass
class _Match:
    pairs: list[tuple[str, Pair]] = field(default_factory=list)
    workers: list[Decimal] = field(default_factory=list)


@dataclass(frozen=True)
class MatchedCell:
    """A sample and the people of its units."""

    sample: MatchedSample
    workers: Decimal


def match_cells(facts: Facts, month: JalaliMonth, lag: int = 1) -> dict[Cell, MatchedCell]:
    """Match every cell of a month with the month `lag` months before."""
    now, before = facts.of(month), facts.of(month - lag)
    base: dict[Cell, Decimal] = defaultdict(Decimal)
    for unit, was in before.items():
        # Where the unit has moved its quantity of before moves too, so that no share exceeds one.
        place = now.get(unit, was).organization
        for key, quantity in was.made.items():
            for cell in (Cell(place, *key), Cell(None, *key)):
                base[cell] += quantity
    found: dict[Cell, _Match] = defaultdict(_Match)
    for unit in now.keys() & before.keys():
        for (product, measure), pair, workers in _pairs(now[unit], before[unit]):
            cell = Cell(now[unit].organization, product, measure)
            for each in (cell, cell._replace(organization=None)):
                match = found[each]
                match.pairs.append((now[unit].holder, pair))
                match.workers.append(workers)
    return {cell: _judged(match, base[cell]) for cell, match in found.items()}


def _pairs(
    now: StandingMonth, before: StandingMonth
) -> Iterator[tuple[tuple[int, str], Pair, Decimal]]:
    for key in now.made.keys() | before.made.keys():
        others = {k for side in (now, before) for k in side.made if k[0] == key[0]}
        # Listed in another measure than before: the two quantities do not compare.
        if len(others) > 1:
            continue
        pair = Pair(now.made.get(key, Decimal()), before.made.get(key, Decimal()))
        if pair.now or pair.before:
            yield key, pair, (before if key in before.made else now).each


def _judged(match: _Match, base: Decimal) -> MatchedCell:
    kept = (
        workers
        for (_, pair), workers in zip(match.pairs, match.workers, strict=True)
        if not pair.is_outlier(base)
    )
    return MatchedCell(matched(match.pairs, base), sum(kept, Decimal()))


def class_growths(
    facts: Facts, cells: Mapping[Cell, MatchedCell], holders: int, percent: int
) -> dict[str, Fraction | None]:
    """Weigh by people the growths of each class's products in the country."""
    relatives: dict[str, list[tuple[Decimal, Fraction | None]]] = defaultdict(list)
    for cell, found in cells.items():
        if cell.organization is None and found.sample.fits(holders, percent):
            relatives[facts.class_of[cell.product]].append((found.workers, found.sample.growth))
    return {code: weighted_movement(rows) for code, rows in relatives.items()}


def estimate_cells(
    facts: Facts, month: JalaliMonth, holders: int, percent: int
) -> dict[Cell, Estimate]:
    """Estimate every cell of an organization, for all units that owe the month."""
    reported, filed = _reported(facts, month)
    imputed, due = (defaultdict[Cell, Fraction](Fraction) for _ in range(2))
    growths = _growths(facts, month, holders, percent)
    for cell, quantity, silent in _carried(facts, month):
        found = growths(cell)
        imputed[cell] += carried(quantity, found, silent) or 0
        # What it would have been imputed with in the month before, unless it stands.
        earlier = Fraction(quantity) if silent == 1 else carried(quantity, found[1:], silent - 1)
        due[cell] += earlier or 0
    frames = _frames(facts, month)
    return {
        cell: Estimate(
            reported[cell],
            imputed[cell],
            filed[cell],
            filed[cell] + due[cell],
            *frames.get((cell.organization, facts.class_of[cell.product]), (0, 0)),
        )
        for cell in {*reported, *imputed, *filed}
    }


def _growths(
    facts: Facts, month: JalaliMonth, holders: int, percent: int
) -> Callable[[Cell], list[Fraction]]:
    """Tell of a cell by which growths its silent units are carried, the month's own first."""
    samples = [match_cells(facts, month - back) for back in range(MOST_SILENT)]
    classes = [class_growths(facts, cells, holders, percent) for cells in samples]

    def growths(cell: Cell) -> list[Fraction]:
        wider = (cell, cell._replace(organization=None))
        return [
            borrowed_growth(
                [cells[each].sample if each in cells else None for each in wider],
                of_class.get(facts.class_of[cell.product]),
                *(holders, percent),
            )
            for cells, of_class in zip(samples, classes, strict=True)
        ]

    return growths


def _reported(
    facts: Facts, month: JalaliMonth
) -> tuple[dict[Cell, Fraction], dict[Cell, Fraction]]:
    """Sum up what stands for the month, and what the same units made in the month before."""
    reported, filed = (defaultdict[Cell, Fraction](Fraction) for _ in range(2))
    before = facts.of(month - 1)
    for unit, stands in facts.of(month).items():
        for key, quantity in stands.made.items():
            reported[Cell(stands.organization, *key)] += Fraction(quantity)
        if unit in before:
            for key, quantity in before[unit].made.items():
                filed[Cell(stands.organization, *key)] += Fraction(quantity)
    return reported, filed


def _carried(facts: Facts, month: JalaliMonth) -> Iterator[tuple[Cell, Decimal, int]]:
    """Yield the last quantities of the units that owe the month and have nothing final yet."""
    for unit, owes in facts.due.items():
        if unit in facts.of(month):
            continue
        silent = _silent(facts, unit, month)
        if silent is not None:
            made = facts.of(month - silent)[unit].made
            yield from ((Cell(owes.organization, *k), q, silent) for k, q in made.items() if q)


def _silent(facts: Facts, unit: int, month: JalaliMonth) -> int | None:
    """Count the months since the last one that stands, up to those of the frame."""
    silences = (back for back in range(1, MOST_SILENT + 1) if unit in facts.of(month - back))
    return next(silences, None)


def _frames(facts: Facts, month: JalaliMonth) -> dict[tuple[int | None, str], tuple[int, int]]:
    """Count the units due by organization and class, and those of which nothing is known."""
    known: dict[tuple[int | None, str], list[bool]] = defaultdict(list)
    ever = _ever(facts.standing.items(), month)
    for unit, owes in facts.due.items():
        here = unit in facts.of(month) or _silent(facts, unit, month) is not None
        if here or unit not in ever:
            known[owes.organization, owes.trade].append(here)
    return {key: (len(each), each.count(False)) for key, each in known.items()}


def _ever(
    standing: Iterable[tuple[JalaliMonth, Mapping[int, StandingMonth]]], month: JalaliMonth
) -> set[int]:
    return {unit for each, units in standing if each < month for unit in units}
