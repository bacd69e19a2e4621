"""The forms of sign-up: two ids, a licence to begin with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.fields import CodeField
from units.enrolment.queries import LicenceToTell

NATURAL, LEGAL = 10, 11


class PairForm(forms.Form):
    """Holder id and guild id, as the licence has them."""

    holder_id = CodeField(
        label="کد ملی دارنده یا شناسهٔ ملی شرکت",
        help_text="۱۰ رقم؛ شرکت ۱۱ رقم",
        error_messages={"required": "کد ملی یا شناسهٔ ملی دارنده را بنویسید."},
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
    )
    guild_id = CodeField(
        digits=10,
        label="شناسه صنفی",
        help_text="۱۰ رقم، بالای پروانهٔ کسب",
        error_messages={"required": "شناسه صنفی را بنویسید."},
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
    )

    def clean_holder_id(self) -> str:
        """Ask for the length alone: whether an id can be anybody's is told to nobody."""
        typed: str = self.cleaned_data["holder_id"]
        if len(typed) not in (NATURAL, LEGAL):
            raise ValidationError("کد ملی ۱۰ رقم و شناسهٔ ملی شرکت ۱۱ رقم است.")
        return typed

    def mark_both(self) -> None:
        """Mark the pair: which of the two is wrong is not told."""
        for name in self.fields:
            self[name].field.widget.attrs["aria-invalid"] = "true"


class BeginForm(forms.Form):
    """The licence with which the holder begins."""

    licence = forms.ChoiceField(
        label="با کدام پروانه آغاز می‌کنید؟",
        widget=forms.RadioSelect,
        error_messages={
            "required": "یکی از پروانه‌ها را انتخاب کنید.",
            "invalid_choice": "یکی از پروانه‌های این صفحه را انتخاب کنید.",
        },
    )

    def __init__(self, *args: Any, licences: list[LicenceToTell], begins: int, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [told.licence for told in licences]
        field: Any = self.fields["licence"]
        field.choices = [(row.number, row.number) for row in rows]
        mine = next((row.number for row in rows if row.unit_id == begins), None)
        self.initial.setdefault("licence", mine)
        self._units = {row.number: row.unit_id for row in rows}

    @property
    def unit(self) -> int:
        return self._units[self.cleaned_data["licence"]]
