"""Later editions of crossing tables: no sum of new and earlier figures tells a held change."""

from collections.abc import Hashable

from hypothesis import given, settings
from hypothesis import strategies as st

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, changed, merged
from statistics.publication.disclosure.edition_rules import Vintage
from statistics.publication.disclosure.partner_rules import NO_HABITS, SecretChoice
from statistics.publication.disclosure.solver import Clock
from statistics.publication.disclosure.table_rules import Equation
from statistics.publication.pattern_rules import Gate, crossing_pattern, later_pattern
from tests.statistics.publication.disclosure.attacker import Attack
from tests.statistics.publication.disclosure.worlds import SEEDS

RULE = DisclosureRule(3, 15)
PLACES, TRADES = range(3), range(3)
Cells = dict[Hashable, Cell]


def table(first: int, late: dict[tuple[int, int], dict[int, int]]) -> tuple[Cells, list[Equation]]:
    """Nine cells of many holders each, and what late ones add to some of them."""
    cells: Cells = {}
    for place in PLACES:
        for trade in TRADES:
            number = 100 * (10 * place + trade)
            holders = {number + n: first + 7 * n + place + trade for n in range(6)}
            cells[place, trade] = Cell(holders | late.get((place, trade), {}))
    equations = []

    def sum_up(key: Hashable, parts: tuple[Hashable, ...]) -> None:
        cells[key] = merged(cells[part] for part in parts)
        equations.append(Equation(key, parts))

    for place in PLACES:
        sum_up((place, "all"), tuple((place, trade) for trade in TRADES))
    for trade in TRADES:
        sum_up(("all", trade), tuple((place, trade) for place in PLACES))
    sum_up(("all", "all"), tuple((place, "all") for place in PLACES))
    equations.append(Equation(("all", "all"), tuple(("all", trade) for trade in TRADES)))
    return cells, equations


LATE = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(TRADES)),
    st.dictionaries(st.integers(9000, 9008), st.sampled_from([1, 8, 9, 10, 40]), max_size=5),
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(late=LATE, first=st.integers(5, 30), seed=SEEDS)
def test_nobody_works_a_held_change_out_of_other_figures(
    late: dict[tuple[int, int], dict[int, int]], first: int, seed: bytes
) -> None:
    gate = Gate(RULE, SecretChoice(seed), Clock.for_seconds(120))
    before, equations = table(first, {})
    now, _ = table(first, late)
    pattern = crossing_pattern([before], equations, gate, NO_HABITS)
    shown = {key: cell for key, cell in before.items() if key not in pattern.hidden}
    later = later_pattern(now, equations, [Vintage(shown, pattern.hidden)], gate)
    assert later.hidden == pattern.hidden
    unknown = later.hidden | later.held
    attack = Attack(
        {key: cell.holders for key, cell in now.items()},
        [(equation.total, equation.parts) for equation in equations],
        unknown,
    )
    for key, cell in now.items():
        change = changed(cell.holders, before[key].holders)
        if key not in unknown:
            assert RULE.safe(change)
        elif not RULE.safe(change):
            low, high = attack.bounds(key)
            far = RULE.percent / 100 * max(cell.total, change.total) * (1 - 1e-6)
            assert high >= cell.total + far
            assert low <= max(0, cell.total - far)


def test_a_lone_late_one_is_told_by_no_cross_of_sums() -> None:
    # Held is his cell; its row and its column alone would give it away, and with them the whole.
    gate = Gate(RULE, SecretChoice(b"seed"), Clock.for_seconds(60))
    before, equations = table(20, {})
    several = dict.fromkeys(range(9001, 9006), 10)
    now, _ = table(20, {(0, 0): {9000: 40}, (1, 1): several})
    later = later_pattern(now, equations, [Vintage(before, frozenset())], gate)
    assert (0, 0) in later.held
    assert {(0, "all"), ("all", 0)} <= later.held
    # Five late ones elsewhere are told, as their change is safe.
    assert (1, 1) not in later.held
