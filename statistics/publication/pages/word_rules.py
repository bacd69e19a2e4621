"""How published figures are said and coloured: in words only where all they are made of is shown.

Nothing here knows more than a reader: every word is made by the gate of `derived_rules`.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from catalog.enums import Direction
from config.persian import format_number
from statistics.enums import CellStatus
from statistics.indicators.rules import UNKNOWN, Change, SaidNumber, compare, say
from statistics.publication.derived_rules import PublishedFigure, growth

# In the place of a change that would be made of a hidden figure.
NOT_COMPUTED: Final = Change("حساب نمی‌شود")
# So many colours has a map of sizes.
CLASSES: Final = 5
_TENTH: Final = Decimal("0.05")


def change_of(now: PublishedFigure, before: PublishedFigure) -> Change:
    """Say how a published figure stands to another one."""
    if growth(now, before).status == CellStatus.HIDDEN:
        return NOT_COMPUTED
    if now.value is None or before.value is None:
        return UNKNOWN
    return compare(now.value, before.value)


def points(now: Decimal | None, before: Decimal | None) -> Change:
    """Say how a percentage stands to another one, in points."""
    if now is None or before is None:
        return UNKNOWN
    if abs(now - before) < _TENTH:
        return Change("بدون تغییر", "برابر با", "", Decimal(0))
    rises = now > before
    words = f"{format_number(abs(now - before))} واحد درصد {'بیشتر' if rises else 'کمتر'}"
    way = Direction.RISE if rises else Direction.FALL
    return Change(words, f"{words} از", way, now - before)


def spoken(figure: PublishedFigure) -> SaidNumber:
    """Say a figure as one speaks of it; what is not shown by its mark."""
    return SaidNumber(figure.words) if figure.value is None else say(figure.value)


@dataclass(frozen=True)
class SizeClasses:
    """Breaks between sizes, made of published figures alone: a hidden one's rank is not told."""

    values: tuple[Decimal, ...]

    @classmethod
    def among(cls, figures: Iterable[PublishedFigure]) -> "SizeClasses":
        return cls(tuple(sorted(each.value for each in figures if each.value is not None)))

    def of(self, figure: PublishedFigure) -> str:
        """Choose one of five colours; '' where there is no figure."""
        if figure.value is None:
            return ""
        return str(1 + CLASSES * bisect_left(self.values, figure.value) // len(self.values))
