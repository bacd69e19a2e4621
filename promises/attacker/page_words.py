"""What the words of a page tell of numbers: a figure or a mark, a change, a number as it is said.

Each is read as a span: whoever reads «۱۲ میلیون» knows no more than that it is nearly that.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from promises.attacker.figures import BOUNDLESS, HALF, HIDDEN, NOT_YET, SHOWN, Read

# The least and the most that something may be.
Span: TypeAlias = tuple[Fraction, Fraction]

_WESTERN: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫\u2212", "0123456789.-", "٬")
MONTHS: Final = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
SCALES: Final = {"هزار": 10**3, "میلیون": 10**6, "میلیارد": 10**9}
_MARKS: Final = {"پوشیده": HIDDEN, "هنوز کافی نیست": NOT_YET}
NOTHING: Final = "—"
_WEAK: Final = "برآورد کم‌اعتماد"
_UNTOLD: Final = (NOTHING, "حساب نمی‌شود")
# Below so many percent pages call two figures nearly equal.
_NEARLY: Final = Fraction(1, 200)
ANY: Final[Span] = (Fraction(0), BOUNDLESS)


class UnreadWordsError(ValueError):
    """Words in the place of a figure that no reader of pages knows."""


def plain(text: str) -> str:
    """Write digits as the West does, without groups, and spaces once."""
    return " ".join(text.translate(_WESTERN).split())


def number_of(text: str) -> Fraction | None:
    found = plain(text)
    return Fraction(found) if re.fullmatch(r"-?\d+(\.\d+)?", found) else None


def month_of(text: str) -> tuple[int, int]:
    """Read «مهر ۱۴۰۵», whatever stands in brackets behind it."""
    found = re.fullmatch(rf"({'|'.join(MONTHS)}) (\d{{4}})( \(.+\))?", plain(text))
    if found is None:
        raise UnreadWordsError(text)
    return int(found[2]), MONTHS.index(found[1]) + 1


def figure_of(text: str) -> Read | None:
    """Read a figure or a mark; None where nobody filed anything."""
    words = plain(text).removesuffix(_WEAK).strip()
    if words == NOTHING:
        return None
    if words in _MARKS:
        return Read(_MARKS[words])
    value = number_of(words)
    if value is None:
        raise UnreadWordsError(text)
    return Read(SHOWN, value)


def _around(text: str, step: Fraction) -> Span:
    """Take a rounded number for what it may have been before."""
    value, half = Fraction(text), HALF * step
    return value - half, value + half


def _digits_told(text: str) -> Span:
    """Read a number of which one decimal is kept below ten, and none above."""
    low, high = _around(text, Fraction(1, 10) if Fraction(text) < 10 else Fraction(1))
    # Ten is what lies just below it, too.
    return (low if Fraction(text) != 10 else Fraction(995, 100)), high


def ratio_of(text: str) -> Span | None:
    """Read how a figure stands to an earlier one, as a factor; None where nothing is told."""
    words = plain(text).removesuffix(" از").removesuffix(" با")
    if words in _UNTOLD:
        return None
    if words in ("بدون تغییر", "برابر"):
        return Fraction(1), Fraction(1)
    if words == "تقریباً برابر":
        return 1 - _NEARLY, 1 + _NEARLY
    if words == "پیش‌تر صفر":
        return ANY
    if times := re.fullmatch(r"(\d+(?:\.\d)?) برابر", words):
        return _digits_told(times[1])
    if percent := re.fullmatch(r"(\d+(?:\.\d)?)٪ (بیشتر|کمتر)", words):
        low, high = (each / 100 for each in _digits_told(percent[1]))
        return (1 + low, 1 + high) if percent[2] == "بیشتر" else (1 - high, 1 - low)
    raise UnreadWordsError(text)


def said_of(text: str, unit: str) -> Span:
    """Read a number as it is said, with its unit behind it: exact without a word of its scale."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?: (هزار|میلیون|میلیارد))?", _without(text, unit))
    if found is None:
        raise UnreadWordsError(text)
    value, scale = Fraction(found[1]), SCALES.get(found[2], 1)
    if scale == 1:
        return value, value
    # Whole from a hundred on, else with one decimal.
    low, high = _around(found[1], Fraction(1) if value >= 100 else Fraction(1, 10))
    return low * scale, high * scale


def _without(text: str, unit: str) -> str:
    words = plain(text)
    if not words.endswith(f" {unit}"):
        raise UnreadWordsError(text)
    return words.removesuffix(f" {unit}")


def scale_of(text: str, unit: str) -> int:
    """Read the unit of a drawing: «هزار تن» is a thousand of them."""
    words = plain(text)
    word = next((each for each in SCALES if words.startswith(f"{each} {unit}.")), "")
    if not word and not words.startswith(f"{unit}."):
        raise UnreadWordsError(text)
    return SCALES.get(word, 1)


# How the colours of the map bound a change, by the number of the colour, as factors.
COLOURS: Final[Mapping[str, Span]] = {
    "f1": (Fraction(0), Fraction(9, 10)),
    "f2": (Fraction(9, 10), Fraction(98, 100)),
    "f3": (Fraction(98, 100), Fraction(102, 100)),
    "f4": (Fraction(102, 100), Fraction(11, 10)),
    "f5": (Fraction(11, 10), BOUNDLESS),
    # Colours of sizes tell that there is a size.
    **{f"v{size}": ANY for size in range(1, 6)},
}
