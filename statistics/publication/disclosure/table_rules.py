"""Tables as cells and equations: what any reader adds up and takes away.

A row is one equation, a tree one for each inner node; two crossing dimensions have both of theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from statistics.publication.disclosure.cell_rules import Cell, Key


@dataclass(frozen=True)
class Equation:
    """A total and the parts that add up to it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def signed(self) -> Iterator[tuple[Key, int]]:
        yield self.total, -1
        for part in self.parts:
            yield part, 1


@dataclass(frozen=True)
class Table:
    """Cells that are not zero, and the equations among them. Zeros are known to everybody."""

    cells: Mapping[Key, Cell]
    equations: tuple[Equation, ...]


class UnbalancedTableError(ValueError):
    """A total is not the sum of its parts, holder by holder: nothing of it may be published."""


def table_of(cells: Mapping[Key, Cell], equations: Iterable[Equation]) -> Table:
    """Leave zeros out, and hold every equation against the figures. Raises UnbalancedTableError."""
    full = {key: cell for key, cell in cells.items() if cell.total}
    kept = []
    for equation in equations:
        parts = tuple(part for part in equation.parts if part in full)
        whole = full[equation.total].total if equation.total in full else 0
        if whole != sum(full[part].total for part in parts):
            raise UnbalancedTableError("a total is not the sum of its parts")
        if whole:
            kept.append(Equation(equation.total, parts))
    return Table(full, tuple(kept))


def row_table(cells: Mapping[Key, Cell], total: Cell, total_key: Key) -> Table:
    """See a row as a table of one equation."""
    return table_of({**cells, total_key: total}, [Equation(total_key, tuple(cells))])
