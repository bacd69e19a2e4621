"""Which month and units a workbook is wanted for, and the form by which one comes back."""

from typing import Any

from django import forms

from config.fields import UploadField
from config.jalali import JalaliMonth
from config.persian import format_number
from review.owner.workbook.queries import MOST_UNITS


class WantedForm(forms.Form):
    """The month, and the units; none chosen means all that can file it."""

    month = forms.TypedChoiceField(
        label="ماه",
        coerce=lambda text: JalaliMonth.from_int(int(text)),
        error_messages={
            "required": "ماه را انتخاب کنید.",
            "invalid_choice": "یکی از ماه‌های فهرست را انتخاب کنید.",
        },
    )
    units = forms.TypedMultipleChoiceField(
        label="واحدها",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "واحدها را از فهرست همین صفحه انتخاب کنید."},
    )

    def __init__(
        self,
        *args: Any,
        months: list[JalaliMonth],
        units: list[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        month: Any = self.fields["month"]
        month.choices = [(one.to_int(), str(one)) for one in months]
        listed: Any = self.fields["units"]
        listed.choices = units

    def clean_units(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["units"] or [
            int(pk)
            for pk, _ in self.fields["units"].choices  # type: ignore[attr-defined]
        ]
        if len(chosen) > MOST_UNITS:
            raise forms.ValidationError(
                f"هر کاربرگ تا {format_number(MOST_UNITS)} واحد دارد؛ واحدها را انتخاب کنید."
            )
        return chosen


class WorkbookForm(forms.Form):
    """The filled workbook; what it is, is read from its content."""

    file = UploadField(
        label="کاربرگ پرشده",
        accept=".xlsx",
        help_text="فایل XLSX که از همین صفحه دریافت کرده‌اید، تا ۲ مگابایت",
    )
