"""When the middle of a group may be told to its members, and how its three figures are made.

Values are whole millionths, one for each holder, so that no comparison is rounded. Two holders who
put their figures together learn of no third one more than that he is in the group (decision 0097).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from statistics.enums import MirrorFigure
from statistics.matched_samples import half_up

MILLION: Final = 10**6
# So many holders may put together what they know.
COLLUDERS: Final = 2
QUARTERS: Final = (1, 2, 3)
# Counts of holders are told in such steps.
_STEP: Final = 5


@dataclass(frozen=True)
class GroupRule:
    """The thresholds of a month: so many holders at least, and p percent of protection."""

    least: int
    percent: int

    def allows(self, values: Sequence[int]) -> bool:
        """Tell whether the middle of a group, in ascending order, may be told."""
        if len(values) < self.least:
            return False
        return self.scattered(values) and all(
            self.balanced(window(values, quarter)) for quarter in QUARTERS
        )

    def scattered(self, values: Sequence[int]) -> bool:
        """Tell whether beside each holder enough others lie p percent away from him.

        Any two holders of a group may change places and everything told stays. So when one is left
        far away after two have told what they make, nobody's figure is known within p percent.
        """
        less, more = 100 - self.percent, 100 + self.percent
        if len(values) <= COLLUDERS:
            return False
        # Large groups end here: whoever is not far above the third is far below the last but two.
        if values[COLLUDERS] * more <= values[-COLLUDERS - 1] * less:
            return True
        for value in values:
            below = bisect_right(values, value * less // 100)
            above = len(values) - bisect_left(values, -(-value * more // 100))
            if below + above <= COLLUDERS:
                return False
        return True

    def balanced(self, members: Sequence[int]) -> bool:
        """Tell whether a mean says of none of its members, to two others of them, what he makes."""
        first, *others = sorted(members, reverse=True)
        return 100 * sum(others[COLLUDERS:]) >= self.percent * first


@dataclass(frozen=True)
class GroupMiddle:
    """What is told of a group: the ends of its middle half, its middle, about how many holders."""

    low: Decimal
    middle: Decimal
    high: Decimal
    holders: int


def window(values: Sequence[int], quarter: int) -> Sequence[int]:
    """Take the members around a quarter of a group: two on either side, and one on the very spot.

    A quarter itself, or what lies between two, is somebody's figure to whoever knows the other.
    """
    spot, rest = divmod((len(values) - 1) * quarter, len(QUARTERS) + 1)
    return values[spot - 1 if rest else spot - 2 : spot + 3]


def middle_of(values: Sequence[int], figure: MirrorFigure) -> GroupMiddle:
    """Make the three figures of a group in ascending order: means of windows, rounded."""
    write = told_figure(figure)
    low, middle, high = (
        write(Fraction(sum(members), len(members) * MILLION))
        for members in (window(values, quarter) for quarter in QUARTERS)
    )
    return GroupMiddle(low, middle, high, about(len(values)))


def told_figure(figure: MirrorFigure) -> Callable[[Fraction], Decimal]:
    """Choose how finely a figure is told."""
    return rounded_growth if figure == MirrorFigure.GROWTH else two_digits


def two_digits(value: Fraction) -> Decimal:
    """Round to two significant digits."""
    if not value:
        return Decimal(0)
    place = (Decimal(value.numerator) / value.denominator).adjusted() - 1
    return half_up(value / Fraction(10) ** place).scaleb(place)


def rounded_growth(growth: Fraction) -> Decimal:
    """Round what a growth changed to two significant digits of its percent, no finer than one."""
    percent = (growth - 1) * 100
    change = two_digits(percent) if abs(percent) >= 100 else half_up(percent)
    return 1 + change / 100


def about(count: int) -> int:
    """Round how many holders a group has."""
    return int(half_up(Fraction(count, _STEP))) * _STEP


def changed(new: frozenset[int], old: frozenset[int]) -> int:
    """Count from the prints of two editions the holders who came, left or have another value.

    At the least: whoever has another value has one print in each.
    """
    return max(len(new - old), len(old - new))
