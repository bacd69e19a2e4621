"""The worked examples of disclosure control, each with fifteen and with twenty percent."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, merged
from statistics.publication.disclosure.edition_rules import NOTHING, Vintage, revise
from statistics.publication.disclosure.partner_rules import Habits, SecretChoice
from statistics.publication.disclosure.row_rules import protect_row
from statistics.publication.disclosure.table_rules import Equation
from statistics.publication.disclosure.tree_rules import Node, protect_tree
from tests.statistics.publication.disclosure.attacker import Attack, leaks_inside, leaks_outside

FIFTEEN, TWENTY = DisclosureRule(3, 15), DisclosureRule(3, 20)
both = pytest.mark.parametrize("rule", [FIFTEEN, TWENTY])


def cell(*values: int, first: int = 0) -> Cell:
    """A cell of so many holders, each another one."""
    return Cell(dict(enumerate(values, first)))


def row(*cells: Sequence[int]) -> dict[Any, Cell]:
    """Cells 0, 1, 2 …, every value another holder's."""
    return {
        place: Cell({place * 100 + number: value for number, value in enumerate(values)})
        for place, values in enumerate(cells)
    }


def smallest(candidates: Sequence[Any]) -> Any:
    return candidates[0]


def equation_of(cells: dict[Any, Cell]) -> tuple[dict[Any, Any], list[tuple[Any, list[Any]]]]:
    """The row as the attacker reads it, its total under «total»."""
    read: dict[Any, Any] = {key: each.holders for key, each in cells.items()}
    read["total"] = merged(cells.values()).holders
    return read, [("total", list(cells))]


def bounds(cells: dict[Any, Cell], hidden: set[Any], of: Any, me: int | None = None) -> Any:
    return Attack(*equation_of(cells), hidden, me).bounds(of)


@both
def test_v1_units_of_one_holder_are_one_contributor(rule: DisclosureRule) -> None:
    by_unit = cell(60, 30, 5, 4, 3)
    by_holder = cell(95, 4, 3)
    assert by_unit.total - sum(by_unit.largest) == 12
    assert rule.safe(by_unit)
    assert by_holder.total - sum(by_holder.largest) == 3
    assert not rule.safe(by_holder)


@pytest.mark.parametrize(
    ("rule", "third", "safe"),
    [
        (FIFTEEN, 1500, True),
        (FIFTEEN, 1499, False),
        (TWENTY, 2000, True),
        (TWENTY, 1999, False),
        (TWENTY, 1500, False),
    ],
)
def test_v1b_exactly_p_percent_is_safe_and_a_hundredth_less_is_not(
    rule: DisclosureRule, third: int, safe: bool
) -> None:
    assert rule.safe(cell(10_000, 2_000, third)) is safe


@both
def test_v2_zeros_are_no_partners(rule: DisclosureRule) -> None:
    cells = {"a": cell(10), "b": cell(5, first=50), "c": Cell({}), "d": Cell({90: 0})}
    assert bounds(cells, {"a", "c"}, "a") == (10, 10)
    pattern = protect_row(cells, rule, smallest)
    assert not {"c", "d"} & pattern.hidden
    assert not rule.group_ok([cells["a"], cells["c"], cells["d"]])


def test_v3_counts_of_one_tell_each_other() -> None:
    # Whoever is in a registry is known to be at least one: two hidden ones of a sum of two.
    cells = row([1], [1], [10], [3])
    attack = Attack(*equation_of(cells), {0, 1})
    low, high = attack.bounds(0)
    assert (low, high) == (0, 2)
    assert (max(low, 1), min(high, 2 - 1)) == (1, 1)


@both
def test_v4_two_lone_holders_know_each_other_and_three_do_not(rule: DisclosureRule) -> None:
    two = row([1], [1], [7], [1])
    assert bounds(two, {0, 1}, 1, me=0) == (1, 1)
    assert not rule.group_ok([two[0], two[1]])
    three = row([1], [1], [1], [7])
    assert rule.group_ok([three[0], three[1], three[2]])
    assert not list(leaks_inside(*equation_of(three), {0, 1, 2}, rule.percent))
    unequal = row([100], [90], [5])
    assert not rule.group_ok(list(unequal.values()))


@both
def test_v5_dominance_is_judged_in_the_group(rule: DisclosureRule) -> None:
    cells = row([90], [4, 3], [2, 1])
    assert merged(cells.values()).total - 90 - 4 == 6
    assert not rule.group_ok(list(cells.values()))
    cells[3] = Cell({301: 5, 302: 4, 303: 6})
    assert merged(cells.values()).total - 90 - 6 == 19
    assert rule.safe(merged(cells.values()))


@both
def test_v6_a_holder_in_two_cells_is_one(rule: DisclosureRule) -> None:
    assert not rule.group_ok([Cell({1: 50}), Cell({1: 40, 2: 3})])


@both
def test_v7_a_published_cross_cell_bounds_what_two_rows_leave_open(rule: DisclosureRule) -> None:
    # Counties 40, [35], [25] and unions 40, [33], [27] of a province of 100.
    cells: dict[Any, Any] = {
        "P": {1: 100}, "c1": {1: 40}, "c2": {1: 35}, "c3": {1: 25},
        "u1": {1: 40}, "u2": {1: 33}, "u3": {1: 27},
    }  # fmt: skip
    equations: list[tuple[Any, list[Any]]] = [("P", ["c1", "c2", "c3"]), ("P", ["u1", "u2", "u3"])]
    hidden = ["c2", "c3", "u2", "u3"]
    assert all(Attack(cells, equations, hidden).bounds(key) == (0, 60) for key in hidden)
    crossed = cells | {"x": {1: 33}, "rest": {1: 2}}
    low, high = Attack(crossed, [*equations, ("c2", ["x", "rest"])], [*hidden, "rest"]).bounds("c2")
    assert (low, high) == (33, 60)
    assert Fraction(35 - 33, 35) < Fraction(6, 100) < Fraction(rule.percent, 100)


def test_v8_a_published_quarter_tells_one_hidden_month_and_not_two() -> None:
    months = row([10], [12], [11])
    assert bounds(months, {0}, 0) == (10, 10)
    assert bounds(months, {0, 1}, 0) == bounds(months, {0, 1}, 1) == (0, 22)


def test_v9_months_and_quarters_of_two_areas_bound_each_other() -> None:
    cells: dict[Any, Any] = {
        "a1": {1: 5}, "a2": {1: 6}, "a3": {1: 7}, "aq": {1: 18},
        "b1": {2: 20}, "b2": {2: 22}, "b3": {2: 21}, "m1": {3: 25}, "m2": {3: 28},
    }  # fmt: skip
    equations: list[tuple[Any, list[Any]]] = [
        ("aq", ["a1", "a2", "a3"]), ("m1", ["a1", "b1"]), ("m2", ["a2", "b2"]),
    ]  # fmt: skip
    attack = Attack(cells, equations, {"a1", "a2", "b1", "b2"})
    assert attack.bounds("a1") == (0, 11)
    assert attack.bounds("b1") == (14, 25)
    assert attack.bounds("b2") == (17, 28)


@both
def test_v10_a_later_edition_does_not_tell_who_filed_in_between(rule: DisclosureRule) -> None:
    first, second = Cell({1: 100, 2: 80, 3: 70}), Cell({1: 100, 2: 80, 3: 70, 4: 40})
    assert rule.safe(first)
    assert rule.safe(second)
    earlier = Vintage({"c": first}, frozenset())
    assert revise({"c": second}, [], [earlier], rule).held == {"c"}
    # With three late ones, none of them nearly all of it, the new figure stands.
    third = Cell({1: 100, 2: 80, 3: 70, 4: 40, 5: 30, 6: 20})
    assert not revise({"c": third}, [], [earlier], rule).held


@both
def test_v11_what_was_hidden_stays_hidden_in_later_editions(rule: DisclosureRule) -> None:
    cells = row([30], [15, 15, 15], [500, 400, 300])
    equation = Equation("total", (0, 1, 2))
    whole = {**cells, "total": merged(cells.values())}
    earlier = Vintage({2: cells[2], "total": whole["total"]}, frozenset({0, 1}))
    # Cell 1 is safe by itself, and would give 0 away.
    assert rule.safe(cells[1])
    assert revise(whole, [equation], [earlier], rule).hidden == {0, 1}
    assert bounds(cells, {0}, 0) == (30, 30)


@both
def test_v15_the_smallest_partner_that_suffices(rule: DisclosureRule) -> None:
    large, largest = [50, 40, 45, 30], [500, 400, 450]
    assert protect_row(row([10], [4, 3, 3], large, largest), rule, smallest).hidden == {0, 1}
    # 110 less 100 and 4 leaves 6, too little to cover 100.
    assert protect_row(row([100], [4, 3, 3], large), rule, smallest).hidden == {0, 2}
    nothing_left = protect_row(row([5], [7]), rule, smallest)
    assert nothing_left.hidden == {0, 1}
    assert nothing_left.total_hidden


@both
def test_v16_a_partner_hidden_last_month_is_preferred(rule: DisclosureRule) -> None:
    cells = row([100], [30, 30, 20], [12, 9, 9], [60, 60, 60])
    # Cell 1 was 78 last month and shown: whoever knows that says of cell 0 what the sum leaves.
    assert bounds(cells, {0, 1}, 0) == (0, 180)
    assert 180 - 78 == 102
    habits = Habits(preferred=frozenset({3}))
    assert protect_row(cells, rule, smallest, habits).hidden == {0, 3}
    assert 3 not in protect_row(cells, rule, smallest).hidden


def test_v17_the_partner_is_not_always_the_smallest_that_suffices() -> None:
    # Were it, 121 shown would tell whoever knows the rule that A is at least 220 - 121 = 99.
    cells = row([100], [40, 40, 40], [41, 40, 40], [42, 40, 40], [300, 300, 300])
    seeds = [bytes([number]) * 32 for number in range(40)]
    found = {protect_row(cells, FIFTEEN, SecretChoice(seed)).hidden for seed in seeds}
    assert found == {frozenset({0, 1}), frozenset({0, 2}), frozenset({0, 3})}
    # The same edition draws the same.
    again = SecretChoice(seeds[0])
    assert protect_row(cells, FIFTEEN, again) == protect_row(cells, FIFTEEN, SecretChoice(seeds[0]))


@both
def test_v18_the_sum_of_two_cells_at_the_border_is_safe(rule: DisclosureRule) -> None:
    least = rule.percent
    first, second = Cell({1: 100, 2: 40, 3: least}), Cell({2: 300, 4: 90, 5: 3 * least})
    assert rule.safe(first)
    assert rule.safe(second)
    assert rule.safe(merged([first, second]))


def tree(
    *, shown_leaf: bool = False
) -> tuple[dict[Any, Any], list[tuple[Any, list[Any]]], set[Any]]:
    cells: dict[Any, Any] = {
        "T": {0: 300}, "P1": {0: 100}, "P2": {0: 200},
        "a": {1: 30}, "b": {2: 70}, "c": {3: 120}, "d": {4: 80},
    }  # fmt: skip
    equations: list[tuple[Any, list[Any]]] = [
        ("T", ["P1", "P2"]), ("P1", ["a", "b"]), ("P2", ["c", "d"]),
    ]  # fmt: skip
    return cells, equations, {"P1", "P2", "c", *([] if shown_leaf else ["a"])}


def test_v19_hidden_inner_nodes_need_hidden_leaves_on_both_sides() -> None:
    assert Attack(*tree()).bounds("P1") == (70, 220)
    exact = Attack(*tree(shown_leaf=True))
    assert exact.bounds("P1") == (100, 100)
    assert exact.bounds("P2") == (200, 200)
    assert exact.bounds("c") == (120, 120)


@both
def test_v19_the_tree_rule_hides_no_inner_node_without_leaves(rule: DisclosureRule) -> None:
    def leaf(name: str, *values: int) -> Node:
        return Node(name, Cell({hash((name, n)): value for n, value in enumerate(values)}))

    root = Node(
        "T",
        children=(
            Node("P1", children=(leaf("a", 30), leaf("b", 25, 25, 20))),
            Node("P2", children=(leaf("c", 120), leaf("d", 30, 30, 20))),
        ),
    )
    hidden = protect_tree(root, rule, smallest)
    cells = {node.key: node.cell.holders for node in root.walk()}
    equations = [(n.key, [c.key for c in n.children]) for n in root.walk() if n.children]
    assert {"a", "c"} <= hidden
    assert not list(leaks_outside(cells, equations, hidden, {"a", "c"}, rule.percent))
    assert not list(leaks_inside(cells, equations, hidden, rule.percent))


def test_nothing_is_a_cell_of_zero() -> None:
    assert FIFTEEN.safe(NOTHING)
    assert FIFTEEN.group_ok([])
