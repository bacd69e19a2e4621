"""The form of a code by SMS, wherever one is typed."""

from django import forms

from config.fields import CodeField


class SmsCodeField(CodeField):
    """Six digits of an SMS, which the phone itself offers; any digits, and blanks between them."""

    def __init__(self, label: str = "کد پیامک", **options: object) -> None:
        said = {"help_text": "شش رقم؛ ده دقیقه اعتبار دارد."} | options
        super().__init__(
            digits=6, label=label, error_messages={"required": "کد را بنویسید."}, **said
        )
        self.widget.attrs |= {"autocomplete": "one-time-code", "class": "code-in"}


class SmsCodeForm(forms.Form):
    """The code of an SMS."""

    code = SmsCodeField()


class OpenCodeForm(forms.Form):
    """The same where somebody who is not signed in sees a page of the portal for the first time."""

    code = SmsCodeField("کد", help_text="با هر رقمی: ۱۲۳۴۵۶ یا 123456")
