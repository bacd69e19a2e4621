"""What an edition shows, hides and holds of one table, audited before anybody reads it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from statistics.publication.disclosure.audit_rules import audit
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key, changed
from statistics.publication.disclosure.change_rules import told_changes
from statistics.publication.disclosure.crossing_rules import protect_table, protect_together
from statistics.publication.disclosure.edition_rules import (
    NOTHING,
    RevisedPattern,
    Vintage,
    hold_all,
    revise,
)
from statistics.publication.disclosure.partner_rules import Habits, SecretChoice
from statistics.publication.disclosure.row_rules import TOTAL, protect_row
from statistics.publication.disclosure.solver import AuditUnfinishedError, Clock
from statistics.publication.disclosure.table_rules import Equation, table_of


class AuditFailedError(AuditUnfinishedError):
    """The audit found a figure that could be told: nothing may be published."""


# So often more figures are held before all of them are.
ROUNDS: Final = 20


@dataclass(frozen=True)
class Gate:
    """What one edition decides by: thresholds, secret, time."""

    rule: DisclosureRule
    choose: SecretChoice
    clock: Clock


@dataclass(frozen=True)
class TablePattern:
    """Hidden keys, those that are sensitive among them, and those that keep the earlier figure."""

    hidden: frozenset[Key]
    sensitive: frozenset[Key]
    held: frozenset[Key] = frozenset()


def row_pattern(
    cells: Mapping[Key, Cell], equation: Equation, gate: Gate, habits: Habits
) -> TablePattern:
    """Choose the pattern of a first edition of a row; `cells` include the total under `TOTAL`."""
    parts = {key: cell for key, cell in cells.items() if key is not TOTAL}
    found = protect_row(parts, gate.rule, gate.choose, habits)
    hidden = found.hidden | ({TOTAL} if found.total_hidden else frozenset())
    # The table is put together anew from what is published: nothing of the choice is trusted.
    table = table_of(cells, [equation])
    if audit(table, hidden & table.cells.keys(), gate.rule, gate.clock):
        raise AuditFailedError("the audit found a figure that could be told")
    return TablePattern(hidden, found.sensitive)


def crossing_pattern(
    measures: Sequence[Mapping[Key, Cell]],
    equations: Sequence[Equation],
    gate: Gate,
    habits: Habits,
) -> TablePattern:
    """Choose one pattern of a first edition for several figures of the same keys."""
    tables = [table_of(cells, equations) for cells in measures]
    # What nobody filed this month is no cell, whatever it was before.
    here = frozenset().union(*(table.cells for table in tables))
    habits = Habits(habits.forced & here, habits.preferred)
    # It ends when the audit of every table, with all that is hidden, finds nothing.
    hidden = protect_together(tables, gate.rule, gate.choose, gate.clock, habits)
    sensitive = {
        key for cells in measures for key, cell in cells.items() if not gate.rule.safe(cell)
    }
    return TablePattern(hidden, frozenset(sensitive))


def later_pattern(
    cells: Mapping[Key, Cell],
    equations: Sequence[Equation],
    vintages: Sequence[Vintage],
    gate: Gate,
) -> TablePattern:
    """Choose what a later edition may change; where that cannot be proved, nothing changes."""
    found = _provable(cells, equations, vintages, gate) or hold_all(cells, vintages)
    sensitive = {key for key in found.hidden if not gate.rule.safe(cells.get(key, NOTHING))}
    return TablePattern(found.hidden, frozenset(sensitive), found.held)


def _provable(
    cells: Mapping[Key, Cell],
    equations: Sequence[Equation],
    vintages: Sequence[Vintage],
    gate: Gate,
) -> RevisedPattern | None:
    """Hold more figures until the audit finds no held change; None where it never ends clean."""
    table, held = table_of(cells, equations), frozenset[Key]()
    for _ in range(ROUNDS):
        found = revise(cells, equations, vintages, gate.rule, held)
        changes = _held_changes(cells, found, vintages, gate)
        unknown = (found.hidden | found.held) & table.cells.keys()
        if not audit(table, unknown, gate.rule, gate.clock, changes):
            told = _told_between(cells, equations, vintages, found, gate)
            if not told:
                return found
            more = _shown_near(told, equations, found.hidden | found.held)
            if not more:
                return None
            held = held | found.held | more
            continue
        try:
            wider = protect_table(
                table, gate.rule, gate.choose, gate.clock, Habits(unknown), changes
            )
        except AuditUnfinishedError:
            # Time that is over ends the edition; a table that cannot be mended keeps its figures.
            gate.clock.check()
            return None
        if wider <= held | found.hidden:
            return None
        held = held | found.held | (wider - found.hidden)
    return None


def _told_between(
    cells: Mapping[Key, Cell],
    equations: Sequence[Equation],
    vintages: Sequence[Vintage],
    found: RevisedPattern,
    gate: Gate,
) -> frozenset[Key]:
    """Find what the sums of two editions would tell of changes in cells that nobody is shown."""
    unknown = found.hidden | found.held
    return frozenset().union(
        *(
            told_changes(cells, equations, vintage, unknown, gate.rule, gate.clock)
            for vintage in vintages
            if vintage.behind
        )
    )


def _shown_near(
    keys: Collection[Key], equations: Sequence[Equation], unknown: frozenset[Key]
) -> frozenset[Key]:
    """List the shown cells of all sums that hang together with some cells by cells not shown."""
    reached, waiting = set[Key](), list(keys)
    sums = [frozenset({each.total, *each.parts}) for each in equations]
    while waiting:
        key = waiting.pop()
        for each in sums:
            if key in each and not each <= reached:
                waiting += (each & unknown) - reached
                reached |= each
    return frozenset(reached) - unknown


def _held_changes(
    cells: Mapping[Key, Cell], found: RevisedPattern, vintages: Sequence[Vintage], gate: Gate
) -> dict[Key, int]:
    """Say of the held figures whose change would tell somebody's how much they changed."""
    sizes = {}
    for key in found.held & cells.keys():
        change = changed(cells[key].holders, vintages[-1].read(key).holders)
        if not gate.rule.safe(change):
            sizes[key] = change.total
    return sizes
