"""Persian text and numbers, against the recorded vectors and for any input."""

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.persian import (
    _AS_STORED,
    NumberError,
    duplicate_key,
    format_number,
    machine_text,
    normalize,
    normalize_mobile,
    parse_number,
    search_form,
    search_words,
    to_ascii_digits,
    to_persian_digits,
)
from tests.examples import examples

TEXTS = examples("text.json", "vectors")
NUMBERS = examples("identifiers.json", "number")


@pytest.mark.parametrize("example", TEXTS, ids=lambda example: ascii(example["in"]))
def test_text_is_stored_searched_and_compared_as_recorded(example: dict[str, str]) -> None:
    typed = example["in"]
    assert normalize(typed) == example["store"]
    assert search_form(typed) == example["search"]
    assert duplicate_key(typed) == example["key"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_storing_stored_text_changes_nothing(text: str) -> None:
    stored = normalize(text)
    assert normalize(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)


def test_line_breaks_of_a_remark_are_kept() -> None:
    assert normalize(" سفارش \r\n\u200cفصلی ") == "سفارش\nفصلی"


def test_words_are_letters_and_digits_only() -> None:
    assert search_words("لوله (پلی‌اتیلن)، ۱۶-میلی_متری") == [
        "لوله",
        "پلی",
        "اتیلن",
        "16",
        "میلی",
        "متری",
    ]


@pytest.mark.parametrize("example", examples("text.json", "digits"), ids=lambda e: e["in"])
def test_digits_of_every_set_become_ascii(example: dict[str, str]) -> None:
    assert to_ascii_digits(example["in"]) == example["out"]


def test_digits_are_shown_in_persian() -> None:
    assert to_persian_digits("1405-٠٧") == "۱۴۰۵-۰۷"


@pytest.mark.parametrize("example", NUMBERS, ids=lambda example: ascii(example["in"]))
def test_a_typed_number_is_read_or_refused_as_recorded(example: dict[str, Any]) -> None:
    if example["out"] is None:
        with pytest.raises(NumberError):
            parse_number(example["in"])
    else:
        assert parse_number(example["in"]) == Decimal(example["out"])


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("12/5", "به جای «/»"),
        ("12,5", "هزارگان را سه‌رقمی"),
        ("0,500", "هزارگان را سه‌رقمی"),
        ("1,234٬567", "هزارگان را سه‌رقمی"),
        ("-1", "بدون علامت"),
        ("\u22121", "بدون علامت"),
        ("1e3", "بدون توان"),
        ("1۲", "یک‌دست"),
        (" ", "صفر بنویسید"),
        ("12 5", "فاصله نگذارید"),
        ("12.5.1", "بیش از یک ممیز"),
        ("12.500,1", "پس از ممیز"),
        ("5.", "دو سوی ممیز"),
        (".5", "دو سوی ممیز"),
        ("1" * 31, "بیش از اندازه بلند"),
        ("NaN", "با رقم و نقطه"),
        ("NaN", "«N»"),
        ("12کیلو", "«ک»"),
        ("12\x07", "ناپیدا"),
        ("۱۲،۵۰۰", "به جای «،»"),
        ("1.23E+12", "بدون توان"),
        ("1.23E-5", "بدون توان"),
        ("1.234.567", "نقطه هزارگان را جدا نمی‌کند"),
    ],
)
def test_a_refused_number_is_told_its_cause(typed: str, advice: str) -> None:
    with pytest.raises(NumberError, match=advice):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["1_000", "1\x00", "१२", "𝟏𝟐", "١۲", "0x1f", "²", "½", "،"])
def test_nothing_is_read_out_of_foreign_characters(typed: str) -> None:
    with pytest.raises(NumberError):
        parse_number(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12500\u200e", "12500"),
        ("\u202a12,500\u202c", "12500"),
        ("\ufeff۱۲٫۵", "12.5"),
        ("۱۲\u200c۵۰۰", "12500"),
        ("１２．５", "12.5"),
        ("\u00a020\u00a0", "20"),
    ],
    ids=ascii,
)
def test_what_nobody_sees_is_no_part_of_a_number(typed: str, read: str) -> None:
    assert parse_number(typed) == Decimal(read)


def test_every_sign_that_unicode_calls_ignorable_is_dropped() -> None:
    unseen = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) == "Cf"]
    # Format characters that are seen: of Arabic, Kaithi, Egyptian and interlinear texts.
    seen = [sign for sign in unseen if machine_text(f"1{sign}2") != "12"]
    ranges = [(0x600, 0x605), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2)]
    ranges += [(0xFFF9, 0xFFFB), (0x110BD, 0x110CD), (0x13430, 0x1343F)]
    assert [hex(ord(s)) for s in seen if not any(a <= ord(s) <= b for a, b in ranges)] == []


@given(st.text(alphabet="0123456789۵٥.,٫٬/-+eE _\u200f", max_size=12))
def test_what_is_read_means_the_same_when_shown_again(text: str) -> None:
    try:
        value = parse_number(text)
    except NumberError:
        return
    assert value >= 0
    assert parse_number(format_number(value)) == value


@given(st.decimals(min_value=0, max_value=10**15, places=3))
def test_a_shown_number_is_read_back_as_itself(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.250"), "۱٬۲۳۴٬۵۶۷٫۲۵"),
        (Decimal("20.000"), "۲۰"),
        (Decimal("1E+3"), "۱٬۰۰۰"),
        (Decimal("0.0000002"), "۰٫۰۰۰۰۰۰۲"),
        (Decimal("-0.0"), "۰"),
        (-1200, "\u2212۱٬۲۰۰"),
        (100, "۱۰۰"),
        (0, "۰"),
    ],
)
def test_numbers_are_shown_in_persian(value: Decimal | int, shown: str) -> None:
    assert format_number(value) == shown


@pytest.mark.parametrize("example", examples("identifiers.json", "mobile"), ids=lambda e: e["in"])
def test_a_mobile_number_is_kept_in_one_form(example: dict[str, str | None]) -> None:
    assert normalize_mobile(example["in"] or "") == example["out"]


def test_text_that_is_passed_through_at_once_is_what_the_long_way_makes() -> None:
    signs = [chr(code) for code in range(0x20, 0x700) if _AS_STORED.fullmatch(chr(code))]
    assert len(signs) > 120
    assert "ك" not in signs
    for sign in signs:
        for other in signs:
            # A tatweel sends it the long way, and is dropped there.
            assert normalize(f"{sign}\u0640{other}") == sign + other
