"""Makes of a number in a sheet what a person sees there: digits, a day, a share."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from config.uploads.tables.child.rows import DAY, DRESSED, ERROR, NUMBER, TIME, plain_text

# A sheet stores no more digits of a number than these.
_DIGITS: Final = 15
_DATE_IDS: Final = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_TIME_IDS: Final = frozenset({18, 19, 20, 21, 45, 46, 47})
_PERCENT_IDS: Final = frozenset({9, 10})
# Quoted words, colours, languages and single signs say nothing of what a number is.
_LITERAL: Final = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*].', re.IGNORECASE)
_SHOWN: Final = re.compile(r'"[^"]+"|\\.|\[\$[^\]-]')
_DIGITS_ALONE: Final = re.compile(r"general|@|[#,]*0?(?:\.[0#?]*)?(?:e[+-]?0+)?")
# Excel has a 29 February 1900; before it its days are one off, and other programs' are not.
_FIRST_SERIAL, _END_OF_DAYS = 61, 2_958_466
_DAYS_TO_1904: Final = 1_462
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001, a sheet knows no zones


@lru_cache(maxsize=4096)
def shape_of_format(number: int, code: str | None) -> str:
    """Tell how a format shows a number.

    `d` as a day, `t` as a time, `%` as a share, `"` with more than its digits, zeros as so many
    digits; nothing where the digits alone are shown.
    """
    if code is None:
        if number in _DATE_IDS:
            return "d"
        return "t" if number in _TIME_IDS else "%" if number in _PERCENT_IDS else ""
    if re.fullmatch("0{2,20}", code):
        return code
    first = code.split(";")[0]
    plain = _LITERAL.sub("", first).strip().lower()
    if re.search("[dy]", plain.replace("general", "")):
        return "d"
    if re.search("m", plain) and not re.search("[hs]", plain):
        return "d"
    if re.search("[hs]", plain):
        return "t"
    if "%" in plain:
        return "%"
    return "" if _DIGITS_ALONE.fullmatch(plain) and not _SHOWN.search(first) else '"'


def number_cell(text: str, shape: str, from_1904: bool) -> str:
    """Write a number as it is shown, after the mark of its kind."""
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS and shape in ("", "0"):
        return NUMBER + (text.lstrip("0") or "0")
    if not text:
        return ""
    value = float(text)
    if value - value != 0:
        return ERROR + plain_text(text[:20])
    if shape in ("d", "t"):
        return _moment(value, shape, from_1904)
    if shape == "%":
        return f"{_plain(value * 100)}%"
    digits = _plain(value)
    if shape == '"':
        return DRESSED + digits
    return NUMBER + (digits.zfill(len(shape)) if shape and digits.isdigit() else digits)


def _moment(value: float, shape: str, from_1904: bool) -> str:
    serial = value + (_DAYS_TO_1904 if from_1904 else 0)
    if 0 <= serial < 1 and shape == "t":
        return TIME + _day_and_time(serial).partition("T")[2]
    if not _FIRST_SERIAL <= serial < _END_OF_DAYS:
        return NUMBER + _plain(value)
    day, _, time = _day_and_time(serial).partition("T")
    return DAY + (day if time == "00:00:00" else f"{day} {time}")


def _day_and_time(serial: float) -> str:
    # To the second: a fraction of a day is never exact.
    return (_FIRST_DAY + timedelta(seconds=round(serial * 86_400))).isoformat()


def _plain(value: float) -> str:
    digits = f"{value:.{_DIGITS}g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits
