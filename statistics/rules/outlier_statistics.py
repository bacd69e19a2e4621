"""Robust measures: one odd month in the history moves neither of them."""

from collections.abc import Sequence
from decimal import Decimal

# Makes the median absolute deviation of a normal sample equal to its standard deviation.
CONSISTENCY = Decimal("1.4826")
# As the column of a flag keeps its size.
SIZE_PLACES = 5


def middle(values: Sequence[Decimal]) -> Decimal:
    """Find the median of a sample that is not empty."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[Decimal]) -> Decimal:
    """Compute the median absolute deviation, scaled to a standard deviation."""
    centre = middle(values)
    return CONSISTENCY * middle([abs(value - centre) for value in values])


def departs(
    value: Decimal, sample: Sequence[Decimal], least: int, spreads: int, percent: int
) -> Decimal | None:
    """Find what a value departs from by more than so many percent; None when from nothing.

    The latest of the sample, which stands first, and with `least` of them their median too: what
    came back to the usual after one odd month is no departure.
    """
    if not sample:
        return None
    last = sample[0]
    if abs(value - last) * 100 <= percent * last:
        return None
    if len(sample) < least:
        return last
    return middle(sample) if stands_out(value, sample, spreads, percent) else None


def stands_out(value: Decimal, sample: Sequence[Decimal], spreads: int, percent: int) -> bool:
    """Tell whether a value lies beyond so many spreads and so many percent of the median."""
    centre = middle(sample)
    away = abs(value - centre)
    # Both: a unit that always makes the same has no spread, and one percent more is no news.
    return away > spreads * spread(sample) and away * 100 > percent * centre


def size_of(now: Decimal | int, base: Decimal | int) -> Decimal:
    """Measure a change: what the smaller lacks of the larger, from 0 to 1.

    Alike in both ways (eightfold is as large as an eighth), and a figure that stops or begins
    changes most of all; percents of the base would let every rise stand before a stop.
    """
    larger = max(now, base)
    return (
        Decimal(0)
        if not larger
        else round((larger - min(now, base)) / Decimal(larger), SIZE_PLACES)
    )
