"""Hints that only the reviewer sees."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from statistics.rules.pattern_hints import alike, lumped
from statistics.rules.subject import Subject
from tests.statistics.rules import BOUNDS, figures, past, subject
from tests.world import BAG, PIPE

NOW = figures({BAG: "20", PIPE: "0"})


def among(members: Sequence[Mapping[str, Decimal]], made: Mapping[str, str]) -> Subject:
    """Return a month beside the productions of other members; three digits are telling."""
    bounds = replace(BOUNDS, same_digits=3)
    return replace(subject(figures(made)), bounds=bounds, members=tuple(members))


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
    flags = alike(among(others, {BAG: mine}))
    assert len(flags) == found
    assert all("۱ عضو دیگر" in flag.text for flag in flags)


def test_every_product_must_be_alike() -> None:
    two = {BAG: "125", PIPE: "77"}
    assert alike(among([{BAG: Decimal(125)}], two)) == []
    assert alike(among([{BAG: Decimal(125), PIPE: Decimal(770)}], two))
