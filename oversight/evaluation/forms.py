"""Publishing an evaluation: which edition was seen, and why another one follows."""

from django import forms

from config.fields import PlainTextField


class PublishForm(forms.Form):
    """The note of an edition; from the second on it says why."""

    note = PlainTextField(
        label="علت انتشار دوباره",
        max_length=300,
        # Whether it is needed depends on the editions there are: the service asks for it.
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "علت را در ۳۰۰ نویسه بنویسید."},
    )
