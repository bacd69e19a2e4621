"""Attacks on what is told of groups: small random ones, with ties, two who tell each other."""

import random
from collections.abc import Sequence
from fractions import Fraction

import pytest

from statistics.enums import MirrorFigure
from statistics.publication.mirror import rules
from statistics.publication.mirror.rules import GroupRule, middle_of
from tests.statistics.publication.mirror.attacker import (
    known_exactly,
    known_members,
    known_nearly,
    weights,
)

RULE = GroupRule(10, 15)
MILLION = 10**6


@pytest.fixture(autouse=True)
def unrounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the attacker more than anybody reads: every digit."""
    monkeypatch.setattr(rules, "two_digits", lambda value: value)


def told(values: Sequence[int]) -> Sequence[Fraction]:
    found = middle_of(sorted(values), MirrorFigure.PER_PERSON)
    return [Fraction(each) for each in (found.low, found.middle, found.high)]


def skewed(seed: int, count: int) -> list[int]:
    """Draw figures as a trade has them: many small ones, few large ones, no two alike."""
    draw = random.Random(seed)
    return [round(draw.lognormvariate(5, 0.7) * MILLION) for _ in range(count)]


def tied(seed: int) -> list[int]:
    """Draw figures of few sizes, so that many are alike and some groups are nearly one size."""
    draw = random.Random(seed)
    sizes = draw.sample((1, 2, 3, 10, 11, 12, 40, 100, 1000), draw.randrange(1, 5))
    return [draw.choice(sizes) * MILLION for _ in range(draw.randrange(10, 16))]


@pytest.mark.parametrize(("seed", "count"), [(1, 10), (2, 10), (3, 11), (4, 13)])
def test_even_with_the_whole_order_known_nobody_is_known_exactly(seed: int, count: int) -> None:
    assert known_exactly(skewed(seed, count), weights(told, count)) == []


def test_a_group_that_is_told_tells_two_of_its_holders_of_no_third() -> None:
    shown = 0
    for seed in range(150):
        values = skewed(seed, random.Random(seed).randrange(10, 24)) if seed % 3 else tied(seed)
        if RULE.allows(sorted(values)):
            shown += 1
            assert known_nearly(values) == []
            assert known_members(values, weights(told, len(values))) == []
    assert shown > 60


def test_what_the_rule_hides_would_have_told_somebody() -> None:
    """The rule hides no more than the attack asks for."""
    hidden = 0
    for seed in range(0, 300, 3):
        values = tied(seed)
        if not RULE.allows(sorted(values)):
            hidden += 1
            known = known_nearly(values) or known_members(values, weights(told, len(values)))
            assert known, sorted(values)
    assert hidden > 30


def test_a_raw_quarter_is_somebodys_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        rules, "window", lambda values, quarter: values[(len(values) * quarter) // 4 :][:1]
    )
    values = skewed(1, 10)
    assert known_exactly(values, weights(told, 10))
    assert known_members(values, weights(told, 10))


def test_a_figure_between_two_tells_the_one_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def between(values: Sequence[int], quarter: int) -> Sequence[int]:
        spot = (len(values) - 1) * quarter // 4
        return values[spot : spot + 2]

    monkeypatch.setattr(rules, "window", between)
    found = known_exactly(skewed(1, 10), weights(told, 10))
    assert any(len(own) == 1 for _, own in found)


def test_three_behind_a_figure_are_too_few_for_two_who_talk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def three(values: Sequence[int], quarter: int) -> Sequence[int]:
        spot = (len(values) - 1) * quarter // 4
        return values[spot - 1 : spot + 2]

    monkeypatch.setattr(rules, "window", three)
    assert known_exactly(skewed(1, 10), weights(told, 10))


def test_the_attacker_reads_the_rule_by_trying() -> None:
    low, middle, high = weights(told, 10)
    assert [round(float(part), 6) for part in low] == [0, *[0.25] * 4, *[0] * 5]
    assert [round(float(part), 6) for part in middle] == [*[0] * 3, *[0.25] * 4, *[0] * 3]
    assert [round(float(part), 6) for part in high] == [*[0] * 5, *[0.25] * 4, 0]
