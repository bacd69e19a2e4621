"""Step 3: stock, the worth of a tonne, the rial of a dollar."""

from dataclasses import replace
from decimal import Decimal

import pytest

from statistics.rules.export_rules import beyond_stock, dollar_rate, unit_value
from tests.statistics.rules import figures, past, sent, subject
from tests.world import BAG, PIPE


@pytest.mark.parametrize(
    ("quantity", "asked"), [("20", False), ("25", False), ("25.001", True), (None, False)]
)
def test_exports_above_production_and_stock_are_asked_about(
    quantity: str | None, asked: bool
) -> None:
    before = (past(1, {BAG: "10"}, [sent("8")]), past(2, {BAG: "3"}))
    flags = beyond_stock(subject(figures({BAG: "20"}, [sent(quantity)]), *before))
    assert bool(flags) is asked


def test_a_stock_below_zero_is_none_and_both_numbers_are_told() -> None:
    before = past(1, {BAG: "10"}, [sent("30")])
    assert beyond_stock(subject(figures({BAG: "20"}, [sent("20")]), before)) == []
    (flag,) = beyond_stock(subject(figures({BAG: "20"}, [sent("21")]), before))
    assert flag.key == f"exports:{BAG}:quantity"
    assert flag.basis == "تولید این ماه: ۲۰ تن، مانده از ۱ ماه پیش: ۰ تن"
    assert flag.value == "21 20"


def test_a_product_that_is_not_made_here_is_asked_about_once_step_2_is_written() -> None:
    foreign = [sent("5", code=PIPE)]
    assert beyond_stock(subject(figures({BAG: "20"}, foreign)))
    assert beyond_stock(subject(figures({PIPE: None}, foreign))) == []
    assert beyond_stock(subject(figures({}, foreign))) == []


@pytest.mark.parametrize(
    ("usd", "asked"), [("1000", False), ("1500", False), ("1501", True), ("499", True), ("0", True)]
)
def test_a_tonne_worth_far_from_its_median_is_asked_about(usd: str, asked: bool) -> None:
    before = [past(back, {}, [sent("1", "1000")]) for back in (1, 2, 3)]
    now = figures({BAG: "9"}, [sent("1", usd)])
    assert bool(unit_value(subject(now, *before))) is asked
    assert unit_value(subject(now, *before[:2])) == []


def test_no_tonnes_have_no_worth() -> None:
    before = [past(back, {}, [sent("1", "1000")]) for back in (1, 2, 3)]
    light = replace(sent("1", "9000"), tonnes=Decimal(0))
    assert unit_value(subject(figures({}, [light]), *before)) == []


@pytest.mark.parametrize(
    ("usd", "irr", "asked"),
    [
        ("322", "6300", False),  # the guide's own sample
        ("100", "100", False),
        ("100", "99", True),
        ("1", "10000000", False),
        ("1", "10000001", True),
        ("1", "0", True),
        ("0", "0", False),
    ],
)
def test_a_dollar_outside_the_band_is_asked_about(usd: str, irr: str, asked: bool) -> None:
    flags = dollar_rate(subject(figures({}, [sent("1", usd, irr)])))
    assert bool(flags) is asked
    if asked:
        assert flags[0].basis == "بازهٔ پذیرفتنی: ۱ تا ۱۰٬۰۰۰٬۰۰۰ ریال"


def test_of_two_rates_the_one_with_fewer_dollars_is_asked_about() -> None:
    large, small = sent("1", "1000", "900000000"), sent("1", "10", "900000", PIPE)
    (flag,) = dollar_rate(subject(figures({}, [large, small])))
    assert (flag.key, flag.value) == (f"exports:{PIPE}:irr", "10 900000")
    assert flag.basis == "صادرات دیگر این ماه: ۹۰۰٬۰۰۰ ریال"


def test_alone_in_its_month_a_rate_is_held_against_the_last_exports() -> None:
    before = (past(1, {BAG: "1"}), past(2, {}, [sent("1", "10", "9000000")]))
    same = sent("1", "100", "126000000")
    assert dollar_rate(subject(figures({}, [same]), *before)) == []
    other = sent("1", "100", "9000000")
    (flag,) = dollar_rate(subject(figures({}, [other]), *before))
    assert flag.basis == "مرداد ۱۳۹۸: ۹۰۰٬۰۰۰ ریال"
