"""How far a filed figure moves the country's total of its product."""

from decimal import Decimal
from fractions import Fraction

import pytest

from statistics.influence.rules import (
    MOST,
    Cell,
    CellBounds,
    Influence,
    OwnFigure,
    expected,
    influence,
    strongest,
)
from statistics.matched_samples import MatchedSample, half_up

BOUNDS = CellBounds(makers=3, holders=5, percent=50)
# Ninety against 41.3333 in a cell of 306.25.
FORTY = Fraction(124, 3)


def made(quantity: int, last: int | None = None, usual: int | None = None) -> OwnFigure:
    """Return a figure of bags in tonnes beside the unit's own past."""
    past = (None if each is None else Decimal(each) for each in (last, usual))
    return OwnFigure("bags", "تن", Decimal(quantity), *past)


def cell(total: str, sample: MatchedSample | None = None, makers: int = 3) -> Cell:
    return Cell(1, "ton", Decimal(total), makers, sample)


def test_the_influence_is_the_part_of_the_total_by_which_the_value_differs() -> None:
    assert half_up(influence(90, FORTY, Decimal("306.25")), 3) == Decimal("15.891")


def test_too_little_moves_a_total_as_far_as_too_much() -> None:
    more, less = (influence(value, 100, 400) for value in (150, 50))
    assert more == less == Fraction(25, 2)


def test_what_was_expected_moves_nothing() -> None:
    assert influence(Decimal("41.5"), Decimal("41.5"), 300) == 0


def test_the_units_own_last_value_is_carried_by_the_growth_of_its_cell() -> None:
    assert expected(made(90, last=40, usual=70), Fraction(31, 30)) == FORTY


def test_without_a_last_month_the_usual_quantity_is_expected() -> None:
    assert expected(made(90, usual=70), Fraction(2)) == 70


def test_of_a_product_never_filed_nothing_is_expected() -> None:
    assert expected(made(90), Fraction(2)) == 0


def test_a_last_month_of_zero_is_a_value() -> None:
    assert expected(made(90, last=0, usual=70), Fraction(2)) == 0


@pytest.mark.parametrize(
    ("sample", "growth"),
    [
        (None, Fraction(1)),
        (MatchedSample(5, 310, 300, 300), Fraction(31, 30)),
        (MatchedSample(4, 310, 300, 300), Fraction(1)),
        (MatchedSample(5, 155, 149, 300), Fraction(1)),
        (MatchedSample(5, 310, 0, 300), Fraction(1)),
    ],
    ids=["nobody", "enough", "few holders", "a small part", "from nothing"],
)
def test_a_growth_of_too_few_carries_nothing(
    sample: MatchedSample | None, growth: Fraction
) -> None:
    assert cell("300", sample).growth(BOUNDS) == growth


def test_a_filing_is_as_influential_as_the_figure_that_moves_its_cell_most() -> None:
    bags, shoes = made(120, last=100), OwnFigure("shoes", "جفت", Decimal(0), Decimal(30))
    cells = {("bags", "تن"): cell("1000"), ("shoes", "جفت"): cell("300")}
    found = strongest([bags, shoes], cells, BOUNDS)
    assert found is not None
    assert (found.figure, found.kept) == (shoes, Decimal("10.000"))
    alone = strongest([bags], cells, BOUNDS)
    assert alone is not None
    assert alone.kept == Decimal("2.000")


def test_a_product_without_a_total_yet_is_measured_by_nothing() -> None:
    cells = {("bags", "تن"): cell("0"), ("bags", "کیلوگرم"): cell("300")}
    assert strongest([made(90)], cells, BOUNDS) is None


def test_what_two_make_is_no_published_figure_to_move() -> None:
    assert strongest([made(90)], {("bags", "تن"): cell("300", makers=2)}, BOUNDS) is None


def test_what_is_kept_fits_its_column() -> None:
    assert Influence(made(10**12), Fraction(1), cell("0.001")).kept == MOST
    assert Influence(made(1), Fraction(2, 3), cell("1")).kept == Decimal("33.333")
