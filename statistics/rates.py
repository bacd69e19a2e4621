"""The share of human review: the one count behind every place that shows it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


def ratio(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    """Divide exactly; None where there is nothing to be part of."""
    return Fraction(part) / Fraction(whole) if whole else None


def percent(value: Fraction | None) -> Decimal | None:
    """Put an exact ratio in percent, rounded half up to one decimal; None stays None."""
    if value is None:
        return None
    # The floor of 1000·value + ½, exactly: neither a float nor half to even.
    tenths = (value * 2000 + 1) // 2
    return Decimal(tenths) / 10


@dataclass(frozen=True)
class ReviewParts:
    """How cases, or what they add up to, were decided: opened, ticked among others, by the system.

    Directive 5013 §6 lets a case move by itself, so each count of cases says how many did; and a
    case that was ticked among others was decided by a person and looked at by nobody.
    """

    opened: Decimal | int = 0
    bulk: Decimal | int = 0
    lapsed: Decimal | int = 0

    @property
    def whole(self) -> Decimal | int:
        return self.opened + self.bulk + self.lapsed

    @property
    def opened_share(self) -> Decimal | None:
        """In percent, how much a person opened and decided; None where nothing is decided yet."""
        return percent(ratio(self.opened, self.whole))

    @property
    def bulk_share(self) -> Decimal | None:
        return percent(ratio(self.bulk, self.whole))

    @property
    def lapsed_share(self) -> Decimal | None:
        return percent(ratio(self.lapsed, self.whole))
