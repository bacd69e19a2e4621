"""The form by which a file comes."""

from django import forms


class EvidenceForm(forms.Form):
    """One file; what it is, is read from its content."""

    file = forms.FileField(
        label="فایل",
        max_length=300,
        # An empty file is refused by the service, in its own words.
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "فایلی انتخاب کنید."},
    )
