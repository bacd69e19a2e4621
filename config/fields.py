"""Form fields for figures as people type them: any digits, exact decimals, nothing guessed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.jalali import MONTH_NAMES
from config.persian import (
    NumberError,
    format_number,
    normalize,
    parse_number,
    to_ascii_digits,
    to_persian_digits,
)

MONTH_CHOICES = tuple(enumerate(MONTH_NAMES, start=1))


class NumberField(forms.CharField):
    """A quantity: `decimals` places at most, below `limit`. Empty cleans to None.

    `needed` marks a field that a draft may leave empty and a confirmation may not.
    """

    needed = True

    def __init__(self, *, decimals: int = 0, limit: Decimal | int = 10**12, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.decimals, self.limit = decimals, limit
        self.widget.attrs["inputmode"] = "decimal" if decimals else "numeric"
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> Decimal:
        """Read the typed number; a field with rules of its own puts the text to them first."""
        return checked_number(text, self.decimals, self.limit)

    def prepare_value(self, value: Any) -> Any:
        # Typed text stays as it was typed, so that a refused form shows the person's own words.
        return format_number(value) if isinstance(value, Decimal | int) else value


class CountField(NumberField):
    """A whole number of people or things. Cleans to int or None."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number)


class PlainTextField(forms.CharField):
    """Words as they are stored. The length is checked after normalizing, which may lengthen."""

    def to_python(self, value: Any) -> str:
        return normalize(super().to_python(value) or "")


class CodeField(forms.CharField):
    """Digits that name something, typed in any script; cleans to ASCII digits."""

    def clean(self, value: Any) -> Any:
        return to_ascii_digits(super().clean(value)).strip()


def checked_number(text: str, decimals: int, limit: Decimal | int) -> Decimal:
    """Read a typed number; ValidationError when unreadable, too fine or too large."""
    try:
        number = parse_number(text)
    except NumberError as fault:
        raise ValidationError(str(fault)) from fault
    if number >= limit:
        raise ValidationError(f"این مقدار باید از {format_number(limit)} کمتر باشد.")
    if number != round(number, decimals):
        raise ValidationError(
            f"تا {to_persian_digits(decimals)} رقم اعشار بنویسید."
            if decimals
            else "این مقدار عدد کامل است؛ بدون اعشار بنویسید."
        )
    return number
