"""The form by which a file comes."""

from django import forms

from config.fields import UploadField


class EvidenceForm(forms.Form):
    """One file; what it is, is read from its content."""

    file = UploadField(label="فایل", accept=".pdf,.jpg,.jpeg,.png")
