"""What the rules hide withstands an attacker of its own: rows, trees, crossing tables, editions."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statistics.publication.disclosure.audit_rules import audit
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, merged
from statistics.publication.disclosure.crossing_rules import protect_table, protect_together
from statistics.publication.disclosure.edition_rules import Vintage, revise
from statistics.publication.disclosure.partner_rules import Habits, SecretChoice
from statistics.publication.disclosure.row_rules import protect_row
from statistics.publication.disclosure.solver import AuditUnfinishedError, Clock
from statistics.publication.disclosure.table_rules import (
    Equation,
    UnbalancedTableError,
    row_table,
    table_of,
)
from statistics.publication.disclosure.tree_rules import Node, protect_tree
from tests.statistics.publication.disclosure.attacker import leaks_inside, leaks_outside
from tests.statistics.publication.disclosure.worlds import RULES, SEEDS, crossings, rows, trees

FIFTEEN = DisclosureRule(3, 15)


def leaks(
    cells: Mapping[Any, Cell],
    equations: Sequence[Equation],
    hidden: Collection[Hashable],
    rule: DisclosureRule,
) -> list[str]:
    read = {key: cell.holders for key, cell in cells.items()}
    plain = [(equation.total, equation.parts) for equation in equations]
    sensitive = {key for key, cell in cells.items() if not rule.safe(cell)}
    shown = [f"{key} is shown" for key in sensitive - set(hidden)]
    outside = leaks_outside(read, plain, hidden, sensitive, rule.percent)
    return [*shown, *outside, *leaks_inside(read, plain, hidden, rule.percent)]


def as_row(cells: dict[Any, Cell]) -> tuple[dict[Any, Cell], list[Equation]]:
    return {**cells, "total": merged(cells.values())}, [Equation("total", tuple(cells))]


@settings(max_examples=60, deadline=None)
@given(cells=rows(), rule=RULES, seed=SEEDS, forced=st.frozensets(st.integers(0, 5)))
def test_nobody_works_out_a_row(
    cells: dict[int, Cell], rule: DisclosureRule, seed: bytes, forced: frozenset[int]
) -> None:
    pattern = protect_row(cells, rule, SecretChoice(seed), Habits(forced, forced))
    hidden = {*pattern.hidden, *(["total"] if pattern.total_hidden else [])}
    assert {key for key in forced if key in cells and cells[key].total} <= hidden
    assert not any(cells[key].total == 0 for key in pattern.hidden)
    assert not leaks(*as_row(cells), hidden, rule)


@settings(max_examples=40, deadline=None)
@given(root=trees(), rule=RULES, seed=SEEDS)
def test_nobody_works_out_a_tree(root: Node, rule: DisclosureRule, seed: bytes) -> None:
    hidden = protect_tree(root, rule, SecretChoice(seed))
    cells = {node.key: node.cell for node in root.walk()}
    equations = [
        Equation(node.key, tuple(child.key for child in node.children))
        for node in root.walk()
        if node.children
    ]
    assert not leaks(cells, equations, hidden, rule)


@settings(max_examples=20, deadline=None)
@given(world=crossings(), rule=RULES, seed=SEEDS)
def test_nobody_works_out_a_crossing_table(
    world: tuple[dict[Hashable, Cell], list[Equation]], rule: DisclosureRule, seed: bytes
) -> None:
    cells, equations = world
    table = table_of(cells, equations)
    hidden = protect_table(table, rule, SecretChoice(seed), Clock.for_seconds(60))
    assert not leaks(cells, equations, hidden, rule)


@settings(max_examples=60, deadline=None)
@given(cells=rows(5), rule=RULES, hidden=st.sets(st.sampled_from([0, 1, 2, 3, 4, "total"])))
def test_the_audit_finds_what_the_attacker_finds(
    cells: dict[Any, Cell], rule: DisclosureRule, hidden: set[Any]
) -> None:
    table = row_table(cells, merged(cells.values()), "total")
    found = audit(table, hidden & table.cells.keys(), rule, Clock.for_seconds(60))
    # Shown cells that are not safe are told by both; a count of holders is no matter of bounds.
    assert bool(found) == bool(leaks(*as_row(cells), hidden, rule))


@settings(max_examples=20, deadline=None)
@given(world=crossings(3), rule=RULES, data=st.data())
def test_the_audit_finds_in_a_crossing_table_what_the_attacker_finds(
    world: tuple[dict[Hashable, Cell], list[Equation]], rule: DisclosureRule, data: st.DataObject
) -> None:
    cells, equations = world
    hidden = data.draw(st.sets(st.sampled_from(sorted(cells, key=repr)), min_size=4))
    table = table_of(cells, equations)
    found = audit(table, hidden & table.cells.keys(), rule, Clock.for_seconds(60))
    assert bool(found) == bool(leaks(cells, equations, hidden, rule))


@settings(max_examples=100, deadline=None)
@given(first=rows(5), second=rows(5), third=rows(5), rule=RULES, seed=SEEDS)
def test_nobody_works_out_what_changed_between_editions(
    first: dict[Any, Cell],
    second: dict[Any, Cell],
    third: dict[Any, Cell],
    rule: DisclosureRule,
    seed: bytes,
) -> None:
    pattern = protect_row(first, rule, SecretChoice(seed))
    hidden = frozenset({*pattern.hidden, *(["total"] if pattern.total_hidden else [])})
    editions = [as_row(cells)[0] for cells in (first, second, third)]
    equation = Equation("total", tuple(range(5)))
    shown = {key: cell for key, cell in editions[0].items() if key not in hidden}
    vintages = [Vintage(shown, hidden)]
    for cells in editions[1:]:
        revised = revise(cells, [equation], vintages, rule)
        assert revised.hidden == hidden
        shown = {
            key: vintages[-1].read(key) if key in revised.held else cells.get(key, Cell({}))
            for key in {*cells, *shown} - hidden
        }
        vintages.append(Vintage(shown, hidden))
    for at, later in enumerate(vintages):
        for earlier in vintages[:at]:
            # What any reader takes from one another: each difference of shown figures.
            for key in later.shown.keys() | earlier.shown.keys():
                told = difference(later.read(key), earlier.read(key))
                assert rule.safe(told), f"{key}: {told.holders}"
            if "total" not in hidden:
                told = difference(rest(later, hidden), rest(earlier, hidden))
                assert rule.safe(told), f"rest: {told.holders}"


def difference(one: Cell, other: Cell) -> Cell:
    keys = one.holders.keys() | other.holders.keys()
    return Cell({key: abs(one.holders.get(key, 0) - other.holders.get(key, 0)) for key in keys})


def rest(vintage: Vintage, hidden: frozenset[Hashable]) -> Cell:
    """What the total leaves when the shown parts are taken away, by holder."""
    sums = dict(vintage.read("total").holders)
    for part in set(range(5)) - hidden:
        for holder, value in vintage.read(part).holders.items():
            sums[holder] = sums.get(holder, 0) - value
    return Cell(sums)


def test_a_planted_leak_is_found() -> None:
    cells: dict[Any, Cell] = {
        0: Cell({1: 100}),
        1: Cell({2: 40, 3: 40, 4: 40}),
        2: Cell({5: 500, 6: 400, 7: 300}),
    }
    assert protect_row(cells, FIFTEEN, SecretChoice(b"seed")).hidden >= {0}
    table = row_table(cells, merged(cells.values()), "total")
    # The partner is shown: the sensitive cell is exact.
    [up, down, *_] = audit(table, {0}, FIFTEEN, Clock.for_seconds(10))
    assert {up.cell, down.cell} == {0}
    assert not audit(table, {0, 1}, FIFTEEN, Clock.for_seconds(10))


def test_an_audit_without_time_publishes_nothing() -> None:
    cells = {0: Cell({1: 100}), 1: Cell({2: 40, 3: 40, 4: 40})}
    table = row_table(cells, merged(cells.values()), "total")
    with pytest.raises(AuditUnfinishedError):
        audit(table, {0, 1}, FIFTEEN, Clock.for_seconds(0))
    with pytest.raises(AuditUnfinishedError):
        protect_table(table, FIFTEEN, SecretChoice(b"seed"), Clock.for_seconds(0))


def test_a_total_that_is_not_the_sum_of_its_parts_is_refused() -> None:
    with pytest.raises(UnbalancedTableError):
        row_table({0: Cell({1: 100})}, Cell({1: 101}), "total")


def test_figures_of_one_export_are_hidden_in_one_pattern() -> None:
    tonnes: dict[Any, Cell] = {
        0: Cell({1: 9, 2: 8, 3: 8}),
        1: Cell({4: 9, 5: 8, 6: 8}),
        2: Cell({7: 9, 8: 8, 9: 8}),
    }
    dollars: dict[Any, Cell] = {**tonnes, 0: Cell({1: 900})}
    tables = [row_table(cells, merged(cells.values()), "total") for cells in (tonnes, dollars)]
    hidden = protect_together(tables, FIFTEEN, SecretChoice(b"seed"), Clock.for_seconds(20))
    assert 0 in hidden
    for table in tables:
        assert not audit(table, hidden, FIFTEEN, Clock.for_seconds(20))


def test_the_seed_is_in_no_words() -> None:
    assert "secret" not in repr(SecretChoice(b"secret"))
