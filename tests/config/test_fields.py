"""Figures as people type them."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from config.fields import CodeField, CountField, NumberField, checked_number
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
        (0, "1.5", "این مقدار عدد کامل است؛ بدون اعشار بنویسید."),
        (3, "1000", "این مقدار باید از ۱٬۰۰۰ کمتر باشد."),
        (3, "1e3", "عدد را کامل و بدون توان بنویسید، مثل ۱٬۰۰۰."),
        (3, "9" * 31, "این عدد بیش از اندازه بلند است. مقدار را دوباره بررسی کنید."),
    ],
)
def test_what_does_not_fit_is_named(decimals: int, text: str, sentence: str) -> None:
    assert refusal(NumberField(decimals=decimals, limit=1000), text) == [sentence]


def test_zeros_behind_the_mark_are_no_decimals() -> None:
    assert checked_number("1.500", 1, 1000) == Decimal("1.5")
    assert checked_number("7.0", 0, 1000) == 7
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
    assert isinstance(CountField(limit=100).clean("12.0"), int)
    assert refusal(CountField(limit=100), "-1")


@pytest.mark.parametrize("text", ["2520512459", "۲۵۲۰۵۱۲۴۵۹", "٢٥٢٠٥١٢٤٥٩", " 2520512459 "])
def test_a_code_is_read_in_any_digits(text: str) -> None:
    assert CodeField().clean(text) == "2520512459"


def test_a_phone_offers_the_right_keys() -> None:
    assert NumberField(decimals=3).widget.attrs["inputmode"] == "decimal"
    assert CountField().widget.attrs["inputmode"] == "numeric"
