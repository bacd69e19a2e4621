"""The cells of whole months are those of a plain recount, in any small world."""

from hypothesis import given, settings

from statistics.estimation.month_rules import Cell, estimate_cells, match_cells
from tests.statistics.estimation.oracle import Oracle
from tests.statistics.estimation.worlds import MONTH, DrawnWorld, drawn_worlds, facts_of

PLACES, PRODUCTS = (1, 2), (11, 12, 13)


@settings(max_examples=60)
@given(drawn=drawn_worlds)
def test_matches_are_those_of_a_plain_recount(drawn: DrawnWorld) -> None:
    facts = facts_of(drawn, list(range(len(drawn.units))), PLACES, PRODUCTS)
    oracle = Oracle(facts, drawn.holders, drawn.percent)
    found = match_cells(facts, MONTH)
    for place in (*PLACES, None):
        for key in oracle.cells():
            top, bottom, base, who, people = oracle.sums(MONTH, place, key)
            cell = found.get(Cell(place, *key))
            if cell is None:
                assert not any((top, bottom, who))
                continue
            sample = cell.sample
            assert (sample.now, sample.before) == (top, bottom)
            assert (sample.base, sample.holders) == (base, who)
            assert cell.workers == people


@settings(max_examples=60)
@given(drawn=drawn_worlds)
def test_estimates_are_those_of_a_plain_recount(drawn: DrawnWorld) -> None:
    facts = facts_of(drawn, list(range(len(drawn.units))), PLACES, PRODUCTS)
    oracle = Oracle(facts, drawn.holders, drawn.percent)
    found = estimate_cells(facts, MONTH, drawn.holders, drawn.percent)
    for place in PLACES:
        for key in oracle.cells():
            expected = oracle.estimate(MONTH, place, key)
            cell = found.get(Cell(place, *key))
            if cell is None:
                assert not any(expected)
                continue
            assert (cell.reported, cell.imputed, cell.base_filed, cell.base_due) == expected
