"""The attack on what changed between two editions in cells that nobody is shown.

Equations of the changes hold as those of the figures do, and who takes late filers for the only
change is sure of their signs. Two sums, each with changes enough, may leave a lone one between.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from statistics.publication.disclosure.audit_rules import audit
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key, changed
from statistics.publication.disclosure.edition_rules import NOTHING, Vintage
from statistics.publication.disclosure.solver import Clock
from statistics.publication.disclosure.table_rules import Equation, Table


@dataclass(frozen=True)
class ChangeEquation(Equation):
    """A sum of changes without their signs; `fallen` are those that count the other way."""

    fallen: frozenset[Key]

    @property
    def signed(self) -> Iterator[tuple[Key, int]]:
        for key, sign in super().signed:
            yield key, -sign if key in self.fallen else sign


def told_changes(
    cells: Mapping[Key, Cell],
    equations: Sequence[Equation],
    vintage: Vintage,
    unknown: Collection[Key],
    rule: DisclosureRule,
    clock: Clock,
) -> frozenset[Key]:
    """Find cells whose change since an earlier edition few made and somebody bounds.

    Raises AuditUnfinishedError.
    """
    changes, fallen = {}, set()
    # What was held there was no figure of its edition.
    older = {
        key
        for key, cell in vintage.shown.items()
        if cell.holders != vintage.behind.get(key, NOTHING).holders
    }
    for key in {*unknown, *older}:
        new, old = cells.get(key, NOTHING), vintage.behind.get(key, NOTHING)
        if (change := changed(new.holders, old.holders)).total:
            changes[key] = change
            if new.total < old.total:
                fallen.add(key)
    if all(map(rule.safe, changes.values())):
        return frozenset()
    signed = tuple(ChangeEquation(e.total, e.parts, frozenset(fallen)) for e in equations)
    found = audit(Table(changes, signed), changes.keys(), rule, clock)
    # A change that enough made may be known exactly.
    return frozenset(each.cell for each in found if not rule.safe(changes[each.cell]))
