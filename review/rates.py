"""The share of human review: the one function behind every place that shows it."""

from decimal import Decimal
from fractions import Fraction


def ratio(part: int, whole: int) -> Fraction | None:
    """Divide exactly; None where there is nothing to be part of."""
    return Fraction(part, whole) if whole else None


def percent(value: Fraction | None) -> Decimal | None:
    """Put an exact ratio in percent, rounded half up to one decimal; None stays None."""
    if value is None:
        return None
    # The floor of 1000·value + ½, exactly: neither a float nor half to even.
    tenths = (value * 2000 + 1) // 2
    return Decimal(tenths) / 10


def human_share(by_people: int, by_lapse: int) -> Decimal | None:
    """Compute in percent how much was decided by people rather than by the clock.

    Directive 5013 §6 lets a case move by itself, so each count of cases says how many did. None
    where nothing has been decided yet.
    """
    return percent(ratio(by_people, by_people + by_lapse))
