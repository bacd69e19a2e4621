"""Persian text and numbers: what is stored, searched, typed and shown."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

_DIGITS: Final = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
_TO_ASCII: Final = str.maketrans(_DIGITS[1] + _DIGITS[2], _DIGITS[0] * 2)
_TO_PERSIAN: Final = str.maketrans(_DIGITS[0] + _DIGITS[2], _DIGITS[1] * 2)

_ZWNJ: Final = "\u200c"
_BIDI: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Dropped when stored: tatweel and the tail of a letter alone, byte-order mark, zero-width space and
# joiner, soft hyphen, bidi.
_UNSEEN: Final = str.maketrans("", "", "\u0640\ufe73\ufeff\u200b\u200d\u00ad" + _BIDI)
_LETTERS: Final = str.maketrans("يىكەہھ", "ییکههه")
_PRESENTATION_FORM: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")

# What Unicode calls default-ignorable: signs that no screen shows and that copying brings along.
_IGNORED: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Blanks, dashes and tatweel: they part the digits of a code for the eye and mean nothing in it.
# Around the code of a city, as a phone number is written.
_BRACKETS: Final = str.maketrans("", "", "()")
_PARTING: Final = re.compile(r"[\s\-\u058a\u05be\u0640\u2010-\u2015\u2043\u2212\ufe58\ufe63]")

# Text that is stored as it stands, as nearly all of a large file is.
_PLAIN: Final = "[ء-غف-قل-وپچژکگی۰-۹0-9A-Za-z()/.,:،؛«»-]+"
_AS_STORED: Final = re.compile(f"{_PLAIN}(?:[ {_ZWNJ}]{_PLAIN})*")

_DIACRITIC_OR_HAMZA: Final = re.compile("[\u0621\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed]")
_SEARCH_LETTERS: Final = str.maketrans("آأإٱؤئۀة", "ااااویهه")
_INNER_QUOTES: Final = str.maketrans("«»", "‹›")

NUMBER_MAX_LENGTH: Final = 30


class NumberError(ValueError):
    """The typed number cannot be read; the message is a Persian sentence for the person."""


def to_ascii_digits(text: str) -> str:
    """Turn Persian and Arabic digits into ASCII; other characters stay."""
    return text.translate(_TO_ASCII)


def to_persian_digits(text: object) -> str:
    """Turn ASCII and Arabic digits of a value's text into Persian ones."""
    return str(text).translate(_TO_PERSIAN)


def machine_text(text: str) -> str:
    """Clean what was typed for a machine to read: e-mail, number, day, user name.

    Drops what nobody sees and the blanks around, makes full-width signs and all digits ASCII.
    """
    return to_ascii_digits(_visible(text)).strip()


def machine_code(text: str) -> str:
    """Clean an id or a code: as `machine_text`, without the blanks and dashes between its signs."""
    return _PARTING.sub("", machine_text(text))


def fold_user_name(text: str) -> str:
    """Write a user name as accounts are stored and found: no blanks, small letters."""
    plain = unicodedata.normalize("NFKC", machine_text(text))
    return "".join(plain.split()).lower()


def fold_password(text: str) -> str:
    """Write a password the same whichever keyboard typed it: ASCII digits, nothing unseen."""
    return to_ascii_digits(_visible(text)).translate(_LETTERS)


def named_sign(sign: str) -> str:
    """Quote a sign that a refusal minds; one that would not be seen is called so."""
    shown = sign.isprintable() and not sign.isspace() and not unicodedata.combining(sign)
    return f"«{sign}»" if shown else "یک نویسهٔ ناپیدا"


def has_persian_letters(text: str) -> bool:
    """Tell whether a letter of the Arabic script is in it, as a Persian keyboard types."""
    return re.search("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]", text) is not None


def _visible(text: str) -> str:
    return _IGNORED.sub("", text).translate(_FULL_WIDTH)


def normalize(text: str) -> str:
    """Write text as it is stored: one yeh, kaf and heh, nothing unseen, single spaces.

    Hamza, diacritics, digits, line breaks and ZWNJ inside words are kept.
    """
    if _AS_STORED.fullmatch(text):
        return text
    text = text.translate(_UNSEEN)
    if _PRESENTATION_FORM.search(text):
        # Compatibility folding may bring a tatweel of its own.
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    # NFC joins hamza and letter before the letters are made one.
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(f"{_ZWNJ}+", _ZWNJ, text)
    text = re.sub(f"[ {_ZWNJ}]* [ {_ZWNJ}]*", " ", text)
    text = re.sub(f"[ {_ZWNJ}]*\n[ {_ZWNJ}]*", "\n", text)
    # Once more: the steps between may have brought together two signs that compose.
    return unicodedata.normalize("NFC", text.strip(f" \n{_ZWNJ}"))


def search_form(text: str) -> str:
    """Write text as it is searched: every common way of writing a word becomes one."""
    text = _DIACRITIC_OR_HAMZA.sub("", normalize(text)).translate(_SEARCH_LETTERS)
    text = machine_text(text.replace(_ZWNJ, " ")).casefold()
    return " ".join(text.split())


def search_words(text: str) -> list[str]:
    """Split the search form into words: letters and digits only."""
    return re.findall(r"[^\W_]+", search_form(text))


def duplicate_key(text: str) -> str:
    """Drop the spaces of the search form: for finding duplicates, never for showing."""
    return search_form(text).replace(" ", "")


def parse_number(text: str) -> Decimal:
    """Read a typed quantity: any one digit set, «.» or «٫», well-formed thousands groups.

    What nobody sees does not count. Raises NumberError, naming the cause, for all else; nothing is
    guessed.
    """
    text = _visible(text).strip()
    _refuse_foreign(text)
    plain = to_ascii_digits(text).replace("٫", ".").replace("٬", ",")
    whole, mark, fraction = plain.partition(".")
    if "." in fraction:
        raise NumberError(
            "بیش از یک ممیز نوشته شده است؛ نقطه هزارگان را جدا نمی‌کند. "
            "مقدار را مثل ۱٬۲۵۰٫۵ بنویسید."
        )
    if "," in fraction:
        raise NumberError("جداکنندهٔ هزارگان پس از ممیز نمی‌آید. مقدار را مثل ۱٬۲۵۰٫۵ بنویسید.")
    if not whole or (mark and not fraction):
        raise NumberError("دو سوی ممیز باید رقم باشد. مقدار را کامل بنویسید، مثل ۰٫۵ یا ۱۲٫۵.")
    if "," in whole and ({",", "٬"} <= set(text) or not _well_grouped(whole)):
        raise NumberError(
            "ویرگول فقط هزارگان را سه‌رقمی جدا می‌کند، مثل ۱۲٬۵۰۰. "
            "برای اعشار ممیز یا نقطه بگذارید، مثل ۱۲٫۵."
        )
    return Decimal(plain.replace(",", ""))


def _refuse_foreign(text: str) -> None:
    """Refuse with NumberError whatever is not digits of one set and marks."""
    if not text:
        raise NumberError("مقدار را بنویسید؛ اگر چیزی نبوده است، صفر بنویسید.")
    if len(text) > NUMBER_MAX_LENGTH:
        raise NumberError("این عدد بیش از اندازه بلند است. مقدار را دوباره بررسی کنید.")
    # Many write «۱۲/۵» for ۱۲٫۵, others mean a fraction; nothing is guessed.
    if "/" in text:
        raise NumberError("به جای «/» برای اعشار ممیز یا نقطه بگذارید، مثل ۱۲٫۵.")
    # As a spreadsheet shows a long number in a narrow column.
    if re.fullmatch(r"[0-9.,]+[eE][-+]?[0-9]+", to_ascii_digits(text)):
        raise NumberError("عدد را کامل و بدون توان بنویسید، مثل ۱٬۰۰۰.")
    if re.search(r"[-+\u2212\u2013]", text):
        raise NumberError("مقدار را بدون علامت مثبت یا منفی بنویسید، مثل ۱۲٫۵.")
    # Two letters of the same look: the comma of words, and the mark of thousands.
    if "،" in text:
        raise NumberError("به جای «،» برای هزارگان «٬» بگذارید یا رقم‌ها را پیوسته بنویسید.")
    if re.search(r"[0-9]\s+[0-9]", to_ascii_digits(text)):
        raise NumberError("میان رقم‌ها فاصله نگذارید. مقدار را پیوسته بنویسید، مثل ۱۲٬۵۰۰.")
    foreign = [sign for sign in text if sign not in "".join(_DIGITS) + ".٫,٬"]
    if foreign:
        raise NumberError(
            f"{named_sign(foreign[0])} جزو عدد نیست. مقدار را با رقم و نقطه بنویسید، مثل ۱۲٫۵."
        )
    if sum(not digits.isdisjoint(text) for digits in map(set, _DIGITS)) > 1:
        raise NumberError("رقم‌های فارسی، عربی و لاتین با هم آمده‌اند. همه را یک‌دست بنویسید.")


def _well_grouped(whole: str) -> bool:
    """Tell whether groups of three follow a first group that does not begin with zero."""
    return re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+", whole) is not None


def format_number(value: Decimal | int) -> str:
    """Write a number as pages show it: Persian digits, «٬» groups, «٫», no trailing zeros."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # What a caller rounded to nothing has no sign.
    if text == "-0":
        text = "0"
    return to_persian_digits(text.replace(",", "٬").replace(".", "٫").replace("-", "\u2212"))


def format_percent(value: Decimal | int) -> str:
    """Write a number of hundredths as shown: «۷۲٫۵٪»."""
    return f"{format_number(value)}٪"


def within_quotes(text: str) -> str:
    """Write what stands between «», its own quotation marks as the inner ones: «‹›»."""
    return text.translate(_INNER_QUOTES)


def quoted(text: object) -> str:
    """Cite what somebody wrote, or a name: «شرکت ‹سپید›»."""
    return f"«{within_quotes(str(text))}»"


def dialled(text: str) -> str:
    """Clean a phone number as `machine_code`, without the brackets around the code of its city."""
    return machine_code(text.translate(_BRACKETS))


def normalize_mobile(text: str) -> str | None:
    """Write an Iranian mobile number as 09xxxxxxxxx; None when it is not one."""
    found = re.fullmatch(r"(?:\+98|0098|98|0)?(9[0-9]{9})", dialled(text))
    return f"0{found[1]}" if found else None


def normalize_phone(text: str) -> str | None:
    """Write an Iranian number, mobile or with its area code, as 0xxxxxxxxxx; None for no such."""
    found = re.fullmatch(r"(?:\+98|0098|98(?=[0-9]{10}$)|0)([1-9][0-9]{9})", dialled(text))
    return f"0{found[1]}" if found else normalize_mobile(text)
