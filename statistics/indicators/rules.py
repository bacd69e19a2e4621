"""How figures are compared and said: a change in words, a large number, whether a month is enough.

Nothing here reads the database, and nothing divides by nothing: where a comparison has no meaning
it says why, or «—».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeAlias

from catalog.enums import Direction
from config.jalali import JalaliMonth
from config.persian import format_number, format_percent

Figure: TypeAlias = Decimal | int | None
NOTHING: Final = "—"
REMEASURED: Final = "واحد سنجش تغییر کرده است"
# Below this, in percent, nobody would speak of a change.
_NEARLY = Decimal("0.5")
# From here on percents are harder to grasp than «three times as much».
_TIMES = 3
_TENTH = Decimal("0.1")
# The least of which each large number is said in words, and how it is called.
_SCALES: Final = ((10**9, "میلیارد"), (10**6, "میلیون"), (10**5, "هزار"))


@dataclass(frozen=True)
class Change:
    """How a figure stands to an earlier one: in words, which way, and in percent where it can be.

    `than` is the phrase that the name of the earlier period follows.
    """

    words: str = NOTHING
    than: str = ""
    way: str = ""
    percent: Decimal | None = None

    @property
    def size(self) -> Decimal:
        """What orders a list by how much changed; what cannot be compared comes last."""
        return Decimal(-1) if self.percent is None else abs(self.percent)


UNKNOWN: Final = Change()


def compare(now: Figure, before: Figure, remeasured: bool = False) -> Change:
    """Say how a figure changed; `remeasured`: the earlier one is in another measure."""
    if remeasured:
        return Change(REMEASURED)
    if now is None or before is None:
        return UNKNOWN
    if now == before:
        return Change("بدون تغییر", "برابر با", "", Decimal(0))
    if before == 0:
        return Change("پیش‌تر صفر", "", Direction.RISE)
    percent = (Decimal(now) - before) * 100 / before
    if abs(percent) < _NEARLY:
        return Change("تقریباً برابر", "تقریباً برابر با", "", percent)
    if now >= _TIMES * before:
        times = f"{format_number(_short(Decimal(now) / before))} برابر"
        return Change(times, times, Direction.RISE, percent)
    way, word = (Direction.RISE, "بیشتر") if percent > 0 else (Direction.FALL, "کمتر")
    words = f"{format_percent(_short(abs(percent)))} {word}"
    return Change(words, f"{words} از", way, percent)


def _short(number: Decimal) -> Decimal:
    """Keep one decimal of what is below ten, none of what is above."""
    return number.quantize(_TENTH if number < 10 else Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True)
class SaidNumber:
    """A number as it is said: «۱۲٫۸» and «میلیون»; a small one has no word."""

    digits: str
    scale: str = ""

    def __str__(self) -> str:
        return f"{self.digits} {self.scale}" if self.scale else self.digits


def say(number: Figure) -> SaidNumber:
    """Say a number as one speaks of it; the exact one stands in the tables."""
    if number is None:
        return SaidNumber(NOTHING)
    divisor, word = scale_of(number)
    if not word:
        return SaidNumber(format_number(number))
    short = Decimal(number) / divisor
    places = Decimal(1) if short >= 100 else _TENTH
    return SaidNumber(format_number(short.quantize(places, ROUND_HALF_UP)), word)


def scale_of(number: Decimal | int) -> tuple[int, str]:
    """Find what a number is divided by to be said, and the word for that."""
    for least, word in _SCALES:
        if number >= least:
            return (1000 if word == "هزار" else least), word
    return 1, ""


def latest_full(filings: Mapping[JalaliMonth, int]) -> JalaliMonth | None:
    """Find the latest month that is not nearly empty; of none that is full, the latest at all."""
    months = sorted((month for month, count in filings.items() if count), reverse=True)
    return next((month for month in months if is_full(month, filings)), next(iter(months), None))


def is_full(month: JalaliMonth, filings: Mapping[JalaliMonth, int]) -> bool:
    """Tell whether at least half as many filings are final as of the month before it."""
    return 2 * filings.get(month, 0) >= max(filings.get(month - 1, 0), 1)
