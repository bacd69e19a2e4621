"""What is asked of who opens a campaign."""

from django import forms

from config.fields import DayField, PlainTextField
from units.campaign.services import Window


def _day(label: str, help_text: str = "") -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        error_messages={"required": "روز را بنویسید، مانند ۱۴۰۵/۰۹/۰۱."},
    )


class OpenForm(forms.Form):
    """The window of a campaign and its letter."""

    starts_on = _day("از روز", "مانند ۱۴۰۵/۰۹/۰۱.")
    ends_on = _day("تا روز", "بخشنامه یک ماه می‌دهد.")
    letter_number = PlainTextField(
        max_length=40,
        label="شمارهٔ نامه",
        error_messages={"required": "شمارهٔ نامه را بنویسید."},
    )
    letter_date = _day("تاریخ نامه")

    @property
    def window(self) -> Window:
        return Window(**self.cleaned_data)
