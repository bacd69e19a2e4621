"""The decision panel, and what unit and reviewers write to each other."""

from typing import Any

from django import forms

from config.fields import PlainTextField
from statistics.figures import Cell


def _words(label: str, missing: str, rows: int = 3) -> PlainTextField:
    return PlainTextField(
        max_length=1000,
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class ReturnForm(forms.Form):
    """A return: the reason is a must, the fields to correct may be ticked."""

    reason = _words("علت بازگشت، برای واحد", "علت بازگشت را بنویسید تا واحد بداند چه را درست کند.")
    fields_to_correct = forms.MultipleChoiceField(
        required=False,
        label="خانه‌هایی که باید اصلاح شوند",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cells: list[Cell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(cell.key, f"{cell.label} ({cell.text})") for cell in cells]
        self.fields["fields_to_correct"].choices = choices  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """A question to the unit."""

    text = _words("پرسش شما، برای واحد", "پرسش خود را بنویسید.")


class AnswerForm(forms.Form):
    """The unit's answer to one question."""

    question = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = _words("پاسخ شما", "پاسخ خود را بنویسید.")


class CorrectionForm(forms.Form):
    """The unit asks for a confirmed month back."""

    reason = _words(
        "چه چیزی نادرست است و چرا؟", "علت را بنویسید تا بررسی‌کننده بتواند تصمیم بگیرد.", rows=5
    )


class CorrectionAnswerForm(forms.Form):
    """The office's answer to a request: refusing needs its reason, accepting may have words."""

    ACTIONS = (("accept", "پذیرش"), ("refuse", "رد"))

    action = forms.ChoiceField(choices=ACTIONS)
    words = PlainTextField(
        max_length=1000,
        required=False,
        label="توضیح برای واحد (برای نپذیرفتن لازم است)",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal without its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("action") == "refuse" and not cleaned.get("words"):
            self.add_error("words", "علت نپذیرفتن را بنویسید تا واحد بداند.")
        return cleaned
