"""Step 2 against the unit's own months."""

from dataclasses import replace
from decimal import Decimal

import pytest

from statistics.rules.production_rules import beyond_capacity, changed, dropped, shifted, times
from statistics.rules.subject import MonthlyCapacity
from statistics.rules.table import raised
from tests.statistics.rules import bags, figures, past, subject
from tests.world import BAG, PIPE


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("200", True),
        ("230", True),  # within 15 percent of ten-fold
        ("231", False),
        ("170", True),
        ("169", False),
        ("2", True),
        ("20000", True),
        ("0.02", True),
        ("2000", False),
        ("21", False),
        ("0", False),
        (None, False),
    ],
)
def test_a_digit_or_a_unit_too_much_is_asked_about(now: str | None, asked: bool) -> None:
    assert bool(shifted(bags(now, "20"))) is asked


def test_a_shift_is_told_with_its_factor_and_both_bases() -> None:
    (flag,) = shifted(bags("200", "20", "19", "21"))
    assert (flag.rule, flag.key, flag.value) == ("P-21", f"production:{BAG}", "200")
    assert flag.text == "کیسه: ۲۰۰ تن، ۱۰ برابر شهریور ۱۳۹۸."
    assert flag.basis == "شهریور ۱۳۹۸: ۲۰ تن، میانهٔ ۳ ماه گذشته: ۲۰ تن"
    assert flag.short == "تولید ×۱۰ ماه پیش"


def test_the_median_finds_a_shift_that_an_odd_last_month_hides() -> None:
    (flag,) = shifted(bags("200", "60", "20", "20", "20"))
    assert flag.short == "تولید ×۱۰ میانه"


@pytest.mark.parametrize(
    ("now", "asked"), [("30", False), ("31", True), ("10", False), ("9", True), ("0", True)]
)
def test_a_quantity_far_from_the_median_is_asked_about(now: str, asked: bool) -> None:
    assert bool(changed(bags(now, "20", "20", "20"))) is asked


@pytest.mark.parametrize(
    ("made", "measure", "asked"),
    [("120", "تن", False), ("121", "تن", True), ("121", "کیلوگرم", False), ("0", "تن", False)],
)
def test_more_than_the_capacity_is_asked_about(made: str, measure: str, asked: bool) -> None:
    month = replace(bags(made), capacities={BAG: MonthlyCapacity(Decimal(100), measure)})
    assert bool(beyond_capacity(month)) is asked


def test_a_product_without_capacity_is_not_judged_by_it() -> None:
    assert beyond_capacity(bags("5000")) == []


def test_two_months_are_no_history() -> None:
    assert changed(bags("60", "20", "20")) == []
    assert changed(bags("60", "20", None, "20")) == []
    assert changed(bags("60", "20", "20", "20")) != []


def test_a_season_within_the_units_own_spread_is_not_asked_about() -> None:
    assert changed(bags("60", "20", "55", "30", "50")) == []


def test_a_stop_and_a_start_are_told_in_words() -> None:
    (stop,) = changed(bags("0", "20", "20", "20"))
    assert (stop.text, stop.short) == ("کیسه: صفر شد.", "صفر شدن تولید")
    (start,) = changed(bags("5", "0", "0", "0"))
    assert (start.text, start.short) == ("کیسه: ۵ تن؛ پیش از این صفر.", "تولید پس از صفر")


def test_products_are_judged_each_by_its_own_history() -> None:
    before = [past(back, {BAG: "20", PIPE: "500"}) for back in (1, 2, 3)]
    flags = changed(subject(figures({BAG: "20", PIPE: "20"}), *before))
    assert [flag.key for flag in flags] == [f"production:{PIPE}"]


def test_a_field_asks_once_and_by_the_shift_first() -> None:
    both = bags("200", "20", "20", "20")
    assert shifted(both)
    assert changed(both)
    assert [flag.rule for flag in raised(both)] == ["P-21"]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [("8", "۸ برابر"), ("3.14", "۳٫۱ برابر"), ("0.1", "یک‌دهم"), ("0.001", "یک‌هزارم")],
)
def test_a_ratio_is_told_in_words(ratio: str, words: str) -> None:
    assert times(Decimal(ratio)) == words
    assert times(Decimal("0.45")) == "معادل ۴۵ درصد"


def test_a_product_of_last_month_that_is_missing_is_asked_about() -> None:
    (flag,) = dropped(subject(figures({PIPE: "3"}), past(1, {BAG: "20", PIPE: "3"})))
    assert (flag.key, flag.value, flag.direction) == (f"production:{BAG}", "-20", "fall")
    assert flag.text.startswith("کیسه: در فهرست این ماه نیست.")
    assert flag.basis == "شهریور ۱۳۹۸: ۲۰ تن"


@pytest.mark.parametrize(
    ("now", "before", "activity"),
    [
        ({BAG: "0", PIPE: "3"}, {BAG: "20"}, "active"),  # a zero is said
        ({BAG: None}, {BAG: "20"}, "active"),
        ({PIPE: "3"}, {BAG: "0"}, "active"),
        ({PIPE: "3"}, {BAG: None}, "active"),
        ({}, {BAG: "20"}, "active"),  # its own rule refuses that
        ({}, {BAG: "20"}, "inactive"),
    ],
)
def test_what_is_said_or_was_not_made_is_not_missing(
    now: dict[str, str | None], before: dict[str, str | None], activity: str
) -> None:
    assert dropped(subject(figures(now, activity=activity), past(1, before))) == []
