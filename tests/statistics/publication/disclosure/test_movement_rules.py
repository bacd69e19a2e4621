"""A movement that is remembered opens a cell no further than the solver would."""

from collections.abc import Hashable, Iterator
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from statistics.publication.disclosure.audit_rules import Block, audit, blocks_of
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule
from statistics.publication.disclosure.movement_rules import DOWN, UP, Movements
from statistics.publication.disclosure.solver import FAR, Clock
from statistics.publication.disclosure.table_rules import Equation, Table, table_of
from tests.statistics.publication.disclosure.worlds import crossings

FIFTEEN = DisclosureRule(3, 15)
# One sum whose total is shown: what one part rises by, the other falls by.
TWO = {"large": Cell({1: 60, 2: 40}), "small": Cell({3: 10})}
SUMS = [[("large", 1), ("small", 1)]]


def kept(large: float, small: float) -> Movements:
    known = Movements()
    known.keep(TWO, SUMS, [large, small], "large")
    return known


def test_any_part_of_a_movement_opens_a_cell() -> None:
    known = kept(10, -10)
    assert known.reach(TWO, "large", UP, 10, [])
    assert known.reach(TWO, "small", DOWN, 0.5, [])
    assert not known.reach(TWO, "large", UP, 10.1, [])
    assert not known.reach(TWO, "large", DOWN, 1, [])


def test_a_movement_that_breaks_a_sum_or_falls_below_zero_is_not_kept() -> None:
    assert not kept(10, -9).furthest
    assert not kept(11, -11).furthest
    # The solver's last digits are none of the figures.
    assert kept(9.9999999, -10.0000001).furthest


def test_a_holder_sees_that_nothing_falls_below_his_own() -> None:
    known = kept(-50, 50)
    assert known.reach(TWO, "small", UP, 40, [1])
    # His own are 60 of 100.
    assert not known.reach(TWO, "small", UP, 41, [1])
    assert known.reach(TWO, "small", UP, 41, [2])
    assert not known.reach(TWO, "small", UP, 41, [1, 2])


def test_who_is_alone_in_a_cell_knows_that_it_does_not_move() -> None:
    assert kept(10, -10).reach(TWO, "large", UP, 5, [1])
    assert not kept(10, -10).reach(TWO, "large", UP, 5, [3])


def test_a_movement_of_cells_that_are_shown_opens_nothing() -> None:
    assert not kept(10, -10).reach({"large": TWO["large"]}, "large", UP, 5, [])


@settings(max_examples=40, deadline=None)
@given(world=crossings(3), data=st.data())
def test_what_is_remembered_opens_no_cell_further_than_the_solver(
    world: tuple[dict[Hashable, Cell], list[Equation]], data: st.DataObject
) -> None:
    table, known, clock = table_of(*world), Movements(), Clock.for_seconds(60)
    hidden: set[Hashable] = set()
    # More and more is hidden, as a table is protected.
    for _ in range(2):
        hidden |= data.draw(st.sets(st.sampled_from(sorted(world[0], key=repr)), min_size=4))
        audit(table, hidden & table.cells.keys(), FIFTEEN, clock, known=known)
    for block, key, side, who in attacks(table, hidden):
        unit = block.cells[key].total
        far = block.reach(key, side, who, clock)
        assert far == FAR or not known.reach(block.cells, key, side, far * unit * 1.001 + 0.01, who)


def attacks(
    table: Table, hidden: set[Hashable]
) -> Iterator[tuple[Block, Hashable, int, frozenset[int]]]:
    for block in blocks_of(table, frozenset(hidden & table.cells.keys()), Movements()):
        groups = [frozenset(two) for two in combinations(block.holders[:4], 2)]
        alone = [frozenset([holder]) for holder in block.holders]
        for key in block.cells:
            for who in (frozenset[int](), *alone, *groups):
                yield block, key, UP, who
                yield block, key, DOWN, who
