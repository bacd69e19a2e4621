"""The geometry of bars and lines, from the right."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from config.charts import Bar, bar, spark
from config.jalali import JalaliMonth

MEHR = JalaliMonth(1398, 7)


@pytest.mark.parametrize(
    ("percent", "begin", "width"),
    [(Decimal("72.5"), 28, 72), (Decimal(100), 0, 100), (Decimal(0), 100, 0), (None, 100, 0)],
)
def test_a_bar_grows_from_the_right(percent: Decimal | None, begin: int, width: int) -> None:
    drawn = bar(percent)
    assert (drawn.begin, drawn.width) == (begin, width)


def test_bars_lie_one_over_the_other_and_are_no_words() -> None:
    drawn = render_to_string("components/bar.html", {"bars": (Bar(60, weak=True), Bar(40))})
    assert 'class="weak" x="40" width="60"' in drawn
    assert drawn.index('x="40"') < drawn.index('x="60" width="40"')
    assert 'aria-hidden="true"' in drawn


def test_time_runs_from_right_to_left_and_height_is_a_share_of_the_most() -> None:
    drawn = spark({MEHR - 2: Decimal(10), MEHR - 1: None, MEHR: Decimal(20)})
    assert drawn
    assert drawn.points == "100.0,17.0 0.0,4.0"
    assert drawn.dot == "M0.0 4.0h.01"
    assert drawn.words == f"{MEHR - 2}: ۱۰؛ {MEHR}: ۲۰"


@pytest.mark.parametrize("values", [{}, {MEHR: Decimal(1)}, {MEHR - 1: None, MEHR: Decimal(1)}])
def test_one_point_is_no_line(values: dict[JalaliMonth, Decimal | None]) -> None:
    assert spark(values) is None


def test_nothing_made_twice_is_a_flat_line() -> None:
    drawn = spark({MEHR - 1: Decimal(0), MEHR: Decimal(0)})
    assert drawn
    assert drawn.points == "100.0,30.0 0.0,30.0"
