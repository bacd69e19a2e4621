"""One cell as it came, what is wrong with it, and what every reader refuses.

A plain text is itself. Any other cell begins with a mark of its kind (`child/rows.py`): a number, a
day, a formula that failed.
"""

import re
from dataclasses import dataclass
from typing import Final

from config.persian import machine_text, quoted
from config.uploads.tables.child import rows
from config.uploads.tables.child.rows import DAY, MARK, NUMBER, TIME, TRUTH

LONGEST_VALUE: Final = 100
# Stands before what a file of refused rows cannot say as it was, such as a day among names: as a
# text alone it would be taken.
UNSURE: Final = "درست کنید: "
_LONGEST_CITED: Final = 200
_MARK_LENGTH: Final = len(NUMBER)
# As a sheet shows them, and as it writes them into a CSV file.
_FAILED: Final = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:[0-9]{3}"
)
# Excel always writes the sign; «12E5» may be a number of a licence.
_SHORTENED: Final = re.compile(r"[0-9](?:[.,٫][0-9]+)?[eE][+-][0-9]{2,3}")
_AS_TEXT: Final = "قالب ستون را متن (Text) کنید و مقدار را دوباره بنویسید."


class UnreadableCellError(ValueError):
    """A cell cannot be taken: what is wrong with it, and what to do."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault, self.remedy = fault, remedy


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell of a file, as the person reads it."""

    # As a sheet counts its rows.
    line: int
    # Its heading in our words; empty where the whole row is meant.
    column: str
    written: str
    fault: str
    remedy: str


def shown(raw: str) -> str:
    """Write a cell as its person sees it."""
    return raw[_MARK_LENGTH:] if raw.startswith(MARK) else raw


def named_cell(raw: str) -> str:
    """Write a cell as a fault cites it: of a long one the beginning."""
    text = shown(raw)
    return text if len(text) <= _LONGEST_CITED else f"{text[:_LONGEST_CITED]}…"


def is_plain(raw: str) -> bool:
    """Tell whether the cell is its text and nothing more."""
    return not raw.startswith(MARK)


def is_number(raw: str) -> bool:
    """Tell whether the cell holds a number, not digits as text."""
    return raw.startswith(NUMBER)


def is_day(raw: str) -> bool:
    """Tell whether the cell holds a real day, not words."""
    return raw.startswith(DAY)


def checked_text(raw: str) -> str:
    """Take the text of a cell; UnreadableCellError for what no reader can take."""
    if not raw.startswith(MARK):
        if raw.startswith(UNSURE):
            raise UnreadableCellError(
                "هنوز درست نشده است.", "به جای همهٔ این نوشته، مقدار درست را بنویسید."
            )
        if raw.startswith(("#", "Err:")) and _FAILED.fullmatch(raw.strip()):
            raise _failed(raw)
        # As a column that is too narrow shows its numbers.
        if raw.startswith("##") and not raw.strip().strip("#"):
            raise UnreadableCellError(
                "ستون باریک بوده و به جای مقدار # ذخیره شده است.",
                "ستون را در اکسل پهن کنید و فایل را دوباره ذخیره کنید.",
            )
        return raw
    kind, text = raw[:_MARK_LENGTH], raw[_MARK_LENGTH:]
    if kind in (NUMBER, rows.DRESSED):
        return text
    if kind in _REFUSED:
        raise UnreadableCellError(*_REFUSED[kind])
    raise _failed(text)


def short_text(raw: str, longest: int = LONGEST_VALUE) -> str:
    """Take a text for which people need few signs; else as `checked_text`."""
    text = checked_text(raw)
    if len(text) > longest:
        raise UnreadableCellError(
            "این نوشته برای این ستون بیش از اندازه بلند است.", "فقط همان مقدار را بنویسید."
        )
    return text


def whole_number_text(raw: str, longest: int) -> str:
    """Take the digits of a number cell that stands for words or a code; else as `short_text`."""
    text = short_text(raw, longest)
    if is_number(raw):
        if len(text.lstrip("-")) > 15:
            raise UnreadableCellError(
                "اکسل بیش از ۱۵ رقم را نگه نمی‌دارد و رقم‌های آخر را صفر می‌کند.", _AS_TEXT
            )
        if not text.isdigit():
            raise UnreadableCellError(f"اکسل این مقدار را عدد {quoted(text)} کرده است.", _AS_TEXT)
    elif raw.startswith(rows.DRESSED):
        raise UnreadableCellError(
            "اکسل کنار این عدد نوشته یا نشانه‌ای نشان می‌دهد که در خود سلول نیست.", _AS_TEXT
        )
    elif ("E" in text or "e" in text) and _SHORTENED.fullmatch(machine_text(text)):
        raise UnreadableCellError("اکسل این عدد را کوتاه کرده و رقم‌هایش از دست رفته است.", _AS_TEXT)
    return text


def _failed(text: str) -> UnreadableCellError:
    return UnreadableCellError(
        f"فرمول این سلول خطا داده است ({text.strip()}).",
        "به جای فرمول، خود مقدار را بنویسید.",
    )


_REFUSED: Final = {
    DAY: ("اکسل این مقدار را تاریخ کرده است.", _AS_TEXT),
    TIME: ("اکسل این مقدار را ساعت کرده است.", _AS_TEXT),
    TRUTH: ("این سلول مقدار منطقی (TRUE یا FALSE) است.", "به جای آن خود مقدار را بنویسید."),
    rows.UNCOUNTED: (
        "این سلول فرمول است و حاصل آن در فایل نیست.",
        "فایل را در اکسل باز و ذخیره کنید، یا خود مقدار را بنویسید.",
    ),
    rows.LOST: (
        "حرف‌هایی هنگام ذخیره از دست رفته و به جایشان ? آمده است.",
        "فایل را با نوع «CSV UTF-8» یا XLSX ذخیره کنید.",
    ),
    rows.CONTROL: ("نویسه‌ای ناپیدا دارد که جزو نوشته نیست.", "متن این سلول را از نو بنویسید."),
    rows.LONG: ("این سلول بیش از ۴٬۰۰۰ نویسه دارد.", "آن را کوتاه کنید."),
}
