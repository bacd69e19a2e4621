"""Shape and check digits of the identifiers, written in ASCII digits.

Fold typed digits first with `config.persian.to_ascii_digits`.
"""

import re
from typing import Final

_LEGAL_WEIGHTS: Final = (29, 27, 23, 19, 17)


def is_national_id(text: str, *, repeated: bool = False) -> bool:
    """Tell whether the text is a natural person's national id: ten digits with a checksum.

    One digit ten times passes the checksum, and is nearly always made up; it is taken with
    `repeated`, when somebody has seen it in a source.
    """
    if not _varied(text, 10) and not (repeated and is_one_digit(text)):
        return False
    remainder = sum(int(text[i]) * (10 - i) for i in range(9)) % 11
    return int(text[9]) == (remainder if remainder < 2 else 11 - remainder)


def is_legal_id(text: str) -> bool:
    """Tell whether the text is a legal person's national id: eleven digits with a checksum.

    No official text publishes the checksum; implementations agree on it.
    """
    if not _varied(text, 11):
        return False
    shift = int(text[9]) + 2
    remainder = sum((int(text[i]) + shift) * _LEGAL_WEIGHTS[i % 5] for i in range(10)) % 11
    return int(text[10]) == remainder % 10


def is_one_digit(text: str) -> bool:
    """Tell whether ten digits are one and the same, as no office gives by choice."""
    return _is_digits(text, 10) and len(set(text)) == 1 and text[0] != "0"


def is_guild_id(text: str) -> bool:
    """Tell whether the text has the shape of a guild id: ten digits, leading zero kept."""
    return _is_digits(text, 10)


def is_goods_id(text: str) -> bool:
    """Tell whether the text has the shape of a goods id: thirteen digits."""
    return _is_digits(text, 13)


def is_product_code(text: str) -> bool:
    """Tell whether the text has the shape of a product code.

    A four-digit ISIC Rev.3 class, one level digit 3-6, a five-digit serial. That the class
    exists is the catalogue's to say.
    """
    return re.fullmatch(r"[0-9]{4}[3-6][0-9]{5}", text) is not None


def _is_digits(text: str, length: int) -> bool:
    return re.fullmatch(f"[0-9]{{{length}}}", text) is not None


def _varied(text: str, length: int) -> bool:
    """Tell whether digits of this length do not repeat one digit nor have a zero middle."""
    return _is_digits(text, length) and len(set(text)) > 1 and text[3:9] != "000000"
