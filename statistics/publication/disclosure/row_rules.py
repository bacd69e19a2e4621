"""A table in one dimension: a total and its parts, in closed form.

One product of one month is such a row: quantities add up inside a product alone. The one sentence
that protects it: the hidden cells, merged by holder, are themselves a safe cell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key, merged
from statistics.publication.disclosure.partner_rules import (
    NO_HABITS,
    Choose,
    Habits,
    by_size,
    draw,
)

# The key of the total among habits.
TOTAL = None


@dataclass(frozen=True)
class RowPattern:
    """What is hidden of a row; `sensitive` are the cells that need it by themselves.

    `sensitive` never leaves the ministry: which of the hidden cells are partners tells their size.
    """

    hidden: frozenset[Key]
    total_hidden: bool = False
    sensitive: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class _Row:
    cells: Mapping[Key, Cell]
    rule: DisclosureRule

    def ok(self, keys: Iterable[Key]) -> bool:
        return self.rule.group_ok([self.cells[key] for key in keys])

    def with_partners(self, hidden: set[Key], choose: Choose, habits: Habits) -> set[Key]:
        """Add partners until the hidden cells protect each other, or none is left."""
        hidden = set(hidden)
        shown = by_size((key, cell) for key, cell in self.cells.items() if key not in hidden)
        while shown and not self.ok(hidden):
            fitting = (each for each in shown if self.ok({*hidden, each[0]}))
            partner = draw(fitting, choose, habits.preferred)
            # Where no single cell is enough, the largest comes first.
            hidden.add(shown[-1][0] if partner is None else partner)
            shown = [each for each in shown if each[0] not in hidden]
        return hidden

    def without_idle_partners(self, hidden: set[Key], needed: frozenset[Key]) -> set[Key]:
        """Show again, the largest first, what the others do not need."""
        for key, _ in reversed(by_size((key, self.cells[key]) for key in hidden - needed)):
            if self.ok(hidden - {key}):
                hidden = hidden - {key}
        return hidden


def protect_row(
    cells: Mapping[Key, Cell], rule: DisclosureRule, choose: Choose, habits: Habits = NO_HABITS
) -> RowPattern:
    """Choose what is hidden of a row whose total is the sum of its cells; zeros are shown."""
    row = _Row({key: cell for key, cell in cells.items() if cell.total}, rule)
    total = merged(row.cells.values())
    sensitive = {key for key, cell in row.cells.items() if not rule.safe(cell)}
    everything = frozenset(row.cells)
    if not rule.safe(total):
        return RowPattern(everything, True, frozenset({*sensitive, TOTAL}))
    # A cell that is nearly the whole is told by the total, however much is hidden beside it.
    told = any(rule.exceeds(row.cells[key].total, total.total) for key in sensitive)
    needed = frozenset(sensitive | (habits.forced & everything))
    hidden = row.with_partners(set(needed), choose, habits)
    if told or (TOTAL in habits.forced and everything) or not row.ok(hidden):
        return RowPattern(everything, True, frozenset(sensitive))
    return RowPattern(
        frozenset(row.without_idle_partners(hidden, needed)), False, frozenset(sensitive)
    )
