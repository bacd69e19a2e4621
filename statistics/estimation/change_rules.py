"""What is said beside a growth: contributions, revisions, diffusion, the indicator, the score.

Contributions name units, so they stay inside the ministry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from statistics.matched_samples import Number, Pair

# A bias is believed when a year of vintages went one way (sign test).
VINTAGES, ONE_WAY = 12, 10


def contributions(pairs: Mapping[str, Pair], base: Number) -> dict[str, Fraction]:
    """Part a growth by unit: each one's change of the earlier total; they add up to it exactly."""
    return {
        unit: (Fraction(pair.now) - Fraction(pair.before)) / Fraction(base)
        for unit, pair in pairs.items()
    }


def revision(preliminary: Number, final: Number) -> Fraction:
    """Tell by which part of the preliminary figure the final one differs."""
    return Fraction(final) / Fraction(preliminary) - 1


@dataclass(frozen=True)
class Revisions:
    """The preliminary and final figures of several months, the earliest first."""

    vintages: Sequence[tuple[Number, Number]]

    @property
    def each(self) -> list[Fraction]:
        return [revision(preliminary, final) for preliminary, final in self.vintages]

    @property
    def mean(self) -> Fraction:
        return sum(self.each, Fraction(0)) / len(self.vintages)

    @property
    def mean_absolute(self) -> Fraction:
        return sum(map(abs, self.each), Fraction(0)) / len(self.vintages)

    @property
    def root_mean_square(self) -> float:
        return sqrt(sum((r * r for r in self.each), Fraction(0)) / len(self.vintages))

    @property
    def bias_factor(self) -> Fraction:
        """All final figures for all preliminary ones."""
        preliminary = sum((Fraction(p) for p, _ in self.vintages), Fraction(0))
        return sum((Fraction(f) for _, f in self.vintages), Fraction(0)) / preliminary

    @property
    def bias_holds(self) -> bool:
        """Whether the factor may be applied: a year of vintages, nearly all of them one way."""
        last = self.each[-VINTAGES:]
        ways = (sum(r > 0 for r in last), sum(r < 0 for r in last))
        return len(last) == VINTAGES and max(ways) >= ONE_WAY


def diffusion(up: int, down: int, units: int) -> Fraction | None:
    """Tell the share of units that made more, less those that made less; None of no unit."""
    return Fraction(up - down, units) if units else None


def weighted_movement(relatives: Iterable[tuple[Number, Fraction | None]]) -> Fraction | None:
    """Weigh relatives, each with its weight; one that is missing moves as the others do.

    Never as 0: what nobody reported did not stop. None where nothing is known.
    """
    known = [(Fraction(weight), r) for weight, r in relatives if r is not None]
    weights = sum((weight for weight, _ in known), Fraction(0))
    if not weights:
        return None
    return sum((weight * r for weight, r in known), Fraction(0)) / weights


def next_indicator(
    last: Number, relatives: Iterable[tuple[Number, Fraction | None]]
) -> Fraction | None:
    """Chain «شاخص مقداری با وزن اشتغال» on by one month; weights are people of the base year."""
    movement = weighted_movement(relatives)
    return None if movement is None else Fraction(last) * movement


def expected(
    last: Number | None, growth: Fraction | None, past: Sequence[Number]
) -> Fraction | None:
    """Expect of a unit its own last value × growth, else the median of its twelve months."""
    if last is not None and growth is not None:
        return Fraction(last) * growth
    values = sorted(Fraction(value) for value in past[-12:])
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def editing_score(
    value: Number, expected: Number, standard: Number, weight: Number = 1
) -> Fraction:
    """Score how much an error of this value would move its cell, in percent of `standard`."""
    away = abs(Fraction(value) - Fraction(expected))
    return 100 * away * Fraction(weight) / Fraction(standard)


def unit_score(scores: Iterable[Fraction]) -> Fraction:
    """Score a unit by its worst cell."""
    return max(scores, default=Fraction(0))
