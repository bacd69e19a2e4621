"""Readers of cells that only the lists have: codes of Latin letters, and months."""

import re
from collections.abc import Callable

from config.jalali import FIRST_YEAR, LAST_YEAR, JalaliMonth
from config.persian import machine_text, to_persian_digits
from config.uploads.tables.cells import UnreadableCellError, short_text, whole_number_text


def latin_code(longest: int) -> Callable[[str], str | None]:
    """Make a reader of a code of small Latin letters, digits, «_» and «-»."""

    def read(raw: str) -> str | None:
        text = machine_text(short_text(raw)).casefold()
        if text and not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text):
            raise UnreadableCellError("این کد نیست.", "با حروف کوچک لاتین و رقم بنویسید.")
        if len(text) > longest:
            most = to_persian_digits(longest)
            raise UnreadableCellError(f"کد تا {most} نویسه است.", "کوتاه‌تر بنویسید.")
        return text or None

    return read


def month(raw: str) -> int | None:
    """Read a Jalali month, such as 1405/03, as one number: 140503."""
    text = machine_text(whole_number_text(raw, 20))
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{4})\s*[/.-]\s*([0-9]{1,2})", text) or re.fullmatch(
        "([0-9]{4})([0-9]{2})", text
    )
    year, number = (int(found[1]), int(found[2])) if found else (0, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= number <= 12:
        raise UnreadableCellError("این ماه خوانده نشد.", "سال و ماه را بنویسید، مثل ۱۴۰۵/۰۳.")
    return JalaliMonth(year, number).to_int()
