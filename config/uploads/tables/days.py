"""Days as sheets hold them, real or in words; what could be two days is taken for neither."""

import datetime as dt
import re
from typing import Final, NamedTuple

from config.jalali import FIRST_YEAR, LAST_YEAR, MONTH_NAMES, from_parts, short_day
from config.persian import duplicate_key, machine_text, quoted, to_persian_digits
from config.uploads.tables.cells import UnreadableCellError, is_day, is_number, short_text, shown

EXAMPLE: Final = "۱۴۰۵/۰۲/۱۱"
_WRITE: Final = f"تاریخ را مثل {EXAMPLE} بنویسید."
_PARTS: Final = re.compile(
    r"([0-9]{1,4})\s*([/.\-])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})"
    # As programs write a day that they take for a moment.
    r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_IN_WORDS: Final = re.compile(r"([0-9]{1,2})\s+(\D+?)\s+([0-9]{4})")
_MONTHS: Final = {duplicate_key(name): number for number, name in enumerate(MONTH_NAMES, start=1)}
_GREGORIAN_YEARS: Final = range(1900, 2122)
_JALALI_YEARS: Final = range(FIRST_YEAR, LAST_YEAR + 1)
# Numbers by which Excel counts the days from 1330 to 1450.
_SERIALS: Final = range(18_000, 62_500)
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_FIRST_DAY: Final = from_parts(FIRST_YEAR, 1, 1)
_LAST_DAY: Final = from_parts(LAST_YEAR + 1, 1, 1) - dt.timedelta(days=1)


class _Day(NamedTuple):
    year: int
    month: int
    day: int


def read_day(raw: str) -> dt.date | None:
    """Read a day; None for an empty cell. Raises UnreadableCellError."""
    text = machine_text(shown(raw) if is_day(raw) else short_text(raw))
    if not text:
        return None
    if found := _PARTS.fullmatch(text):
        return _from_parts(found[1], found[3], found[4])
    if re.fullmatch("[0-9]{8}", text) and int(text[:4]) in (*_JALALI_YEARS, *_GREGORIAN_YEARS):
        return _made(_Day(int(text[:4]), int(text[4:6]), int(text[6:])))
    if (found := _IN_WORDS.fullmatch(text)) and (month := _MONTHS.get(duplicate_key(found[2]))):
        return _made(_Day(int(found[3]), month, int(found[1])))
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) and int(float(text)) in _SERIALS:
        day = short_day(_SERIAL_ZERO + dt.timedelta(days=int(float(text))))
        raise UnreadableCellError(
            "به جای تاریخ، عددی نوشته شده است که اکسل با آن روزها را می‌شمارد.",
            f"اگر {to_persian_digits(day)} است همان را بنویسید، یا قالب ستون را تاریخ (Date) کنید.",
        )
    if is_number(raw) and text.startswith("-"):
        raise UnreadableCellError(
            "برنامه سال شمسی را سال میلادی گرفته است.",
            f"قالب ستون را متن (Text) کنید و تاریخ را مثل {EXAMPLE} بنویسید.",
        )
    raise UnreadableCellError("تاریخ خوانده نشد.", _WRITE)


def _from_parts(first: str, middle: str, last: str) -> dt.date:
    if len(first) == 4:
        return _made(_Day(int(first), int(middle), int(last)))
    if len(last) != 4:
        raise UnreadableCellError("سال چهار رقم نیست.", _WRITE)
    year, one, other = int(last), int(first), int(middle)
    # «25/02/1405» has one reading, «11/02/1405» two: sheets turn the order around.
    if one <= 12 and other <= 12 and one != other:
        days = [_Day(year, other, one), _Day(year, one, other)]
        raise UnreadableCellError(
            "معلوم نیست کدام عدد ماه است و کدام روز.",
            f"سال را اول بنویسید: {_text(days[0])} یا {_text(days[1])}.",
        )
    return _made(_Day(year, one, other) if one <= 12 < other else _Day(year, other, one))


def _text(day: _Day) -> str:
    return to_persian_digits(f"{day.year:04}/{day.month:02}/{day.day:02}")


def _made(day: _Day) -> dt.date:
    """Find the day in the calendar that its year belongs to."""
    if day.year not in _JALALI_YEARS and day.year not in _GREGORIAN_YEARS:
        raise UnreadableCellError(
            f"سال {to_persian_digits(day.year)} نه شمسی است و نه میلادی.", _WRITE
        )
    if not 1 <= day.month <= 12:
        raise UnreadableCellError(
            f"ماه {to_persian_digits(day.month)} نیست.", "ماه را از ۱ تا ۱۲ بنویسید."
        )
    make = from_parts if day.year in _JALALI_YEARS else dt.date
    try:
        found = make(day.year, day.month, day.day)
    except ValueError as fault:
        raise UnreadableCellError(
            f"ماه {to_persian_digits(day.month)} سال {to_persian_digits(day.year)} "
            f"روز {to_persian_digits(day.day)} ندارد.",
            "روز را درست کنید.",
        ) from fault
    return _known(found)


def _known(day: dt.date) -> dt.date:
    """Refuse a day that no Jalali year of ours holds, such as 1903 for a mistaken number."""
    if _FIRST_DAY <= day <= _LAST_DAY:
        return day
    raise UnreadableCellError(
        f"در این سلول تاریخ میلادی {quoted(to_persian_digits(day.isoformat()))} است.",
        f"قالب ستون را متن (Text) کنید و تاریخ را مثل {EXAMPLE} بنویسید.",
    )
