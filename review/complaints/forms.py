"""What a unit complains of, and what the office answers."""

from django import forms

from config.fields import PlainTextField
from review.enums import Verdict


class ComplaintForm(forms.Form):
    """The unit's own words."""

    text = PlainTextField(
        max_length=2000,
        label="شکایت شما",
        help_text="بنویسید چه چیزی درست نیست و چرا؛ شماره نامه یا تاریخ اگر دارید.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "شکایت خود را بنویسید."},
    )


class ComplaintAnswerForm(forms.Form):
    """What the office found, with its reasons."""

    verdict = forms.ChoiceField(
        label="نتیجه",
        choices=[choice for choice in Verdict.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "نتیجه را انتخاب کنید."},
    )
    answer = PlainTextField(
        max_length=2000,
        label="پاسخ شما، برای واحد",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "پاسخ خود را بنویسید."},
    )
