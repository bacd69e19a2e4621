"""The attack on what would be published: every hidden cell, by everybody, by linear programs.

Who attacks knows all published figures, that nothing is below zero, the rules, and his own part of
each cell: a cell in which he is alone he knows exactly. Nothing here uses how the cells were
chosen, so that it judges the row rule as well as the repair of crossing tables.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key
from statistics.publication.disclosure.movement_rules import DOWN, UP, Movements, most_of
from statistics.publication.disclosure.solver import (
    FAR,
    TOLERANCE,
    Clock,
    Program,
    Sums,
    furthest,
    furthest_in_one_sum,
)
from statistics.publication.disclosure.table_rules import Table

NO_CHANGES: Final[Mapping[Key, int]] = {}
# Who has no part in any hidden cell.
OUTSIDER: Final = None
Attacker: TypeAlias = int | None


@dataclass(frozen=True)
class Exposure:
    """A cell that must be able to deviate by `need` (in its own units) and cannot."""

    cell: Key
    side: int
    need: float
    attacker: Attacker


@dataclass(frozen=True)
class Block:
    """Hidden cells that hang together, and the sums that what is published tells of them."""

    cells: Mapping[Key, Cell]
    sums: Sequence[Sequence[tuple[Key, int]]]
    known: Movements

    @cached_property
    def holders(self) -> list[int]:
        """All who have a part in the block, the largest first."""
        most: dict[int, int] = {}
        for cell in self.cells.values():
            for holder, value in cell.holders.items():
                if value > most.get(holder, 0):
                    most[holder] = value
        return sorted(most, key=lambda holder: -most[holder])

    def program(self, target: Key, who: Collection[int]) -> Program:
        """Write what is left open to all these attackers together, in units of the target.

        What they know together is more than each knows: who is safe from it is safe from each.
        """
        unit, low, high = self.cells[target].total, [], []
        for cell in self.cells.values():
            known = bool(who) and cell.lone_holder in who
            rest = cell.total - most_of(cell, who) if who else cell.total
            low.append(0.0 if known else -min(FAR, rest / unit))
            high.append(0.0 if known else FAR)
        return Program(low, high, self._sums_by_place)

    def reach(self, target: Key, side: int, who: Collection[int], clock: Clock) -> float:
        """Find how far the target can deviate before these holders' eyes, in units of its own."""
        program, place = self.program(target, who), self._places[target]
        if len(self.sums) < 2:
            return furthest_in_one_sum(program, place, side)
        moved = furthest(program, place, side, clock)
        unit = self.cells[target].total
        self.known.keep(self.cells, self.sums, (by * unit for by in moved), target)
        return abs(moved[place])

    @cached_property
    def _places(self) -> Mapping[Key, int]:
        return {key: place for place, key in enumerate(self.cells)}

    @cached_property
    def _sums_by_place(self) -> Sums:
        return Sums.over(self.cells, self.sums)


def blocks_of(table: Table, hidden: Collection[Key], known: Movements) -> Iterator[Block]:
    """Split the hidden cells into those that some equation ties together."""
    sums = [
        [(key, sign) for key, sign in equation.signed if key in hidden]
        for equation in table.equations
    ]
    tied = [each for each in sums if each]
    parent = {key: key for key in hidden if key in table.cells}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for each in tied:
        for key, _ in each[1:]:
            parent[root(key)] = root(each[0][0])
    together: dict[Key, dict[Key, Cell]] = {}
    for key in sorted(parent, key=repr):
        together.setdefault(root(key), {})[key] = table.cells[key]
    for found in together.values():
        yield Block(found, [each for each in tied if each[0][0] in found], known)


def audit(
    table: Table,
    hidden: Collection[Key],
    rule: DisclosureRule,
    clock: Clock,
    changes: Mapping[Key, int] = NO_CHANGES,
    known: Movements | None = None,
) -> list[Exposure]:
    """Attack every hidden cell; return what is exposed. Raises AuditUnfinishedError.

    `changes` are cells that hide a change of so much, not themselves: both sides must be open by
    p percent of it too. `known` are movements of the same table, whatever was hidden.

    Published cells are judged by the cell rule: one that is not safe is exposed whatever is
    hidden.
    """
    found = [
        Exposure(key, UP, 0.0, OUTSIDER)
        for key, cell in table.cells.items()
        if key not in hidden and not rule.safe(cell)
    ]
    for block in blocks_of(table, frozenset(hidden), known or Movements()):
        for key in block.cells:
            found.extend(_outside(block, key, rule, clock, changes.get(key)))
            found.extend(_inside(block, key, rule, clock))
    return found


def _reaches(
    block: Block, target: Key, move: tuple[int, float], who: Collection[Attacker], clock: Clock
) -> bool:
    """Tell whether the target can deviate by so much to one side before these attackers' eyes."""
    clock.check()
    side, need = move
    unit = block.cells[target].total
    need = min(need, FAR * unit)
    if need <= 0:
        return True
    holders = frozenset(each for each in who if each is not None)
    if block.known.reach(block.cells, target, side, need, holders):
        return True
    return block.reach(target, side, holders, clock) >= need / unit - TOLERANCE


def _outside(
    block: Block, key: Key, rule: DisclosureRule, clock: Clock, change: int | None
) -> list[Exposure]:
    """Attack from without: a sensitive cell is open to both sides, a partner to one at least."""
    cell = block.cells[key]
    partner = change is None and rule.safe(cell)
    need = rule.percent * max(cell.total, change or 0) / 100
    closed = []
    # Below zero everybody knows that nothing is.
    for side, far in ((UP, need), (DOWN, min(need, float(cell.total)))):
        if not _reaches(block, key, (side, far), [OUTSIDER], clock):
            closed.append(Exposure(key, side, far, OUTSIDER))
        elif partner and not closed:
            return []
    if partner:
        return closed[:1] if len(closed) == 2 else []
    return closed


def _inside(block: Block, key: Key, rule: DisclosureRule, clock: Clock) -> list[Exposure]:
    """Attack from within: no holder may bound another's part by p percent."""
    cell = block.cells[key]
    # Who has a part knows it, so a cell that covers its own largest is beyond every holder.
    if cell.count > 2 and rule.safe(cell):
        return []
    found: list[Exposure] = []
    for side in (UP, DOWN):
        # Who has no part in the cell needs what an outsider does.
        common = _need(cell, side, OUTSIDER, rule)
        within = [holder for holder in block.holders if holder in cell.holders]
        attackers = [OUTSIDER, *(block.holders if common > 0 else within)]
        needs = {
            who: _need(cell, side, who, rule) if who in cell.holders else common
            for who in attackers
        }
        found.extend(
            Exposure(key, side, needs[who], who)
            for who in _exposing(block, key, side, needs, clock)
        )
    return found


def _need(cell: Cell, side: int, attacker: Attacker, rule: DisclosureRule) -> float:
    """Say how far a cell must be able to deviate so that an attacker learns nobody's part.

    Up: what is left beside his own part must reach the largest other one by p percent. Down: only
    where a single other one is in the cell, whose part is then all the rest.
    """
    own = 0 if attacker is None else cell.holders.get(attacker, 0)
    others, (first, second) = cell.count - (own > 0), cell.largest
    if not others:
        return 0.0
    if side == UP:
        other = second if own == first else first
        return ((100 + rule.percent) * other - 100 * (cell.total - own)) / 100
    return rule.percent * (cell.total - own) / 100 if others == 1 else 0.0


def _exposing(
    block: Block, key: Key, side: int, needs: Mapping[Attacker, float], clock: Clock
) -> list[Attacker]:
    """List who can bound the cell: all are tried at once, then halves, then each."""
    waiting = [[who for who, need in needs.items() if need > 0]]
    found: list[Attacker] = []
    while waiting:
        group = waiting.pop()
        # Alone in the cell he knows it, and nobody else is in it: he attacks others.
        group = [who for who in group if who is None or who != block.cells[key].lone_holder]
        if not group:
            continue
        need = max(needs[who] for who in group)
        if _reaches(block, key, (side, need), group, clock):
            continue
        if len(group) == 1:
            found.append(group[0])
        else:
            middle = len(group) // 2
            waiting += [group[:middle], group[middle:]]
    return found
