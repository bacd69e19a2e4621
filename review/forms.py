"""The decision panel."""

from typing import Any

from django import forms

from config.fields import PlainTextField
from statistics.figures import Cell


class ReturnForm(forms.Form):
    """A return: the reason is a must, the fields to correct may be ticked."""

    reason = PlainTextField(
        max_length=1000,
        label="علت بازگشت، برای واحد",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "علت بازگشت را بنویسید تا واحد بداند چه را درست کند."},
    )
    fields_to_correct = forms.MultipleChoiceField(
        required=False,
        label="خانه‌هایی که باید اصلاح شوند",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cells: list[Cell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(cell.key, f"{cell.label} ({cell.text})") for cell in cells]
        self.fields["fields_to_correct"].choices = choices  # type: ignore[attr-defined]
