"""What unit and reviewers write to each other."""

from typing import Any

from django import forms

from config.fields import PlainTextField


def words_field(label: str, missing: str, rows: int = 3) -> PlainTextField:
    return PlainTextField(
        max_length=1000,
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class QuestionForm(forms.Form):
    """A question to the unit."""

    text = words_field("پرسش شما، برای واحد", "پرسش خود را بنویسید.")


class AnswerForm(forms.Form):
    """The unit's answer to one question."""

    question = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = words_field("پاسخ شما", "پاسخ خود را بنویسید.")


class CorrectionForm(forms.Form):
    """The unit asks for a confirmed month back."""

    reason = words_field(
        "چه چیزی نادرست است و چرا؟", "علت را بنویسید تا بررسی‌کننده بتواند تصمیم بگیرد.", rows=5
    )


class CorrectionAnswerForm(forms.Form):
    """The office's answer to a request: refusing needs its reason, accepting may have words."""

    ACTIONS = (("accept", "پذیرش"), ("refuse", "رد"))

    action = forms.ChoiceField(choices=ACTIONS)
    words = PlainTextField(
        max_length=1000,
        required=False,
        label="توضیح برای واحد",
        help_text="برای نپذیرفتن لازم است.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("action") == "refuse" and not cleaned.get("words"):
            self.add_error("words", "علت نپذیرفتن را بنویسید تا واحد بداند.")
        return cleaned
