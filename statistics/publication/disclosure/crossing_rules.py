"""Tables whose dimensions cross: partners first, then linear programs until no attack is left.

A division by organization has two totals for each cell, so no rule of one row protects it. Partners
are hidden row by row; what the audit still finds open is mended by the cheapest movement of the
figures that all published sums allow; then the audit runs anew. It ends clean or raises.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

from statistics.publication.disclosure.audit_rules import NO_CHANGES, Exposure, audit
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key
from statistics.publication.disclosure.movement_rules import UP, Movements
from statistics.publication.disclosure.partner_rules import (
    NO_HABITS,
    Habits,
    SecretChoice,
    by_size,
    draw,
)
from statistics.publication.disclosure.solver import (
    FAR,
    TOLERANCE,
    AuditUnfinishedError,
    Clock,
    Program,
    Sums,
    cheapest_move,
)
from statistics.publication.disclosure.table_rules import Equation, Table

# What a hidden cell costs to move beside a shown one: nearly nothing.
HIDDEN_COST: Final = 1e-4
# So many rounds of audit and repair; each hides at least one cell more.
ROUNDS: Final = 200


@dataclass
class _Protection:
    table: Table
    rule: DisclosureRule
    choose: SecretChoice
    habits: Habits
    clock: Clock
    changes: Mapping[Key, int]
    known: Movements
    hidden: set[Key] = field(default_factory=set)

    def cells(self, keys: Iterable[Key]) -> list[Cell]:
        return [self.table.cells[key] for key in keys]

    def run(self) -> frozenset[Key]:
        full = self.table.cells
        self.hidden |= {key for key, cell in full.items() if not self.rule.safe(cell)}
        self.hidden |= self.habits.forced & full.keys()
        for _ in range(ROUNDS):
            while self.pair_all():
                pass
            exposed = audit(
                self.table, self.hidden, self.rule, self.clock, self.changes, self.known
            )
            if not exposed:
                return frozenset(self.hidden)
            before = len(self.hidden)
            for each in exposed:
                self.repair(each)
            if len(self.hidden) == before:
                break
        raise AuditUnfinishedError("the table cannot be protected")

    def pair_all(self) -> bool:
        """Go once through all equations; tell whether anything was hidden."""
        before = len(self.hidden)
        for equation in self.table.equations:
            self.pair(equation)
        return len(self.hidden) > before

    def pair(self, equation: Equation) -> None:
        """Hide one part more where an equation lacks it."""
        parts = [part for part in equation.parts if part in self.hidden]
        if equation.total in self.hidden:
            # A hidden total needs a hidden part, else its parts add up to it.
            if not parts:
                self.hide_part(equation, lambda each: self.moves(equation, each))
        elif not self.rule.group_ok(self.cells(parts)):
            self.hide_part(equation, lambda each: self.rule.group_ok(self.cells([*parts, each])))

    def moves(self, equation: Equation, part: Key) -> bool:
        cells = self.table.cells
        return self.rule.covers(cells[part].total, cells[equation.total].total)

    def hide_part(self, equation: Equation, fits: Callable[[Key], bool]) -> None:
        """Hide a part that fits, else the largest, else the total, which has no part left."""
        shown = by_size(
            (part, self.table.cells[part]) for part in equation.parts if part not in self.hidden
        )
        fitting = (each for each in shown if fits(each[0]))
        partner = draw(fitting, self.choose, self.habits.preferred)
        if partner is None:
            partner = shown[-1][0] if shown else equation.total
        self.hidden.add(partner)

    def repair(self, exposure: Exposure) -> None:
        """Hide what moves in the cheapest way to move the exposed cell as far as it must."""
        target, unit = exposure.cell, self.table.cells[exposure.cell].total
        by = (1 if exposure.side == UP else -1) * min(exposure.need / unit, FAR)
        low, high, costs = [], [], []
        for key, cell in self.table.cells.items():
            own = 0 if exposure.attacker is None else cell.holders.get(exposure.attacker, 0)
            known = exposure.attacker is not None and cell.lone_holder == exposure.attacker
            low.append(0.0 if known else -min(FAR, (cell.total - own) / unit))
            high.append(0.0 if known else FAR)
            costs.append(self.cost(key, cell, unit))
        keys = list(self.table.cells)
        sums = Sums.over(keys, (equation.signed for equation in self.table.equations))
        place = keys.index(target)
        moved = cheapest_move(Program(low, high, sums), costs, place, by, self.clock)
        if moved is None:
            raise AuditUnfinishedError("the table cannot be protected")
        self.hidden |= {
            key for key, value in zip(keys, moved, strict=True) if abs(value) > TOLERANCE
        }

    def cost(self, key: Key, cell: Cell, unit: int) -> float:
        if key in self.hidden:
            return HIDDEN_COST
        # The secret of the edition stirs the costs, as it draws the partners of a row.
        stir = 1 + self.choose.number(key) / 2**32
        kept = 0.5 if key in self.habits.preferred else 1.0
        return (1 + sqrt(cell.total / unit)) * stir * kept


def protect_table(
    table: Table,
    rule: DisclosureRule,
    choose: SecretChoice,
    clock: Clock,
    habits: Habits = NO_HABITS,
    changes: Mapping[Key, int] = NO_CHANGES,
    known: Movements | None = None,
) -> frozenset[Key]:
    """Choose what is hidden of a table, so that the audit finds nothing, changes among it.

    Who does so again for the same table keeps its `known` movements.
    Raises AuditUnfinishedError: then nothing of the table may be published.
    """
    known = Movements() if known is None else known
    return _Protection(table, rule, choose, habits, clock, changes, known).run()


def protect_together(
    tables: Iterable[Table],
    rule: DisclosureRule,
    choose: SecretChoice,
    clock: Clock,
    habits: Habits = NO_HABITS,
) -> frozenset[Key]:
    """Hide one pattern in several tables of the same keys (tonnes and value of one export).

    From a price near the market's one of the figures would tell the other.
    """
    hidden = habits.forced
    # What each table was audited with last; one that has not changed since is not audited again.
    audited: dict[int, frozenset[Key]] = {}
    known = [(table, Movements()) for table in tables]
    while any(audited.get(place) != hidden for place in range(len(known))):
        for place, (table, movements) in enumerate(known):
            if audited.get(place) != hidden:
                kept = Habits(hidden, habits.preferred)
                hidden |= protect_table(table, rule, choose, clock, kept, known=movements)
                audited[place] = hidden
    return hidden
