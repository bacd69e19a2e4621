"""Whether all that is published says the same, and says nothing of what one part of it hides."""

from collections.abc import Iterable
from fractions import Fraction

from promises.attacker.figures import NOT_YET, SHOWN, Cell, Published, Read, Telling


def against(rows: Published, source: str, found: Published) -> list[str]:
    """Hold what a source says against the rows of the editions: cell by cell, sum by sum."""
    faults = []
    for cell, read in found.cells.items():
        other = rows.cells.get(cell)
        if other is None:
            # A page says of a table that an edition has not that it is owed.
            if read.status == NOT_YET:
                continue
            faults.append(f"{source}: {cell} is {read} there and nowhere else")
        elif other != read:
            faults.append(f"{source}: {cell} is {read} there and {other} in the edition")
    faults += [f"{source}: {fault}" for each in found.told if (fault := _telling_fault(rows, each))]
    return faults


def _telling_fault(rows: Published, telling: Telling) -> str:
    """Say what is wrong with a sum, a change or a point: it is made of published cells alone.

    Then it tells nothing that they do not tell, and agrees with them.
    """
    value = Fraction(0)
    for cell, factor in telling.factors.items():
        read = rows.cells.get(cell)
        if read is not None and read.status != SHOWN:
            return f"something is told of {cell}, which is {read.status}"
        # What nobody filed adds nothing.
        value += factor * (read.value or 0) if read is not None else 0
    if telling.low <= value <= telling.high:
        return ""
    return f"{dict(telling.factors)} is not between {telling.low} and {telling.high}"


def missing(rows: Published, source: str, found: Published) -> list[str]:
    """List the cells that a source ought to have and has not."""
    return [f"{source}: {cell} is not there" for cell in rows.cells if cell not in found.cells]


def everything(sources: Iterable[Published], rows: Published) -> Published:
    """Put together what all sources tell.

    What is made of published cells tells no more than they do, and is left out: so a held figure
    never stands there twice. Where a source has a cell otherwise, the figure is taken.
    """
    cells: dict[Cell, Read] = dict(rows.cells)
    told: dict[str, Telling] = {}
    for source in sources:
        for cell, read in source.cells.items():
            if read.status == SHOWN:
                cells[cell] = read
        for each in source.told:
            if not all(_is_known(rows, cell) for cell in each.factors):
                told[repr(each)] = each
    return Published(cells, tuple(told.values()))


def _is_known(rows: Published, cell: Cell) -> bool:
    read = rows.cells.get(cell)
    return read is None or read.status == SHOWN
