"""The geometry of bars and lines, from the right."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from config.charts import Bar, bar, plot, spark
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


def a_year(first: int = 300) -> dict[JalaliMonth, Decimal | None]:
    return {MEHR - back: Decimal(first + 10 * (12 - back)) for back in range(12, -1, -1)}


def test_a_plot_runs_from_right_to_left_between_round_numbers() -> None:
    drawn = plot(a_year(), {MEHR - 12: Decimal(330)})
    assert drawn
    # From 300 to 420 in steps of 50, as more than half of the height would be empty from zero.
    assert [mark.words for mark in drawn.ticks] == ["۳۰۰", "۳۵۰", "۴۰۰", "۴۵۰"]
    assert drawn.begins == 300
    assert (drawn.points[0].x, drawn.points[0].y) == ("87.0", "80.0")
    assert drawn.now
    assert (drawn.now.x, drawn.now.words) == ("14.0", "۴۲۰")
    assert drawn.past
    assert drawn.past.words == "۳۳۰"
    assert [mark.words for mark in drawn.months][::6] == ["مهر", "فرو", "مهر"]
    assert drawn.turn
    assert drawn.turn.words == "۱۳۹۷ | ۱۳۹۸"


@pytest.mark.parametrize("most", [1, 7, 9, 10, 11, 99, 101, 1_234_567])
def test_no_value_stands_above_the_roof_or_below_the_foot(most: int) -> None:
    drawn = plot({MEHR - 1: Decimal(most) / 3, MEHR: Decimal(most)}, {MEHR - 12: Decimal(0)})
    assert drawn
    assert all(9 <= Decimal(mark.y) <= 80 for mark in drawn.points)
    assert 2 <= len(drawn.ticks) <= 7
    assert drawn.begins == 0


@pytest.mark.parametrize(("past", "above"), [(421, True), (419, False), (420, False)])
def test_the_ends_of_two_lines_that_meet_are_named_apart(past: int, above: bool) -> None:
    drawn = plot(a_year(), {MEHR - 12: Decimal(past)})
    assert drawn
    assert drawn.now
    assert drawn.past
    between = Decimal(drawn.now.y) - Decimal(drawn.past.y)
    assert between == (9 if above else -9)


def test_a_month_without_a_figure_breaks_the_line() -> None:
    values = a_year() | {MEHR - 6: None}
    drawn = plot(values, {})
    assert drawn
    assert [line.count(",") for line in drawn.lines] == [6, 6]
    assert (len(drawn.points), drawn.past, drawn.past_lines) == (12, None, ())


def test_zeros_and_equals_are_drawn_and_one_figure_is_no_plot() -> None:
    assert plot({MEHR - 1: 0, MEHR: 0}, {})
    assert plot({MEHR - 1: 5, MEHR: 5}, {})
    assert plot({MEHR - 1: None, MEHR: 5}, {}) is None
