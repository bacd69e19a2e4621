"""The one box."""

from django import forms

from config.fields import PlainTextField

MOST_SIGNS = 160


class SearchForm(forms.Form):
    """What a caller said: a name, a number, or some of each."""

    q = PlainTextField(
        max_length=MOST_SIGNS,
        label="نام واحد یا دارنده، شناسه، پروانه، تلفن یا شماره رهگیری",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": "نام، شناسه یا شماره‌ای بنویسید."},
    )
