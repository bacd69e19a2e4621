"""The forms of one's own mobile: the new number, then the codes."""

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.codes.forms import SmsCodeField
from accounts.confirmation import OwnPasswordField, check_password
from config.fields import MobileField


class NewMobileForm(forms.Form):
    """The number to which somebody changes."""

    number = MobileField(help_text="مثل ۰۹۱۲۱۲۳۴۵۶۷.")


class FirstMobileForm(NewMobileForm):
    """The first number to be proved: no code to an earlier one says who asks, the password does."""

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        self.fields["current_password"] = OwnPasswordField()

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed


class TwoCodesForm(forms.Form):
    """The codes of the earlier number and of the new one; one that was right is not asked again."""

    old = SmsCodeField("کد شمارهٔ فعلی", help_text="")
    new = SmsCodeField("کد شمارهٔ جدید", help_text="")

    def __init__(self, *args: Any, proved: tuple[bool, bool], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, right in zip(("old", "new"), proved, strict=True):
            if right:
                del self.fields[name]
