"""Hints that only the reviewer sees."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from statistics.rules.pattern_hints import alike, lumped
from tests.statistics.rules import figures, past, subject
from tests.world import BAG, PIPE

NOW = figures({BAG: "20", PIPE: "0"})


def test_months_of_one_day_with_equal_figures_are_pointed_out() -> None:
    same = [past(2, {BAG: "20"}), past(1, {BAG: "20", PIPE: None})]
    (flag,) = lumped(subject(NOW, same_day=same))
    assert flag.basis == "مرداد ۱۳۹۸، شهریور ۱۳۹۸"
    assert lumped(subject(NOW, same_day=same[:1])) == []
    assert lumped(subject(NOW, same_day=[*same[:1], past(1, {BAG: "20.5"})])) == []


def test_months_without_production_are_no_pattern() -> None:
    nothing = [past(back, {BAG: "0"}) for back in (1, 2, 3)]
    assert lumped(subject(figures({BAG: "0"}), same_day=nothing)) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        ("125", "125", True),
        ("125", "1250", True),
        ("1.25", "12500", True),
        ("125", "126", False),
        ("20", "20", False),  # two digits may be chance
        ("1200", "1200", False),
    ],
)
def test_the_digits_of_other_members_are_pointed_out(mine: str, theirs: str, found: bool) -> None:
    others: list[Mapping[str, Decimal]] = [{BAG: Decimal(theirs)}, {PIPE: Decimal(mine)}]
    flag = alike(figures({BAG: mine}), others, digits=3)
    assert (flag is not None) is found
    if flag:
        assert "۱ عضو دیگر" in flag.text


def test_every_product_must_be_alike() -> None:
    two = figures({BAG: "125", PIPE: "77"})
    assert alike(two, [{BAG: Decimal(125)}], digits=3) is None
    assert alike(two, [{BAG: Decimal(125), PIPE: Decimal(770)}], digits=3)
