"""What is asked before names and numbers leave."""

from django import forms

from config.fields import PlainTextField


class ContactListForm(forms.Form):
    """The purpose, which is never left out."""

    purpose = PlainTextField(
        max_length=300,
        label="هدف",
        help_text="این فهرست برای چه کاری است؟ با نام شما ثبت می‌شود و می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "بنویسید این فهرست برای چه کاری است."},
    )
