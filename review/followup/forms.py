"""What an office writes down after it reached a unit."""

from datetime import date, timedelta
from typing import Any

from django import forms

from config.fields import PlainTextField
from config.jalali import format_day
from review.enums import ContactResult, ContactWay
from review.followup.services import ContactNote

DAYS_BACK = 14


class ContactForm(forms.Form):
    """One contact: on which day, by which way, with what result."""

    on = forms.TypedChoiceField(label="روز", coerce=date.fromisoformat)
    way = forms.ChoiceField(label="از چه راهی", choices=ContactWay.choices)
    result = forms.ChoiceField(label="نتیجه", choices=ContactResult.choices)
    note = PlainTextField(
        max_length=500,
        required=False,
        label="توضیح",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        days = [today - timedelta(days=back) for back in range(DAYS_BACK)]
        self.fields["on"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), format_day(day)) for day in days
        ]

    def clean(self) -> dict[str, Any]:
        """Ask what «چیز دیگر» was."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("result") == ContactResult.OTHER and not data.get("note"):
            self.add_error("note", "بنویسید چه شد.")
        return data

    @property
    def said(self) -> ContactNote:
        data = self.cleaned_data
        return ContactNote(
            data["on"], ContactWay(data["way"]), ContactResult(data["result"]), data["note"]
        )
