"""When a cell may be shown, and when hidden cells protect each other (circular 60/133338 §5).

Values are whole numbers of the smallest part of a figure (thousandths of a measure, single people),
so that no comparison is rounded. Contributions are counted by holder: units of one holder are one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import Any, TypeAlias

# What each holder, by a number of its own, adds to a cell.
Contributions: TypeAlias = Mapping[int, int]
# Whatever names a cell of a table and can be a key of a dictionary.
Key: TypeAlias = Any


@dataclass(frozen=True, eq=False)
class Cell:
    """A figure with what each holder adds to it; who adds nothing is no contributor."""

    holders: Contributions

    @cached_property
    def total(self) -> int:
        return sum(self.holders.values())

    @cached_property
    def count(self) -> int:
        return sum(1 for value in self.holders.values() if value > 0)

    @cached_property
    def largest(self) -> tuple[int, int]:
        """The two largest contributions, 0 where there are fewer."""
        first, second, *_ = (*nlargest(2, self.holders.values()), 0, 0)
        return first, second

    @cached_property
    def first(self) -> int | None:
        """Whoever adds most, None in a cell of nobody."""
        return max(self.holders, key=self.holders.__getitem__, default=None)

    @cached_property
    def lone_holder(self) -> int | None:
        """Whoever alone is in the cell, and so knows it exactly."""
        return self.first if self.count == 1 else None


def merged(cells: Iterable[Cell]) -> Cell:
    """Sum cells by holder: one who is in several of them is one contributor."""
    sums: dict[int, int] = {}
    for cell in cells:
        # Few of half a million are in two.
        again = sums.keys() & cell.holders.keys()
        added = {holder: sums[holder] + cell.holders[holder] for holder in again}
        sums |= cell.holders
        sums |= added
    return Cell(sums)


def changed(new: Contributions, old: Contributions) -> Cell:
    """Make a cell of what changed from one edition to the next: by holder, without its sign."""
    return Cell(
        {holder: abs(new.get(holder, 0) - old.get(holder, 0)) for holder in new.keys() | old.keys()}
    )


@dataclass(frozen=True)
class DisclosureRule:
    """The thresholds of an edition: so many holders at least, and p percent of protection."""

    least_holders: int
    percent: int

    def covers(self, rest: int, value: int) -> bool:
        """Tell whether `rest` hides `value` by p percent; exactly p percent is enough."""
        return 100 * rest >= self.percent * value

    def exceeds(self, cell: int, total: int) -> bool:
        """Tell whether a cell is so much of a total that the total itself bounds it."""
        return 100 * total < (100 + self.percent) * cell

    def safe(self, cell: Cell) -> bool:
        """Tell whether no contributor of the cell, and nobody else, learns another's part of it.

        The second largest knows its own part, so what is left beside the two must cover the
        largest.
        """
        if cell.total == 0:
            return True
        first, second = cell.largest
        return cell.count >= self.least_holders and self.covers(cell.total - first - second, first)

    def group_ok(self, cells: Collection[Cell]) -> bool:
        """Tell whether cells whose sum is known may be hidden together.

        Cells of zero are shown, so they are no partners. Nobody who adds up what is published
        learns more than the sum, which must be a safe cell by holder and cover its largest cell.
        """
        full = [cell for cell in cells if cell.total]
        if len(full) < 2:
            return not full
        total, largest = sum(cell.total for cell in full), max(cell.total for cell in full)
        return self.covers(total - largest, largest) and self.safe(merged(full))
