"""What a clerk types besides the month: the owner's two ids, and the code that is read out."""

from django import forms

from accounts.codes.forms import SmsCodeField
from units.enrolment.forms import PairForm


class OwnerForm(PairForm):
    """The pair of ids on the licence that the owner brought."""


class OwnersCodeForm(forms.Form):
    """The code that came to the owner's phone."""

    code = SmsCodeField("کدی که دارنده می‌خواند")
