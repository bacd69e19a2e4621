"""What τ-Argus, the program of statistical offices, says of what each edition hides.

Its audit finds how far every hidden cell of one edition may lie from the truth, for who reads the
sums around it and nothing else. It is neither the gate's reading nor its solver.
"""

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias

from pytauargus.engine import audit_jj

from promises.attacker.figures import Cell, Telling
from promises.attacker.knowledge import Knowledge, Target
from promises.attacker.programs import SLACK
from promises.attacker.truth import PRODUCTION

# A row of products, or all tables of a flow, in one edition: nothing is added up beyond it.
Table: TypeAlias = tuple[str, ...]
# Nobody knows more of a cell than that it is no more than so many times the largest.
FAR: Final = 1000


@dataclass
class Opinion:
    """So many hidden cells were audited, and which of them are not hidden enough."""

    audited: int = 0
    faults: list[str] = field(default_factory=list)


def opinion_of(knowledge: Knowledge, percent: int = 15) -> Opinion:
    """Have every edition audited: a sensitive cell open to both sides, a partner to one."""
    cells: dict[Table, list[Cell]] = defaultdict(list)
    sums: dict[Table, list[Telling]] = defaultdict(list)
    for cell in knowledge.unknown:
        cells[_table_of(cell)].append(cell)
    for telling in knowledge.told:
        tables = {_table_of(cell) for cell in telling.factors}
        if telling.low == telling.high and len(tables) == 1:
            sums[tables.pop()].append(telling)
    found = Opinion()
    share = Fraction(percent, 100)
    targets = {_cell_of(target): target for target in knowledge.targets if not target.change}
    for table, hidden in cells.items():
        sizes = {cell: sum(knowledge.unknown[cell].values(), Fraction(0)) for cell in hidden}
        reach = _audited(sizes, sums[table])
        for cell in hidden:
            if (target := targets.get(cell)) is not None:
                found.audited += 1
                _judge(found, target, reach[cell], share * sizes[cell])
    return found


def _table_of(cell: Cell) -> Table:
    of = (*map(str, cell.vintage), cell.spot.flow)
    return (*of, cell.spot.what, cell.spot.measure) if cell.spot.flow == PRODUCTION else of


def _cell_of(target: Target) -> Cell:
    [cell] = target.factors
    return cell


def _judge(
    found: Opinion, target: Target, reach: tuple[Fraction, Fraction], need: Fraction
) -> None:
    # It reckons in floating numbers, as any solver does.
    open_sides = [far >= need * (1 - Fraction(SLACK)) for far in reach]
    if not (all(open_sides) or (any(open_sides) and not target.sensitive)):
        found.faults.append(f"τ-Argus: {target.name} is open by {reach}, {need} is needed")


def _audited(
    sizes: Mapping[Cell, Fraction], sums: Sequence[Telling]
) -> dict[Cell, tuple[Fraction, Fraction]]:
    """Let τ-Argus say how far each cell may lie above and below the truth."""
    cells = list(sizes)
    places = {cell: place for place, cell in enumerate(cells)}
    most = float(max(sizes.values())) * FAR
    lines = ["0", str(len(cells))]
    # Number, figure, cost, status (hidden), the bounds that everybody knows; no need is told.
    lines += [f"{n} {float(sizes[c])!r} 1 u 0 {most!r} 0 0 0" for n, c in enumerate(cells)]
    lines.append(str(len(sums)))
    for each in sums:
        terms = " ".join(f"{places[cell]} ({int(way)})" for cell, way in each.factors.items())
        lines.append(f"{float(each.low)!r} {len(each.factors)} : {terms}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "edition.jj"
        file.write_text("\n".join(lines) + "\n", encoding="ascii")
        rows = {row["cell"]: row for row in audit_jj(str(file))}
    return {
        cell: (
            Fraction(rows[place]["max"]) - sizes[cell],
            sizes[cell] - Fraction(rows[place]["min"]),
        )
        for cell, place in places.items()
    }
