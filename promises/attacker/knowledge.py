"""What a reader of all editions knows of the cells that he was not told, as sums of them.

The strongest reader: he also knows which figures of a later edition stand from an earlier one, so
that these are unknown to him and their earlier figure is not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from promises.attacker.figures import (
    ALL,
    BOUNDLESS,
    COUNTRY,
    NOT_YET,
    SHOWN,
    Cell,
    Published,
    Spot,
    Telling,
    Vintage,
)
from promises.attacker.truth import PRODUCTION, Parts, Truth, sensitive

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


@dataclass(frozen=True)
class Target:
    """What is attacked: a cell, or the change of one from an edition to a later one.

    `factors` are of unknown cells, `parts` what each holder adds to the whole of it, with signs.
    """

    name: str
    factors: Mapping[Cell, int]
    parts: Parts
    sensitive: bool
    change: bool = False

    @property
    def size(self) -> Fraction:
        return abs(sum(self.parts.values(), ZERO))


@dataclass
class Knowledge:
    """Unknown cells with who adds what to them, all that is told of them, and plain faults."""

    unknown: dict[Cell, Parts] = field(default_factory=dict)
    told: list[Telling] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # Published cells that were judged by themselves.
    shown: int = 0


@dataclass
class _Reader:
    """Goes through the editions in order, with the truth of each."""

    published: Published
    truths: Mapping[Vintage, Truth]
    least: int
    percent: int
    found: Knowledge = field(default_factory=Knowledge)

    def parts(self, cell: Cell) -> Parts:
        return self.truths[cell.vintage].get(cell.spot, {})

    def total(self, cell: Cell) -> Fraction:
        return sum(self.parts(cell).values(), ZERO)

    def read_edition(self, vintage: Vintage, before: Sequence[Vintage]) -> None:
        """Sort the cells of an edition into known and unknown, and write down its sums."""
        read = {cell.spot for cell in self.published.cells if cell.vintage == vintage}
        flows = {spot.flow for spot in read}
        waiting = {
            (cell.spot.flow, cell.spot.what, cell.spot.measure)
            for cell, figure in self.published.cells.items()
            if cell.vintage == vintage and figure.status == NOT_YET
        }
        spots = {
            spot
            for spot in {*read, *self.truths[vintage]}
            if spot.flow in flows and not self.waits(spot, waiting)
        }
        for spot in spots:
            self.read_cell(Cell(vintage, spot), before)
        for whole, parts in sums_of(spots):
            self.tell(vintage, [(whole, -1), *((part, 1) for part in parts)])

    @staticmethod
    def waits(spot: Spot, waiting: Collection[tuple[str, str, str]]) -> bool:
        what = spot.what if spot.flow == PRODUCTION else ALL
        return (spot.flow, what, spot.measure) in waiting

    def read_cell(self, cell: Cell, before: Sequence[Vintage]) -> None:
        figure, total = self.published.cells.get(cell), self.total(cell)
        if figure is not None and figure.status != SHOWN:
            if total:
                self.found.unknown[cell] = self.parts(cell)
            return
        value = figure.value if figure is not None and figure.value is not None else ZERO
        if cell.spot.what.endswith("*"):
            # Told nowhere.
            if total:
                self.found.unknown[cell] = self.parts(cell)
        elif self.stands_on(cell, value, total, before):
            self.found.unknown[cell] = self.parts(cell)
            if figure is not None and Cell(before[-1], cell.spot) not in self.published.cells:
                # Nobody had filed anything, and now somebody has.
                self.found.faults.append(f"{cell}: a zero where nothing was")
        elif value == total:
            self.judge_shown(cell)
        else:
            self.found.faults.append(f"{cell}: {value} is shown, {total} is right")

    def stands_on(
        self, cell: Cell, value: Fraction, total: Fraction, before: Sequence[Vintage]
    ) -> bool:
        """Tell whether an earlier edition's figure stands there, so that it says nothing new.

        Where few changed it so that the figure is the same, nobody can tell the one from the other.
        """
        same = [each for each in before if self.value_of(Cell(each, cell.spot)) == value]
        if value != total:
            return bool(same)
        changes = (
            _difference(self.parts(cell), self.parts(Cell(each, cell.spot))) for each in same
        )
        return any(sensitive(change, self.least, self.percent) for change in changes)

    def value_of(self, cell: Cell) -> Fraction | None:
        figure = self.published.cells.get(cell)
        return ZERO if figure is None else figure.value

    def judge_shown(self, cell: Cell) -> None:
        self.found.shown += 1
        if sensitive(self.parts(cell), self.least, self.percent):
            parts = sorted(self.parts(cell).values())
            self.found.faults.append(f"{cell} is shown with the parts {parts}")

    def tell(self, vintage: Vintage, signed: Iterable[tuple[Spot, int]]) -> None:
        """Bring a sum into unknown cells on one side and what is known on the other."""
        factors, known = {}, ZERO
        for spot, sign in signed:
            cell = Cell(vintage, spot)
            if cell in self.found.unknown:
                factors[cell] = Fraction(sign)
            else:
                known -= sign * self.total(cell)
        if factors:
            self.found.told.append(Telling(factors, known, known))
        elif known:
            self.found.faults.append(f"{vintage}: a sum of known cells does not hold")

    def tell_besides(self, telling: Telling) -> None:
        factors, known = {}, ZERO
        for cell, factor in telling.factors.items():
            if cell in self.found.unknown:
                factors[cell] = factor
            else:
                known += factor * self.total(cell)
        if factors:
            self.found.told.append(Telling(factors, telling.low - known, telling.high - known))

    def tell_signs(self) -> None:
        for new in self.found.unknown:
            year, month, number = new.vintage
            old = Cell(Vintage(year, month, number - 1), new.spot)
            if old not in self.found.unknown:
                continue
            changes = _difference(self.parts(new), self.parts(old)).values()
            ways = [
                (ZERO if all(side * c >= 0 for c in changes) else BOUNDLESS) for side in (1, -1)
            ]
            # Where some add and some take away nobody is sure of the sign of the sum.
            if ways != [BOUNDLESS, BOUNDLESS]:
                self.found.told.append(Telling({new: ONE, old: -ONE}, -ways[0], ways[1]))

    def aim(self, vintages: Sequence[Vintage]) -> None:
        for cell, parts in self.found.unknown.items():
            figure, bad = self.published.cells.get(cell), sensitive(parts, self.least, self.percent)
            # Of what no table shows, and of what an earlier figure stands for, only whom it tells.
            if bad or (figure is not None and figure.status != SHOWN):
                self.found.targets.append(Target(str(cell), {cell: 1}, parts, bad))
        for at, later in enumerate(vintages):
            for earlier in vintages[:at]:
                self.aim_at_changes(earlier, later)

    def aim_at_changes(self, earlier: Vintage, later: Vintage) -> None:
        """Aim at what few holders changed from one edition of a month to another."""
        if earlier[:2] != later[:2]:
            return
        flows = [
            {cell.spot.flow for cell in self.published.cells if cell.vintage == each}
            for each in (earlier, later)
        ]
        for spot in self.truths[later].keys() | self.truths[earlier].keys():
            if not all(spot.flow in each for each in flows) or self.untold(spot, earlier, later):
                continue
            new, old = Cell(later, spot), Cell(earlier, spot)
            parts = _difference(self.parts(new), self.parts(old))
            if not sensitive(parts, self.least, self.percent):
                continue
            factors = {
                cell: sign for cell, sign in ((new, 1), (old, -1)) if cell in self.found.unknown
            }
            if factors:
                name = f"change of {spot} from {earlier} to {later}"
                self.found.targets.append(Target(name, factors, parts, True, change=True))
            else:
                self.found.faults.append(f"{spot}: {earlier} and {later} tell the change {parts}")

    def untold(self, spot: Spot, *vintages: Vintage) -> bool:
        """Whether one of the editions has no figure of the table yet."""
        for vintage in vintages:
            what = spot.what if spot.flow == PRODUCTION else ALL
            whole = self.published.cells.get(Cell(vintage, spot._replace(what=what, place=COUNTRY)))
            if whole is not None and whole.status == NOT_YET:
                return True
        return False


def _difference(new: Parts, old: Parts) -> Parts:
    both = {holder: new.get(holder, ZERO) - old.get(holder, ZERO) for holder in {*new, *old}}
    return {holder: value for holder, value in both.items() if value}


def know(
    published: Published,
    truths: Mapping[Vintage, Truth],
    least: int = 3,
    percent: int = 15,
    *,
    signs: bool = False,
) -> Knowledge:
    """Put together what a reader of everything knows, and what he will aim at.

    With `signs` he also knows of every hidden cell whether it grew, fell or stood still from one
    edition to the next, as whoever takes late filers for the only change believes.
    """
    reader, vintages = _Reader(published, truths, least, percent), published.vintages()
    for vintage in vintages:
        before = [each for each in vintages if each[:2] == vintage[:2] and each < vintage]
        reader.read_edition(vintage, before)
    for telling in published.told:
        reader.tell_besides(telling)
    if signs:
        reader.tell_signs()
    reader.aim(vintages)
    return reader.found


def sums_of(spots: Collection[Spot]) -> Iterator[tuple[Spot, list[Spot]]]:
    """List what a reader adds up: places to the country, divisions to all, classes to divisions."""
    by_table: dict[tuple[str, str, str], list[Spot]] = defaultdict(list)
    by_place: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for spot in sorted(spots):
        by_table[spot.flow, spot.what, spot.measure].append(spot)
        if spot.flow != PRODUCTION:
            by_place[spot.flow, spot.place].append(spot)
    for table, found in by_table.items():
        parts = [spot for spot in found if spot.place != COUNTRY]
        if parts:
            yield Spot(*table, COUNTRY), parts
    for (flow, place), found in by_place.items():
        yield Spot(flow, ALL, "", place), [spot for spot in found if _digits(spot) == 2]
        for whole in found if place == COUNTRY else ():
            below = [spot for spot in found if _below(spot, whole)]
            if below:
                yield whole, below


def _digits(spot: Spot) -> int:
    return 0 if spot.what.endswith("*") else len(spot.what)


def _below(spot: Spot, whole: Spot) -> bool:
    if not whole.what or whole.what.endswith("*"):
        return False
    return spot.what.startswith(whole.what) and len(spot.what) == len(whole.what) + 1
