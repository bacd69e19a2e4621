"""Figures as people type them."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from config.fields import (
    WHOLE,
    CodeField,
    CountField,
    DayField,
    MailField,
    MobileField,
    NumberField,
    PasswordField,
    PhoneField,
    UserNameField,
    checked_number,
)
from tests.examples import examples


def refusal(field: forms.Field, text: Any) -> list[str]:
    with pytest.raises(ValidationError) as fault:
        field.clean(text)
    return fault.value.messages


@pytest.mark.parametrize("case", examples("identifiers.json", "number"), ids=str)
def test_a_number_is_read_exactly_or_refused(case: dict[str, Any]) -> None:
    field = NumberField(decimals=3)
    if case["in"] == "":
        assert field.clean("") is None
    elif case["out"] is None:
        assert len(refusal(field, case["in"])) == 1
    else:
        assert field.clean(case["in"]) == Decimal(case["out"])


@pytest.mark.parametrize("empty", ["", "   ", None])
def test_empty_is_nothing_and_never_zero(empty: Any) -> None:
    assert NumberField(decimals=3).clean(empty) is None
    assert CountField().clean(empty) is None
    assert CountField().clean("0") == 0


@pytest.mark.parametrize(
    ("decimals", "text", "sentence"),
    [
        (3, "1.2345", "تا ۳ رقم اعشار بنویسید."),
        (2, "1.999", "تا ۲ رقم اعشار بنویسید."),
        (0, "1.5", WHOLE),
        (3, "1000", "این مقدار باید از ۱٬۰۰۰ کمتر باشد."),
        (3, "1e3", "عدد را کامل و بدون توان بنویسید، مثل ۱٬۰۰۰."),
        (3, "9" * 31, "این عدد بیش از اندازه بلند است. مقدار را دوباره بررسی کنید."),
    ],
)
def test_what_does_not_fit_is_named(decimals: int, text: str, sentence: str) -> None:
    assert refusal(NumberField(decimals=decimals, limit=1000), text) == [sentence]


def test_zeros_behind_the_mark_are_no_decimals() -> None:
    assert checked_number("1.50", 1, 1000) == Decimal("1.5")
    assert checked_number("1.5000", 2, 1000) == Decimal("1.5")
    assert checked_number("999.999", 3, 1000) == Decimal("999.999")


def test_a_stored_figure_is_shown_in_persian_and_typed_text_as_typed() -> None:
    field = NumberField(decimals=3)
    assert field.prepare_value(Decimal("12500.500")) == "۱۲٬۵۰۰٫۵"
    assert field.prepare_value(0) == "۰"
    assert field.prepare_value("12/5") == "12/5"
    assert field.prepare_value(None) is None


def test_what_is_shown_can_be_typed_back() -> None:
    field = NumberField(decimals=3)
    for value in (Decimal("0.001"), Decimal(0), Decimal("123456789.25"), Decimal("1E+3")):
        assert field.clean(field.prepare_value(value)) == value


def test_people_are_counted_whole() -> None:
    assert CountField(limit=100).clean("۱۲") == 12
    assert isinstance(CountField(limit=100).clean("12"), int)
    assert refusal(CountField(limit=100), "-1")


@pytest.mark.parametrize("text", ["63.000", "۶۳٫۰۰۰", "1.000", "7.0", "1,250.0"])
def test_a_whole_number_takes_no_decimal_mark(text: str) -> None:
    """«63.000» is sixty-three to one reader and sixty-three thousand to another."""
    assert refusal(NumberField(), text) == [WHOLE]
    assert refusal(CountField(), text) == [WHOLE]


@pytest.mark.parametrize("text", ["63.000", "۱٫۰۰۰", "1,250.000", "2.500"])
def test_three_places_are_a_group_where_a_field_has_fewer(text: str) -> None:
    """«1.000» dollars are one to one reader and a thousand to another."""
    assert refusal(NumberField(decimals=2), text) == ["تا ۲ رقم اعشار بنویسید."]


UNSEEN = (
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\ufeff\u200c\u200b\u2060\u00ad"
)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("sign", [*UNSEEN, "\u00a0", "\u202f", " "], ids=ascii)
@pytest.mark.parametrize(
    ("field", "text"),
    [
        (NumberField(decimals=3), "12500.5"),
        (CountField(), "63"),
        (CodeField(digits=10), "0466299913"),
        (MailField(), "leila@example.ir"),
        (MobileField(), "09121234567"),
        (DayField(), "1405/09/07"),
        (UserNameField(), "leila"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_what_nobody_sees_around_a_value_is_no_part_of_it(
    field: forms.Field, text: str, sign: str
) -> None:
    assert field.clean(f"{sign}{text}{sign}") == field.clean(text)
    assert field.clean(text.translate(WIDE)) == field.clean(text)


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_a_password_is_what_is_seen_of_it_with_its_blanks(sign: str) -> None:
    (field, text) = (PasswordField(), " test-pass-1398 ")
    assert field.clean(f"{sign}{text}{sign}") == text
    assert field.clean(text.translate(WIDE)) == text


@pytest.mark.parametrize("sign", [*UNSEEN, " ", "\u00a0", "-", "–", "—", "\u2212", "ـ"], ids=ascii)
def test_what_parts_the_digits_of_a_code_is_no_part_of_it(sign: str) -> None:
    assert CodeField(digits=10).clean(f"0466{sign}299913") == "0466299913"
    assert MobileField().clean(f"0912{sign}1234567") == "09121234567"


def test_a_refused_code_is_told_its_sign_or_its_length() -> None:
    assert "«/»" in refusal(CodeField(), "0466/299913")[0]
    assert "ناپیدا" in refusal(CodeField(), "0466\x07299913")[0]
    assert "۱۰ رقم است و ۹ رقم" in refusal(CodeField(digits=10), "466299913")[0]


def test_an_address_in_persian_letters_is_told_its_cause() -> None:
    assert "صفحه‌کلید" in refusal(MailField(), "ممنون@example.ir")[0]


@pytest.mark.parametrize("text", ["2520512459", "۲۵۲۰۵۱۲۴۵۹", "٢٥٢٠٥١٢٤٥٩", " 2520512459 "])
def test_a_code_is_read_in_any_digits(text: str) -> None:
    assert CodeField().clean(text) == "2520512459"


def test_a_phone_offers_the_right_keys() -> None:
    assert NumberField(decimals=3).widget.attrs["inputmode"] == "decimal"
    assert CountField().widget.attrs["inputmode"] == "numeric"


@pytest.mark.parametrize(
    "kind", [CodeField, DayField, MailField, MobileField, PasswordField, PhoneField, UserNameField]
)
def test_signs_that_nobody_sees_do_not_fill_a_field_that_is_needed(kind: type[forms.Field]) -> None:
    field = kind(error_messages={"required": "این قلم را پر کنید."})
    assert refusal(field, "\u2066") == ["این قلم را پر کنید."]
