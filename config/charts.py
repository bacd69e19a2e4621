"""The geometry of every chart: numbers of SVG, drawn from the right as Persian is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from config.jalali import JalaliMonth
from config.persian import format_number

Number: TypeAlias = Decimal | int | None
# The box of a bar and of a line is as wide; a line keeps this far from the top and runs so deep.
WIDTH = 100
_TOP, _DEPTH = Decimal(4), Decimal(26)


@dataclass(frozen=True)
class Bar:
    """One bar of `components/bar.html`; a weak one lies below a shorter, strong one."""

    width: int
    weak: bool = False

    @property
    def begin(self) -> int:
        # Bars grow from the right, as Persian is read.
        return WIDTH - self.width


@dataclass(frozen=True)
class Spark:
    """A line over the filed months, the newest at the left: SVG numbers, and the same in words."""

    points: str
    dot: str
    words: str


def bar(percent: Decimal | None, weak: bool = False) -> Bar:
    """Draw a share in percent; of none a bar without length."""
    return Bar(int(percent or 0) * WIDTH // 100, weak)


def spark(values: Mapping[JalaliMonth, Number]) -> Spark | None:
    """Draw the line of some months in order; None below two figures.

    From zero to the most; a month that was not filed, or without the product, leaves no point.
    """
    known = [(month, value) for month, value in values.items() if value is not None]
    if len(known) < 2:
        return None
    first, last = known[0][0], known[-1][0]
    # All zero: the line lies at the bottom instead of dividing by nothing.
    most = max(value for _, value in known) or 1
    places = [
        (
            _short(Decimal(WIDTH) * (last - month) / (last - first)),
            _short(_TOP + _DEPTH * (1 - Decimal(value) / most)),
        )
        for month, value in known
    ]
    words = "؛ ".join(f"{month}: {format_number(value)}" for month, value in known)
    dot = "M{} {}h.01".format(*places[-1])
    return Spark(" ".join(f"{x},{y}" for x, y in places), dot, words)


def _short(number: Decimal) -> str:
    """Write a length of the drawing with one decimal, as SVG does."""
    return str(number.quantize(Decimal("0.1")))
