"""The forms of the list of causes: a new one, and the last day of one."""

from datetime import datetime
from typing import Any

from django import forms

from catalog.causes.services import CauseTerms
from catalog.enums import Direction
from config.fields import PlainTextField
from config.jalali import current_month, tehran_day
from config.jalali_date_field import JalaliDateField

YEARS_BACK, YEARS_AHEAD = 1, 3


def years_around(at: datetime) -> list[int]:
    """List the Jalali years that a day of the list may lie in."""
    running = current_month(at).year
    return list(range(running - YEARS_BACK, running + YEARS_AHEAD + 1))


class CauseForm(forms.Form):
    """What a cause is called, which way it goes, from when, and why it is added."""

    name = PlainTextField(
        max_length=60,
        label="عنوان علت",
        help_text="همان‌طور که واحدها در فهرست می‌بینند، مانند «قطعی برق».",
        error_messages={"required": "عنوان علت را وارد کنید."},
    )
    direction = forms.ChoiceField(
        label="برای",
        required=False,
        choices=[("", "افزایش و کاهش"), *Direction.choices],
    )
    note = PlainTextField(
        max_length=300,
        label="دلیل افزودن",
        help_text="مرجع یا مصوبه؛ در سوابق می‌ماند.",
        error_messages={"required": "دلیل افزودن را وارد کنید."},
    )
    field_order = ("name", "direction", "since", "until", "note")

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        years = years_around(at)
        self.fields["since"] = JalaliDateField(
            years=years,
            label="از روز",
            initial=tehran_day(at),
            required=True,
            help_text="برای آمار همهٔ ماه‌هایی که این روز یا پس از آن را دارند نمایش داده می‌شود.",
        )
        self.fields["until"] = JalaliDateField(
            years=years,
            label="تا پایان روز",
            required=False,
            help_text="اگر پایان آن معلوم نیست، خالی بگذارید.",
        )
        self.order_fields(self.field_order)

    @property
    def terms(self) -> CauseTerms:
        data = self.cleaned_data
        return CauseTerms(
            data["name"], data["direction"], data["since"], data["until"], data["note"]
        )


class CauseEndForm(forms.Form):
    """The last day of a cause."""

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"] = JalaliDateField(
            years=years_around(at), label="آخرین روز در فهرست", initial=tehran_day(at)
        )
