"""Tells how the format of a cell shows a number, and writes the number so."""

import re
from decimal import Decimal
from typing import Final

from config.uploads.tables.child.rows import DAY, DRESSED, ERROR, NUMBER

# Shapes: a day or an hour, a share, more than the digits; zeros are so many digits.
MOMENT, SHARE, MORE = "d", "%", '"'
# A sheet stores no more digits of a number than these.
_DIGITS: Final = 15
# Of the formats that have a number and no code.
_BUILT_IN: Final = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), MOMENT),
    **dict.fromkeys((9, 10), SHARE),
}
# Quoted words, colours, languages and single signs say nothing of what a number is.
_LITERAL: Final = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*].', re.IGNORECASE)
_SHOWN: Final = re.compile(r'"[^"]+"|\\.|\[\$[^\]-]')
_DIGITS_ALONE: Final = re.compile(r"general|@|[#,]*0?(?:\.[0#?]*)?(?:e[+-]?0+)?")


def shape_of_format(number: int, code: str | None) -> str:
    """Tell how a format shows a number; nothing where the digits alone are shown."""
    if code is None:
        return _BUILT_IN.get(number, "")
    if re.fullmatch("0{2,20}", code):
        return code
    first = code.split(";")[0]
    plain = _LITERAL.sub("", first).strip().lower()
    if re.search("[dymhs]", plain.replace("general", "")):
        return MOMENT
    if SHARE in plain:
        return SHARE
    return "" if _DIGITS_ALONE.fullmatch(plain) and not _SHOWN.search(first) else MORE


def number_cell(value: float, shape: str) -> str:
    """Write a number as it is shown, after the mark of its kind."""
    if value - value != 0:
        return f"{ERROR}{value}"
    if shape == SHARE:
        return f"{_plain(value * 100)}{SHARE}"
    digits = _plain(value)
    if shape == MOMENT:
        # No day that anybody could mean. Only a reader of days looks at it, and none takes it.
        return DAY + digits
    if shape == MORE:
        return DRESSED + digits
    return NUMBER + (digits.zfill(len(shape)) if shape and digits.isdigit() else digits)


def _plain(value: float) -> str:
    digits = f"{value:.{_DIGITS}g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits
