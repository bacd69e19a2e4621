"""Estimates of one cell under late filing, as pure functions on exact numbers.

They carry on with the growth of those that filed (`statistics.matched_samples`). The same as SQL
stands in `statements`; a test holds the two equal. Nothing that comes of this room enters totals,
files or certificates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from statistics.estimation.enums import Reliability
from statistics.matched_samples import Number

# Who was silent for longer leaves the frame: the same border as circular 60/133338 §3, else the
# dead would produce for ever.
MOST_SILENT = 3
# An imputed share up to here needs no label.
UNLABELLED = Fraction(5, 1000)


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
