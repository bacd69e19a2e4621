"""Readers of cells: each takes a cell as it came and gives a value, None for an empty one.

What is not sure is refused with UnreadableCellError: nothing is guessed, and a zero that a sheet
dropped is put back only where no other number is possible.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.core.exceptions import ValidationError

from config.fields import checked_number
from config.identifiers import is_legal_id, is_national_id
from config.one_line import one_line
from config.persian import (
    duplicate_key,
    machine_code,
    machine_text,
    named_sign,
    normalize,
    normalize_mobile,
    normalize_phone,
    quoted,
    to_persian_digits,
)
from config.uploads.tables.cells import (
    LONGEST_VALUE,
    UnreadableCellError,
    short_text,
    whole_number_text,
)
from config.uploads.tables.days import read_day

T = TypeVar("T")
Reader = Callable[[str], T | None]

# Typed for digits that look like them.
_LOOKALIKES: Final = {"O": "0", "o": "0", "\u041e": "0", "\u043e": "0", "I": "1", "l": "1"}
_TO_DIGITS: Final = str.maketrans(_LOOKALIKES)
_SEVERAL: Final = re.compile(r"[0-9]{6,}\s*(?:[,،;؛/|+]|\n|\bو\b|\s-\s)\s*[0-9]{6,}")
_MOBILE: Final = re.compile("09[0-9]{9}")
_WORDS: Final = re.compile(r"[^\W_]")
LONGEST_CHOICE: Final = 200
_NAMED_CHOICES: Final = 6


def code(digits: int, name: str = "این کد") -> Reader[str]:
    """Make a reader of a code of so many digits; zeros at its beginning belong to it."""

    def read(raw: str) -> str | None:
        if len(raw) == digits and raw.isascii() and raw.isdigit():
            return raw
        text = digits_of(raw, digits, name)
        return text if not text or len(text) == digits else _refuse_length(text, digits, name)

    return read


def digits_of(raw: str, digits: int, name: str) -> str | None:
    """Take the digits of a code, None for nothing; UnreadableCellError for any other sign."""
    text = whole_number_text(raw, LONGEST_VALUE)
    # As programs protect zeros in a CSV file: '0123 and ="0123".
    unwrapped = re.fullmatch(r"\s*(?:'|=\")([^'\"=]+)\"?\s*", text)
    typed = machine_code(unwrapped[1] if unwrapped else text)
    if not typed:
        # A dash alone is no empty cell: who wrote it may have meant something.
        if machine_text(text):
            raise _no_words(text)
        return None
    foreign = next((sign for sign in typed if not "0" <= sign <= "9"), "")
    if not foreign:
        return typed
    meant = typed.translate(_TO_DIGITS)
    if foreign in _LOOKALIKES and meant.isdigit() and len(meant) == digits:
        digit = "صفر" if _LOOKALIKES[foreign] == "0" else "یک"
        raise UnreadableCellError(
            f"{name} {to_persian_digits(digits)} رقم است؛ حرف {foreign} به جای {digit} آمده است.",
            f"{to_persian_digits(meant)} را بنویسید.",
        )
    raise UnreadableCellError(
        f"{named_sign(foreign)} جزو {name} نیست.",
        f"فقط {to_persian_digits(digits)} رقم را بنویسید.",
    )


def _refuse_length(text: str, digits: int, name: str) -> str:
    many, have = to_persian_digits(digits), to_persian_digits(len(text))
    fault = f"{name} {many} رقم است و {have} رقم نوشته شده است."
    # More than two zeros begin no code that a sheet has met.
    if digits - 2 <= len(text) < digits:
        raise UnreadableCellError(
            f"{fault} اکسل صفرهای آغاز را برمی‌دارد.",
            f"اگر چنین است {to_persian_digits(text.zfill(digits))} را بنویسید و قالب ستون را "
            "متن (Text) کنید.",
        )
    raise UnreadableCellError(fault, f"هر {many} رقم را بنویسید.")


def national_id(name: str = "کد ملی") -> Reader[str]:
    """Make a reader of a natural person's id."""
    return _checked(code(10, name), is_national_id, name)


def legal_id(name: str = "شناسهٔ ملی") -> Reader[str]:
    """Make a reader of a legal person's id."""
    return _checked(code(11, name), is_legal_id, name)


def holder_id(name: str = "کد ملی یا شناسهٔ ملی") -> Reader[str]:
    """Make a reader of either id; its length tells which it is."""
    natural, legal = national_id(), legal_id()

    def read(raw: str) -> str | None:
        text = digits_of(raw, 10, name)
        if not text or len(text) in (10, 11):
            return text and (legal if len(text) == 11 else natural)(text)
        if len(text) in (8, 9) and is_national_id(text.zfill(10)):
            _refuse_length(text, 10, "کد ملی")
        raise UnreadableCellError(
            f"{to_persian_digits(len(text))} رقم نوشته شده است.",
            "کد ملی ۱۰ رقمی یا شناسهٔ ملی ۱۱ رقمی را بنویسید.",
        )

    return read


def _checked(read: Reader[str], stands: Callable[[str], bool], name: str) -> Reader[str]:
    def read_checked(raw: str) -> str | None:
        text = read(raw)
        if text and not stands(text):
            raise UnreadableCellError(
                f"{name} درست نیست؛ رقم کنترل آن با رقم‌های دیگر نمی‌خواند.",
                "آن را از روی کارت یا پروانه دوباره بنویسید.",
            )
        return text

    return read_checked


def postal_code(name: str = "کد پستی") -> Reader[str]:
    """Make a reader of a postal code: ten digits, the first of them no zero."""
    read_code = code(10, name)

    def read(raw: str) -> str | None:
        text = digits_of(raw, 10, name)
        if text and (len(text) != 10 or text.startswith("0")):
            raise UnreadableCellError(
                f"{name} ۱۰ رقم است و با صفر آغاز نمی‌شود.", "کد پستی ۱۰ رقمی نشانی را بنویسید."
            )
        return read_code(text) if text else None

    return read


def mobile(name: str = "شمارهٔ همراه") -> Reader[str]:
    """Make a reader of a mobile number: 09xxxxxxxxx. Nothing but a zero can lack before its 9."""

    def read(raw: str) -> str | None:
        if _MOBILE.fullmatch(raw):
            return raw
        text = phone_text(raw)
        number = normalize_mobile(text)
        if text and number is None:
            landline = normalize_phone(text) is not None
            raise UnreadableCellError(
                "این شمارهٔ تلفن ثابت است." if landline else f"{name} خوانده نشد.",
                f"{'شمارهٔ همراه' if landline else 'شماره را کامل'} بنویسید، مثل ۰۹۱۲۱۲۳۴۵۶۷.",
            )
        return number

    return read


def phone(name: str = "شمارهٔ تلفن") -> Reader[str]:
    """Make a reader of a mobile number, or of a landline with its area code: 0xxxxxxxxxx.

    A local number has eight digits at most, so ten without a zero lack nothing but the zero.
    """

    def read(raw: str) -> str | None:
        if _MOBILE.fullmatch(raw):
            return raw
        text = phone_text(raw)
        if not text:
            return None
        if number := normalize_mobile(text):
            return number
        if found := re.fullmatch(r"(?:\+98|0098|98|0)?([1-8][0-9]{9})", text):
            return f"0{found[1]}"
        short = re.fullmatch("[2-9][0-9]{3,7}", text)
        raise UnreadableCellError(
            "پیش‌شمارهٔ شهر ندارد." if short else f"{name} خوانده نشد.",
            "شماره را با پیش‌شماره بنویسید، مثل ۰۴۱۳۳۳۴۴۵۵۶ یا ۰۹۱۲۱۲۳۴۵۶۷.",
        )

    return read


def phone_text(raw: str) -> str:
    """Take the signs of one number; UnreadableCellError where two stand in the cell."""
    text = machine_text(whole_number_text(raw, LONGEST_VALUE))
    if _SEVERAL.search(text):
        raise UnreadableCellError("بیش از یک شماره در این سلول است.", "فقط یک شماره را بنویسید.")
    return re.sub("[()']", "", machine_code(text))


def decimal(decimals: int, limit: Decimal | int = 10**12) -> Reader[Decimal]:
    """Make a reader of an exact number, as forms take it: `decimals` places, below `limit`."""

    def read(raw: str) -> Decimal | None:
        text = short_text(raw)
        if not machine_text(text):
            return None
        try:
            return checked_number(text, decimals, limit)
        except ValidationError as refused:
            # Its sentence says what is wrong and how to write it.
            fault, _, remedy = re.sub("[.؛] ", ".\n", refused.messages[0], count=1).partition("\n")
            raise UnreadableCellError(fault, remedy or "مقدار را درست کنید.") from refused

    return read


def whole(limit: int = 10**12) -> Reader[int]:
    """Make a reader of a whole number below `limit`."""
    exact = decimal(0, limit)

    def read(raw: str) -> int | None:
        number = exact(raw)
        return None if number is None else int(number)

    return read


def choice(words: Mapping[str, T], name: str = "این مقدار") -> Reader[T]:
    """Make a reader of one of several words, in any common spelling; each stands for a value."""
    known = {duplicate_key(word): value for word, value in words.items()}

    def read(raw: str) -> T | None:
        text = one_line(normalize(whole_number_text(raw, LONGEST_CHOICE)))
        if not text:
            return None
        key = duplicate_key(text)
        if key in known:
            return known[key]
        near = difflib.get_close_matches(key, known, 1, 0.75)
        word = next((word for word in words if near and duplicate_key(word) == near[0]), "")
        few = "، ".join(quoted(word) for word in [*words][:_NAMED_CHOICES])
        raise UnreadableCellError(
            f"{name} در فهرست نیست." + (f" نزدیک‌ترین: {word}." if word else ""),
            f"{word} را بنویسید." if word else f"یکی از این‌ها را بنویسید: {few}.",
        )

    return read


def one_of(words: Iterable[str]) -> str:
    """Name the words of a choice in the help of its column: who fills it sees no list."""
    return f"یکی از: {'، '.join(words)}."


def words(longest: int) -> Reader[str]:
    """Make a reader of words in one line, as they are stored; a line break becomes a blank."""
    # Before it is cleaned, which costs more the longer it is.
    most = 4 * longest + LONGEST_VALUE

    def read(raw: str) -> str | None:
        text = one_line(normalize(whole_number_text(raw, most)))
        if not text:
            return None
        if len(text) > longest:
            raise UnreadableCellError(
                f"حداکثر {to_persian_digits(longest)} نویسه جا دارد و "
                f"{to_persian_digits(len(text))} نویسه نوشته شده است.",
                "کوتاه‌تر بنویسید.",
            )
        if not _WORDS.search(text) or text.lower() in ("null", "nan", "none", "#", "n/a"):
            raise _no_words(text)
        return text

    return read


def day() -> Reader[date]:
    """Make a reader of a day, Jalali or Gregorian."""
    return read_day


def _no_words(text: str) -> UnreadableCellError:
    return UnreadableCellError(
        f"{quoted(text.strip())} نوشته‌ای ندارد.", "مقدار را بنویسید یا سلول را خالی بگذارید."
    )
