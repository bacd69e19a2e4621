"""Median and MAD: one odd month moves neither."""

from decimal import Decimal

import pytest

from statistics.rules.outlier_statistics import middle, spread, stands_out


def numbers(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_the_median_of_odd_and_even_samples() -> None:
    assert middle(numbers("9", "1", "5")) == 5
    assert middle(numbers("9", "1", "5", "6")) == Decimal("5.5")


def test_one_odd_month_does_not_widen_the_spread() -> None:
    calm, odd = numbers("98", "99", "100", "101", "102"), numbers("98", "99", "100", "101", "9000")
    assert spread(calm) == spread(odd) == Decimal("1.4826")


@pytest.mark.parametrize(
    ("value", "out"),
    [
        ("150", False),  # exactly half as much again
        ("151", True),
        ("50", False),
        ("49", True),
        ("0", True),
    ],
)
def test_both_the_spread_and_the_percentage_must_be_passed(value: str, out: bool) -> None:
    steady = numbers("100", "100", "100")
    assert stands_out(Decimal(value), steady, spreads=3, percent=50) is out
    # A median absolute deviation of 40 is scaled to 59: three of them reach 177 away.
    wild = numbers("60", "100", "140")
    assert stands_out(Decimal(277), wild, spreads=3, percent=50) is False
    assert stands_out(Decimal(278), wild, spreads=3, percent=50) is True


def test_after_nothing_but_zeros_anything_stands_out() -> None:
    assert stands_out(Decimal("0.001"), numbers("0", "0", "0"), spreads=3, percent=50)
    assert not stands_out(Decimal(0), numbers("0", "0", "0"), spreads=3, percent=50)
