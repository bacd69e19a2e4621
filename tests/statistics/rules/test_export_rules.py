"""Step 3: production, history, the worth of a tonne, the rial of a dollar."""

from dataclasses import replace
from decimal import Decimal

import pytest

from statistics.rules.export_rules import (
    beyond_production,
    dollar_rate,
    exports_changed,
    unit_value,
)
from statistics.rules.subject import Subject
from tests.statistics.rules import BOUNDS, figures, past, sent, subject
from tests.world import BAG, PIPE


@pytest.mark.parametrize(
    ("quantity", "asked"), [("20", False), ("20.001", True), ("25", True), (None, False)]
)
def test_exports_above_production_are_asked_about(quantity: str | None, asked: bool) -> None:
    # What earlier months made is no stock: most of it was sold at home.
    before = (past(1, {BAG: "100"}), past(2, {BAG: "100"}, [sent("8")]))
    flags = beyond_production(subject(figures({BAG: "20"}, [sent(quantity)]), *before))
    assert bool(flags) is asked


def test_production_and_the_last_month_stand_beside_what_was_sent() -> None:
    before = past(1, {BAG: "10"}, [sent("30")])
    (flag,) = beyond_production(subject(figures({BAG: "20"}, [sent("21")]), before))
    assert flag.key == f"exports:{BAG}:quantity"
    assert flag.basis == "تولید این ماه: ۲۰ تن؛ شهریور ۱۳۹۸: تولید ۱۰ تن، صادرات ۳۰ تن"
    assert flag.value == "21 20"
    (first,) = beyond_production(subject(figures({BAG: "20"}, [sent("21")])))
    assert first.basis == "تولید این ماه: ۲۰ تن"


def test_a_product_that_is_not_made_here_is_asked_about_once_step_2_is_written() -> None:
    foreign = [sent("5", code=PIPE)]
    assert beyond_production(subject(figures({BAG: "20"}, foreign)))
    assert beyond_production(subject(figures({PIPE: None}, foreign))) == []
    assert beyond_production(subject(figures({}, foreign))) == []


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


def at_rate(now: Subject, rate: int | None) -> Subject:
    """Judge by a reference rate of the month, with forty percent on either side."""
    return replace(now, bounds=replace(BOUNDS, dollar_rate=rate))


@pytest.mark.parametrize(
    ("usd", "irr", "asked"),
    [
        ("100", "60000000", False),
        ("100", "84000000", False),
        ("100", "84000100", True),
        ("100", "35999900", True),
        ("100", "6000000", True),  # tomans
        ("100", "600000000", True),
        ("1", "0", True),
        ("0", "0", False),
    ],
)
def test_a_dollar_far_from_the_reference_rate_is_asked_about(
    usd: str, irr: str, asked: bool
) -> None:
    flags = dollar_rate(at_rate(subject(figures({}, [sent("1", usd, irr)])), 600_000))
    assert bool(flags) is asked
    if asked:
        assert flags[0].basis == "نرخ مرجع مهر ۱۳۹۸: ۶۰۰٬۰۰۰ ریال"


def test_without_a_reference_rate_one_export_alone_is_not_judged() -> None:
    assert dollar_rate(subject(figures({}, [sent("1", "322", "6300")]))) == []


def test_the_reference_rate_comes_before_other_exports() -> None:
    before = past(1, {}, [sent("1", "10", "3000000")])
    now = subject(figures({}, [sent("1", "100", "60000000")]), before)
    assert dollar_rate(now)
    assert dollar_rate(at_rate(now, 600_000)) == []


@pytest.mark.parametrize(
    ("now", "way"), [("19", "fall"), ("100", ""), ("41", ""), ("39", "fall"), ("161", "rise")]
)
def test_exports_far_from_the_units_own_are_asked_about(now: str, way: str) -> None:
    before = [past(back, {BAG: "500"}, [sent("100")]) for back in (1, 2, 3)]
    for known in (before[:1], before):
        flags = exports_changed(subject(figures({BAG: "500"}, [sent(now)]), *known))
        assert [flag.direction for flag in flags] == ([way] if way else [])


def test_one_odd_month_makes_no_question_of_the_usual_ones() -> None:
    odd = [past(1, {}, [sent("900")]), *(past(back, {}, [sent("100")]) for back in (2, 3, 4))]
    assert exports_changed(subject(figures({BAG: "500"}, [sent("101")]), *odd)) == []


def test_a_regular_export_that_stays_out_is_asked_about() -> None:
    before = [past(back, {BAG: "500"}, [sent("100")]) for back in (1, 2, 3)]
    (flag,) = exports_changed(subject(figures({BAG: "500"}), *before))
    assert (flag.key, flag.direction) == (f"exports:{BAG}:quantity", "fall")
    assert flag.text == "کیسه: صادر نشده است."
    now_and_then = [before[0], past(2, {BAG: "500"}), before[2]]
    assert exports_changed(subject(figures({BAG: "500"}), *now_and_then)) == []
    inactive = figures({}, activity="inactive")
    assert exports_changed(subject(inactive, *before)) == []


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
