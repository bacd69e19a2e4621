"""Linear programs over what is unknown: how far it may lie from the truth with all that is told.

The truth is always possible, so a program asks for deviations from it; whether what is told agrees
with the truth is checked before, in fractions.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from promises.attacker.figures import BOUNDLESS, Cell, Telling
from promises.attacker.knowledge import Knowledge, Target
from promises.attacker.truth import Parts

# A deviation is measured in what is needed; less than this share of it is lacking by rounding.
SLACK: Final = 1e-6
# No cell needs to move so many times as far as is asked for.
FAR: Final = 1e5

Vector = np.ndarray[Any, np.dtype[np.float64]]


@dataclass
class Block:
    """Unknown cells that hang together, what is told of them, and what is aimed at among them."""

    cells: Mapping[Cell, Parts]
    told: Sequence[Telling]
    targets: Sequence[Target]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = {cell: number for number, cell in enumerate(self.cells)}
        self.truth = {cell: sum(parts.values(), Fraction(0)) for cell, parts in self.cells.items()}
        self.values = np.array([float(value) for value in self.truth.values()])
        self.equal, self.limits, self.rooms = self._matrices()
        # Ways from the truth that are known to be possible for somebody who knows nothing.
        self.ways: list[Vector] = []
        self.programs = 0

    @property
    def holders(self) -> list[str]:
        return sorted({holder for parts in self.cells.values() for holder in parts})

    def _matrices(self) -> tuple[csr_matrix, csr_matrix, Vector]:
        equal: list[Mapping[Cell, Fraction]] = []
        limits: list[Mapping[Cell, Fraction]] = []
        rooms: list[float] = []
        for telling in self.told:
            value = sum((f * self.truth[c] for c, f in telling.factors.items()), Fraction(0))
            if not telling.low <= value <= telling.high:
                self.faults.append(f"what is told is not so: {telling} for {value}")
            elif telling.low == telling.high:
                equal.append(telling.factors)
                continue
            for sign, bound in ((1, telling.high), (-1, telling.low)):
                room = abs(bound - value)
                if abs(bound) < BOUNDLESS / 2:
                    limits.append({c: sign * f for c, f in telling.factors.items()})
                    rooms.append(float(room))
        return self._sparse(equal), self._sparse(limits), np.array(rooms)

    def _sparse(self, rows: Sequence[Mapping[Cell, Fraction | int]]) -> csr_matrix:
        data = [float(factor) for row in rows for factor in row.values()]
        columns = [self.place[cell] for row in rows for cell in row]
        starts = np.cumsum([0, *(len(row) for row in rows)])
        return csr_matrix((data, columns, starts), shape=(len(rows), len(self.cells)))

    def goal(self, target: Target) -> Vector:
        return np.asarray(self._sparse([target.factors]).toarray()[0], dtype=np.float64)

    def floor(self, who: Collection[str]) -> Vector:
        """How far each cell can fall before their eyes: down to their own parts, or not at all."""
        own = (
            sum((parts.get(holder, Fraction(0)) for holder in who), Fraction(0))
            for parts in self.cells.values()
        )
        return np.asarray(self.values - np.array([float(each) for each in own]))

    def known(self, who: Collection[str]) -> Vector:
        """Mark the cells in which they are alone."""
        return np.array([all(h in who for h in parts) for parts in self.cells.values()])

    def gone(self, who: Collection[str]) -> Vector:
        """Give the known ways as far as these people find them possible, a row each."""
        ways = np.array(self.ways)
        floor, known = self.floor(who), self.known(who)
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.where(ways < 0, floor / -ways, np.inf)
        length = np.minimum(1.0, steps.min(axis=1))
        length[(np.abs(ways[:, known]) > 0).any(axis=1)] = 0.0
        return np.asarray(ways * length[:, None])

    def furthest(self, goal: Vector, need: float, who: Collection[str]) -> float:
        """Find how far the goal can deviate, in needs, by a program of the solver."""
        self.programs += 1
        low = np.maximum(-self.floor(who) / need, -FAR)
        high = np.full(len(low), FAR)
        known = self.known(who)
        low[known], high[known] = 0.0, 0.0
        equal, limits = self.equal, self.limits
        answer = linprog(
            -goal,
            A_eq=equal if equal.shape[0] else None,
            b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
            A_ub=limits if limits.shape[0] else None,
            b_ub=self.rooms / need if limits.shape[0] else None,
            bounds=np.column_stack([low, high]),
            method="highs",
        )
        if answer.status != 0:
            raise RuntimeError(f"the attacker's solver found no answer: {answer.message}")
        way = np.where(np.abs(answer.x) > SLACK**2, answer.x, 0.0)
        self.ways.append(way * need)
        return float(-answer.fun)


def blocks_of(knowledge: Knowledge) -> Iterator[Block]:
    """Split what is unknown into what something told, or something aimed at, ties together."""
    parent = {cell: cell for cell in knowledge.unknown}

    def root(cell: Cell) -> Cell:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    ties: list[Collection[Cell]] = [each.factors for each in knowledge.told]
    ties += [each.factors for each in knowledge.targets]
    for tie in ties:
        first, *others = tie
        for cell in others:
            parent[root(cell)] = root(first)
    cells: dict[Cell, dict[Cell, Parts]] = {}
    for cell in parent:
        cells.setdefault(root(cell), {})[cell] = knowledge.unknown[cell]
    told: dict[Cell, list[Telling]] = {each: [] for each in cells}
    aims: dict[Cell, list[Target]] = {each: [] for each in cells}
    for telling in knowledge.told:
        told[root(next(iter(telling.factors)))].append(telling)
    for target in knowledge.targets:
        aims[root(next(iter(target.factors)))].append(target)
    for each, found in cells.items():
        yield Block(found, told[each], aims[each])
