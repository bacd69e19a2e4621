"""A later edition of a month: its difference from each earlier one passes the rule of a cell.

Two editions, each of them safe, tell together who filed in between. So what was hidden stays
hidden, what was shown stays shown, and a new figure stands in its place only when the changes,
by holder and without their signs, are a safe cell themselves. Else the earlier figure stands.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key, changed
from statistics.publication.disclosure.table_rules import Equation

NOTHING: Final = Cell({})


@dataclass(frozen=True)
class Vintage:
    """A table as an earlier edition published it.

    `shown` are the contributions behind each figure that was read there, which may be older than
    the edition; a key that is neither there nor hidden was read as zero. `behind` is what stood for
    each cell when it was made, shown or not.
    """

    shown: Mapping[Key, Cell]
    hidden: frozenset[Key]
    behind: Mapping[Key, Cell] = field(default_factory=dict)

    def read(self, key: Key) -> Cell:
        return self.shown.get(key, NOTHING)


@dataclass(frozen=True)
class RevisedPattern:
    """What stays hidden in a later edition, and which figures keep their earlier value.

    That a figure is held is told to nobody: it would say that few have changed.
    """

    hidden: frozenset[Key]
    held: frozenset[Key]


@dataclass
class _Revision:
    cells: Mapping[Key, Cell]
    equations: Sequence[Equation]
    vintages: Sequence[Vintage]
    rule: DisclosureRule
    hidden: frozenset[Key]
    held: set[Key] = field(default_factory=set)

    def new(self, key: Key) -> Cell:
        return self.cells.get(key, NOTHING)

    def read(self, key: Key) -> Cell:
        """What stands behind the figure as this edition shows it."""
        return self.vintages[-1].read(key) if key in self.held else self.new(key)

    def may_change(self, key: Key) -> bool:
        new = self.new(key)
        return self.rule.safe(new) and all(
            self.rule.safe(changed(new.holders, vintage.read(key).holders))
            for vintage in self.vintages
            if key not in vintage.hidden
        )

    def rest(self, equation: Equation, vintage: Vintage | None) -> Counter[int]:
        """What total less shown parts tells, by holder: of hidden parts and of held changes."""
        hidden = self.hidden if vintage is None else vintage.hidden
        read = self.read if vintage is None else vintage.read
        sums = Counter(read(equation.total).holders)
        for part in equation.parts:
            if part not in hidden:
                sums.subtract(read(part).holders)
        return sums

    def tells_too_much(self, equation: Equation) -> bool:
        """Tell whether a total gives hidden parts or held changes away, now or beside before."""
        rest = self.rest(equation, None)
        told = [
            self.rest(equation, vintage)
            for vintage in self.vintages
            if equation.total not in vintage.hidden
        ]
        if equation.total not in self.held:
            parts = [self.new(part) for part in equation.parts if part in self.hidden]
            if not self.rule.group_ok(parts):
                return True
            told.append(Counter())
        return not all(self.rule.safe(changed(rest, other)) for other in told)

    def hold(self) -> bool:
        """Hold what tells too much: a total, and where it is held, its parts; tell if anything."""
        before = len(self.held)
        for equation in self.equations:
            if equation.total not in self.hidden and self.tells_too_much(equation):
                more = {equation.total} - self.held or set(equation.parts) - self.hidden
                self.held |= more
        return len(self.held) > before


def revise(
    cells: Mapping[Key, Cell],
    equations: Sequence[Equation],
    vintages: Sequence[Vintage],
    rule: DisclosureRule,
    held: Collection[Key] = (),
) -> RevisedPattern:
    """Choose which figures of a later edition may be new, besides those that are held anyhow.

    `vintages` are in the order of editions.
    """
    hidden = frozenset().union(*(vintage.hidden for vintage in vintages))
    keys = {*cells, *(key for vintage in vintages for key in vintage.shown)} - hidden
    work = _Revision(cells, equations, vintages, rule, hidden)
    work.held = {key for key in keys if key in held or not work.may_change(key)}
    while work.hold():
        pass
    return RevisedPattern(hidden, frozenset(work.held))


def hold_all(cells: Mapping[Key, Cell], vintages: Sequence[Vintage]) -> RevisedPattern:
    """Keep every figure of the last edition: it tells nothing new."""
    hidden = frozenset().union(*(vintage.hidden for vintage in vintages))
    return RevisedPattern(
        hidden, frozenset({*cells, *(key for each in vintages for key in each.shown)} - hidden)
    )
