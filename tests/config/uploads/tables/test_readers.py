"""Readers of cells: what is read, and each refusal with what to do."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.uploads.tables import readers
from config.uploads.tables.cells import UnreadableCellError
from config.uploads.tables.readers import Reader
from tests.examples import examples

GUILD = readers.code(10, "شناسه صنفی")
KIND = readers.choice({"حقیقی": 1, "حقوقی": 2}, "نوع دارنده")
AS_TEXT = "قالب ستون را متن (Text) کنید"
ALL: dict[str, Reader[Any]] = {
    "code": GUILD,
    "national": readers.national_id(),
    "legal": readers.legal_id(),
    "holder": readers.holder_id(),
    "postal": readers.postal_code(),
    "mobile": readers.mobile(),
    "phone": readers.phone(),
    "whole": readers.whole(1_000_000),
    "decimal": readers.decimal(2),
    "choice": KIND,
    "words": readers.words(20),
    "day": readers.day(),
}


def refusal(reader: Reader[Any], raw: str) -> tuple[str, str]:
    with pytest.raises(UnreadableCellError) as refused:
        reader(raw)
    return refused.value.fault, refused.value.remedy


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("code", "0471180263", "0471180263"),
        ("code", "۰۴۷۱۱۸۰۲۶۳", "0471180263"),
        ("code", " 047118-0263\u200f", "0471180263"),
        ("code", "\x01n4711802630", "4711802630"),
        ("code", "1111111111", "1111111111"),
        ("national", "1362136042", "1362136042"),
        ("legal", "10380284790", "10380284790"),
        ("holder", "0492427259", "0492427259"),
        ("holder", "\x01n10380284790", "10380284790"),
        ("postal", "51368-12345", "5136812345"),
        ("mobile", "09121234567", "09121234567"),
        ("mobile", "\x01n9121234567", "09121234567"),
        ("mobile", "+98 912 123 4567", "09121234567"),
        ("mobile", "(0912) 1234567", "09121234567"),
        ("phone", "041-33344556", "04133344556"),
        ("phone", "\x01n4133344556", "04133344556"),
        ("phone", "+984133344556", "04133344556"),
        ("phone", "\x01n9121234567", "09121234567"),
        ("whole", "\x01n63000", 63000),
        ("whole", "۶۳٬۰۰۰", 63000),
        ("decimal", "\x01n12.5", Decimal("12.5")),
        ("decimal", "۱۲٫۵", Decimal("12.5")),
        ("choice", "حقيقي", 1),
        ("choice", "حقوقی ", 2),
        ("words", "كارگاه  كفش\r\nپرنيان", "کارگاه کفش پرنیان"),
        ("words", "\x01n118", "118"),
        ("words", "12E5", "12E5"),
        ("whole", "\x01m12", 12),
        ("phone", "984133344556", "04133344556"),
        ("words", "آ" * 20, "آ" * 20),
    ],
)
def test_a_cell_is_read(name: str, raw: str, value: object) -> None:
    assert ALL[name](raw) == value


@pytest.mark.parametrize(
    ("name", "raw", "fault", "remedy"),
    [
        # Excel dropped the zero.
        (
            "code",
            "\x01n471180263",
            "شناسه صنفی ۱۰ رقم است و ۹ رقم نوشته شده است. اکسل صفرهای آغاز را برمی‌دارد.",
            f"اگر چنین است ۰۴۷۱۱۸۰۲۶۳ را بنویسید و {AS_TEXT}.",
        ),
        (
            "code",
            "4711802",
            "شناسه صنفی ۱۰ رقم است و ۷ رقم نوشته شده است.",
            "هر ۱۰ رقم را بنویسید.",
        ),
        (
            "code",
            "047118O263",
            "شناسه صنفی ۱۰ رقم است؛ حرف O به جای صفر آمده است.",
            "۰۴۷۱۱۸۰۲۶۳ را بنویسید.",
        ),
        (
            "code",
            "047l180263",
            "شناسه صنفی ۱۰ رقم است؛ حرف l به جای یک آمده است.",
            "۰۴۷۱۱۸۰۲۶۳ را بنویسید.",
        ),
        ("code", "0471/80263", "«/» جزو شناسه صنفی نیست.", "فقط ۱۰ رقم را بنویسید."),
        (
            "code",
            "4.71E+08",
            "اکسل این عدد را کوتاه کرده و رقم‌هایش از دست رفته است.",
            f"{AS_TEXT} و مقدار را دوباره بنویسید.",
        ),
        (
            "code",
            "---",
            "«---» نوشته‌ای ندارد.",
            "مقدار را بنویسید یا سلول را خالی بگذارید.",
        ),
        (
            "national",
            "1362136043",
            "کد ملی درست نیست؛ رقم کنترل آن با رقم‌های دیگر نمی‌خواند.",
            "آن را از روی کارت یا پروانه دوباره بنویسید.",
        ),
        (
            "holder",
            "\x01n492427259",
            "کد ملی ۱۰ رقم است و ۹ رقم نوشته شده است. اکسل صفرهای آغاز را برمی‌دارد.",
            f"اگر چنین است ۰۴۹۲۴۲۷۲۵۹ را بنویسید و {AS_TEXT}.",
        ),
        (
            "holder",
            "12345",
            "۵ رقم نوشته شده است.",
            "کد ملی ۱۰ رقمی یا شناسهٔ ملی ۱۱ رقمی را بنویسید.",
        ),
        (
            "postal",
            "513681234",
            "کد پستی ۱۰ رقم است و با صفر آغاز نمی‌شود.",
            "کد پستی ۱۰ رقمی نشانی را بنویسید.",
        ),
        (
            "mobile",
            "0912123456",
            "شمارهٔ همراه خوانده نشد.",
            "شماره را کامل بنویسید، مثل ۰۹۱۲۱۲۳۴۵۶۷.",
        ),
        (
            "phone",
            "33344556",
            "پیش‌شمارهٔ شهر ندارد.",
            "شماره را با پیش‌شماره بنویسید، مثل ۰۴۱۳۳۳۴۴۵۵۶ یا ۰۹۱۲۱۲۳۴۵۶۷.",
        ),
        (
            "phone",
            "04133344556 - 04133344557",
            "بیش از یک شماره در این سلول است.",
            "فقط یک شماره را بنویسید.",
        ),
        (
            "mobile",
            "09121234567 و 09121234568",
            "بیش از یک شماره در این سلول است.",
            "فقط یک شماره را بنویسید.",
        ),
        (
            "whole",
            "63.000",
            "این مقدار عدد کامل است.",
            "بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰.",
        ),
        ("whole", "\x01n1000000", "این مقدار باید از ۱٬۰۰۰٬۰۰۰ کمتر باشد.", "مقدار را درست کنید."),
        (
            "decimal",
            "12/5",
            "به جای «/» برای اعشار ممیز یا نقطه بگذارید، مثل ۱۲٫۵.",
            "مقدار را درست کنید.",
        ),
        (
            "choice",
            "حقیقیی",
            "نوع دارنده در فهرست نیست. نزدیک‌ترین: حقیقی.",
            "حقیقی را بنویسید.",
        ),
        (
            "choice",
            "شرکت",
            "نوع دارنده در فهرست نیست.",
            "یکی از این‌ها را بنویسید: «حقیقی»، «حقوقی».",
        ),
        (
            "words",
            "آ" * 21,
            "حداکثر ۲۰ نویسه جا دارد و ۲۱ نویسه نوشته شده است.",
            "کوتاه‌تر بنویسید.",
        ),
        ("words", "NULL", "«NULL» نوشته‌ای ندارد.", "مقدار را بنویسید یا سلول را خالی بگذارید."),
        ("words", "—", "«—» نوشته‌ای ندارد.", "مقدار را بنویسید یا سلول را خالی بگذارید."),
        (
            "words",
            "\x01d2026-05-12",
            "اکسل این مقدار را تاریخ کرده است.",
            f"{AS_TEXT} و مقدار را دوباره بنویسید.",
        ),
        (
            "words",
            "\x01m118",
            "اکسل کنار این عدد نوشته یا نشانه‌ای نشان می‌دهد که در خود سلول نیست.",
            f"{AS_TEXT} و مقدار را دوباره بنویسید.",
        ),
        (
            "words",
            "\x01n12.5",
            "اکسل این مقدار را عدد «12.5» کرده است.",
            f"{AS_TEXT} و مقدار را دوباره بنویسید.",
        ),
    ],
)
def test_a_cell_is_refused_with_what_to_do(name: str, raw: str, fault: str, remedy: str) -> None:
    assert refusal(ALL[name], raw) == (fault, remedy)


@pytest.mark.parametrize("name", ALL)
def test_what_nobody_sees_is_an_empty_cell(name: str) -> None:
    assert ALL[name]("\u200c\u200f ") is None


@pytest.mark.parametrize("example", examples("identifiers.json", "national_id"), ids=str)
def test_a_national_id_is_read_or_refused_as_recorded(example: dict[str, Any]) -> None:
    read = readers.national_id()
    # A dash parts the digits for the eye.
    if example["valid"] or example["in"] == "":
        read(example["in"])
    elif example["in"] != "12345678-9":
        refusal(read, example["in"])


MARKED = st.from_regex(r"\x01[ndtbefclom][0-9.:E+ \-]{0,15}", fullmatch=True)


@pytest.mark.parametrize("name", ALL)
@given(raw=st.text(max_size=30) | MARKED)
def test_any_cell_is_read_or_refused_in_sentences(name: str, raw: str) -> None:
    said = ["."]
    try:
        value = ALL[name](raw)
    except UnreadableCellError as refused:
        value, said = None, [refused.fault, refused.remedy]
    assert value != ""
    assert all(one.endswith(".") for one in said)


@pytest.mark.parametrize("name", ALL)
def test_a_text_is_too_long_before_any_reader_looks_into_it(name: str) -> None:
    # A pattern that goes back and forth over 4,000 digits takes seconds for one cell.
    fault, _ = refusal(ALL[name], "1" * 4000)
    assert fault == "این نوشته برای این ستون بیش از اندازه بلند است."
