"""What the units that stand for two months of a cell say of it, as pure functions on exact numbers.

A cell is what is made of one product in one measure in one organization or in the country. Nothing
is rounded inside; `half_up` rounds what is shown, each number by itself. No estimate is among
these: whoever holds a figure against the unit's own past may use them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = Decimal | Fraction | int

# A change beyond these says more about one unit than about those that have not filed (our reading).
LEAST_RATIO, MOST_RATIO = Fraction(1, 5), 5
LARGE_MOVE = Fraction(3, 10)
# On fewer units of measure than these a growth says nothing.
SMALL_BASE = 5


@dataclass(frozen=True)
class Pair:
    """What one unit made in a month and in the one it is compared with."""

    now: Number
    before: Number

    def is_outlier(self, base: Number) -> bool:
        """Whether the pair stays out of a growth, though in every total.

        Its own ratio is wild, or its move is a large part of the cell's `base`. A zero has no
        ratio: it is a fact like any other.
        """
        now, before = Fraction(self.now), Fraction(self.before)
        wild = bool(now and before) and not LEAST_RATIO <= now / before <= MOST_RATIO
        return wild or abs(now - before) > LARGE_MOVE * Fraction(base)


@dataclass(frozen=True)
class MatchedSample:
    """The units that stand for both months of a cell, outliers left out of the two sums.

    `base` is all that stands for the earlier month, `holders` are counted by holder id.
    """

    holders: int
    now: Number
    before: Number
    base: Number

    @property
    def growth(self) -> Fraction | None:
        """The ratio of sums; never the mean of ratios. None on a base of nothing."""
        return Fraction(self.now) / Fraction(self.before) if self.before else None

    @property
    def base_share(self) -> Fraction:
        """The matched part of all that was made in the earlier month."""
        return Fraction(self.before) / Fraction(self.base) if self.base else Fraction(0)

    @property
    def on_nothing(self) -> bool:
        """Whether there was next to nothing to grow from: «—», however many have filed."""
        return self.base < SMALL_BASE

    def fits(self, holders: int, percent: int) -> bool:
        """Whether so many holders and such a part of the base bear a growth."""
        if not self.before or self.holders < holders:
            return False
        # Whole numbers multiplied across: as exact as the share itself, at a tenth of its cost.
        part, of_part = self.before.as_integer_ratio()
        whole, of_whole = self.base.as_integer_ratio()
        return 100 * part * of_whole >= percent * whole * of_part if whole else percent <= 0


def matched(pairs: Iterable[tuple[str, Pair]], base: Number) -> MatchedSample:
    """Match a cell: pairs by holder of what was made in either month."""
    kept = [
        (holder, pair)
        for holder, pair in pairs
        if (pair.now or pair.before) and not pair.is_outlier(base)
    ]
    return MatchedSample(
        len({holder for holder, _ in kept}),
        sum((Fraction(pair.now) for _, pair in kept), Fraction(0)),
        sum((Fraction(pair.before) for _, pair in kept), Fraction(0)),
        base,
    )


def borrowed_growth(
    samples: Iterable[MatchedSample | None], of_class: Fraction | None, holders: int, percent: int
) -> Fraction:
    """Choose the growth that is applied to the silent: the cell's, else its wider ones.

    `samples` come from the narrow to the wide. Behind them stands the movement of the class, and
    last the value itself unmoved: leaving a unit out would call an estimate complete that is not.
    """
    for sample in samples:
        if sample and sample.growth is not None and sample.fits(holders, percent):
            return sample.growth
    return Fraction(1) if of_class is None else of_class


def half_up(value: Number, places: int = 0) -> Decimal:
    """Round what is shown: halves up (away from zero), as people do; `round` goes to even."""
    exact = Fraction(value) * 10**places
    # Whole numbers alone: a quotient of decimals, or more digits than their context, are rounded.
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    whole += 2 * rest >= exact.denominator
    return Decimal((int(exact < 0), tuple(map(int, str(whole))), -places))


def percent_change(growth: Fraction | None) -> Decimal | None:
    """Say a growth as a change in percent with one decimal."""
    return None if growth is None else half_up((growth - 1) * 100, 1)
