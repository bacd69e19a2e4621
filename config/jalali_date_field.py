"""A Jalali day asked for in three selects: no calendar, no format to guess."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.jalali import MONTH_NAMES, from_parts, jalali_parts
from config.persian import to_persian_digits

Choices = Sequence[tuple[int | str, str]]
_DAYS: Choices = [(day, to_persian_digits(day)) for day in range(1, 32)]
_MONTHS: Choices = list(enumerate(MONTH_NAMES, start=1))
_EMPTY: Choices = [("", "—")]


class JalaliDateWidget(forms.MultiWidget):
    """Three selects, each with a name of its own for who hears the page."""

    use_fieldset = True

    def __init__(self, years: Sequence[int] = (), *, empty: bool = False) -> None:
        parts: tuple[tuple[str, Choices], ...] = (
            ("روز", _DAYS),
            ("ماه", _MONTHS),
            ("سال", [(year, to_persian_digits(year)) for year in years]),
        )
        before = _EMPTY if empty else []
        selects = [
            forms.Select(attrs={"aria-label": name}, choices=[*before, *choices])
            for name, choices in parts
        ]
        super().__init__(selects)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the first select the field's own id, to which the summary of errors leads."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        widget = context["widget"]
        if widget["attrs"].get("id"):
            widget["subwidgets"][0]["attrs"]["id"] = widget["attrs"]["id"]
        return context

    def decompress(self, value: dt.date | None) -> list[int | None]:
        if value is None:
            return [None, None, None]
        year, month, day = jalali_parts(value)
        return [day, month, year]


class JalaliDateField(forms.MultiValueField):
    """A Tehran day between the first and the last of `years` (Jalali). Cleans to a date or None."""

    def __init__(self, *, years: Sequence[int], **options: Any) -> None:
        required = options.get("required", True)
        parts = [forms.TypedChoiceField(coerce=int, choices=_DAYS) for _ in range(3)]
        parts[1].choices = _MONTHS
        parts[2].choices = [(year, str(year)) for year in years]
        for part in parts:
            part.required = required
        options.setdefault("widget", JalaliDateWidget(years, empty=not required))
        super().__init__(parts, require_all_fields=required, **options)
        self.error_messages.setdefault("incomplete", "روز، ماه و سال را کامل انتخاب کنید.")

    def compress(self, data_list: list[Any]) -> dt.date | None:
        parts = [part for part in data_list if part not in ("", None)]
        if not parts:
            return None
        if len(parts) < 3:
            raise ValidationError("روز، ماه و سال را کامل انتخاب کنید.")
        day, month, year = parts
        try:
            return from_parts(year, month, day)
        except ValueError:
            raise ValidationError("این ماه چنین روزی ندارد.") from None
