"""Small random tables for the attacker: rows, trees and crossing tables with few large holders."""

from collections.abc import Hashable
from typing import Any

from hypothesis import strategies as st

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, merged
from statistics.publication.disclosure.table_rules import Equation
from statistics.publication.disclosure.tree_rules import Node

RULES = st.sampled_from([DisclosureRule(3, 15), DisclosureRule(3, 20), DisclosureRule(4, 15)])
SEEDS = st.binary(min_size=32, max_size=32)
# Few sizes far apart: dominance, equality and single holders come up often.
VALUES = st.sampled_from([0, 1, 2, 3, 7, 15, 20, 40, 100, 115, 1000])
# Few holders, so that one is in several cells.
HOLDINGS = st.dictionaries(st.integers(1, 9), VALUES, max_size=6)
CELLS = HOLDINGS.map(Cell)


def rows(most: int = 6) -> st.SearchStrategy[dict[int, Cell]]:
    return st.lists(CELLS, min_size=1, max_size=most).map(lambda found: dict(enumerate(found)))


@st.composite
def trees(draw: st.DrawFn) -> Node:
    inner = []
    for place in range(draw(st.integers(1, 3))):
        leaves = [Node((place, number), draw(CELLS)) for number in range(draw(st.integers(1, 4)))]
        inner.append(Node(place, children=tuple(leaves)))
    return Node("root", children=tuple(inner))


@st.composite
def crossings(draw: st.DrawFn, most: int = 4) -> tuple[dict[Hashable, Cell], list[Equation]]:
    """Two dimensions with both margins and the whole, as a division by organization."""
    across, down = range(draw(st.integers(2, most))), range(draw(st.integers(2, most)))
    cells: dict[Hashable, Cell] = {(a, d): draw(CELLS) for a in across for d in down}
    equations: list[Equation] = []

    def sum_up(key: Hashable, parts: list[Any]) -> None:
        cells[key] = merged(cells[part] for part in parts)
        equations.append(Equation(key, tuple(parts)))

    for a in across:
        sum_up((a, "all"), [(a, d) for d in down])
    for d in down:
        sum_up(("all", d), [(a, d) for a in across])
    sum_up(("all", "all"), [(a, "all") for a in across])
    equations.append(Equation(("all", "all"), tuple(("all", d) for d in down)))
    return cells, equations
