"""Growth and estimates of one cell under late filing, as pure functions on exact numbers.

A cell is what is made of one product in one measure in one organization or in the country. Nothing
is rounded inside; `half_up` rounds what is shown, each number by itself. The same as SQL stands in
`statements`; a test holds the two equal. Nothing that comes of this room enters totals, files or
certificates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from statistics.estimation.enums import Reliability

Number: TypeAlias = Decimal | Fraction | int

# Who was silent for longer leaves the frame: the same border as circular 60/133338 §3, else the
# dead would produce for ever.
MOST_SILENT = 3
# A change beyond these says more about one unit than about those that have not filed (our reading).
LEAST_RATIO, MOST_RATIO = Fraction(1, 5), 5
LARGE_MOVE = Fraction(3, 10)
# On fewer units of measure than these a growth says nothing.
SMALL_BASE = 5
# An imputed share up to here needs no label.
UNLABELLED = Fraction(5, 1000)


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
        if self.growth is None or self.holders < holders:
            return False
        return self.base_share * 100 >= percent


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


def carried(value: Number, growths: Sequence[Fraction], silent: int) -> Fraction | None:
    """Carry a unit's own last value over its silent months; None when it left the frame.

    `growths` begin with that of the month itself, then the month before, and so on.
    """
    if not 1 <= silent <= MOST_SILENT:
        return None
    found = Fraction(value)
    for growth in growths[:silent]:
        found *= growth
    return found


def by_workers(workers: int | None, made: Number, people: Number) -> Fraction | None:
    """Impute a new unit by its people, as others of the cell make for each; None if not known."""
    if workers is None or not people:
        return None
    return workers * Fraction(made) / Fraction(people)


@dataclass(frozen=True)
class Estimate:
    """The total of a cell for all units due: what was reported, and what was imputed.

    `base_filed` and `base_due` are the earlier month's quantities of the units that have filed, and
    of all in the frame. `frame` counts the units due of the product's class, `unknown` those among
    them of which no month was ever final.
    """

    reported: Number
    imputed: Number
    base_filed: Number = 0
    base_due: Number = 0
    frame: int = 0
    unknown: int = 0

    @property
    def total(self) -> Fraction:
        return Fraction(self.reported) + Fraction(self.imputed)

    @property
    def reported_share(self) -> Fraction | None:
        """The share of the estimate that was reported (TQRR); None of nothing."""
        return Fraction(self.reported) / self.total if self.total else None

    @property
    def imputed_share(self) -> Fraction | None:
        share = self.reported_share
        return None if share is None else 1 - share

    @property
    def coverage(self) -> Fraction | None:
        """Coverage by value: the filed part of the earlier month's quantity."""
        return Fraction(self.base_filed) / Fraction(self.base_due) if self.base_due else None

    @property
    def known_share(self) -> Fraction:
        """The units of the class about which anything is known."""
        return 1 - Fraction(self.unknown, self.frame) if self.frame else Fraction(1)

    @property
    def labelled(self) -> bool:
        """Whether the number is to say that it is an estimate."""
        share = self.imputed_share
        return share is not None and share > UNLABELLED

    def reliability(self, least: int, normal: int) -> Reliability:
        """Judge the estimate by the two percentages of the policy.

        Of units that never filed nothing can be imputed, so they count against it as well: else
        the first months of a portal would look complete.
        """
        if self.reported_share is None:
            return Reliability.NOT_YET
        weakest = min(self.reported_share, self.known_share) * 100
        if weakest < least:
            return Reliability.NOT_YET
        return Reliability.LOW if weakest < normal else Reliability.NORMAL


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
