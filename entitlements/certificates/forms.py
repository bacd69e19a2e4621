"""What a unit asks of a certificate, and the code that somebody copies from one."""

from datetime import date
from typing import Any

from django import forms

from config.fields import PlainTextField
from config.jalali import add_months, plain_day
from config.persian import format_number, to_persian_digits
from entitlements.certificates.rules import MONTHS
from entitlements.certificates.services import Wanted
from entitlements.enums import CertificatePurpose


class CertificateForm(forms.Form):
    """For what, for whom, and for how long."""

    purpose = forms.ChoiceField(
        label="برای چه کاری؟",
        choices=CertificatePurpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "یکی از کارها را انتخاب کنید."},
    )
    addressee = PlainTextField(label="برای کدام دستگاه؟", max_length=120, required=False)
    months = forms.TypedChoiceField(label="مدت اعتبار", coerce=int)

    def __init__(self, data: Any, *, today: date, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        months: Any = self.fields["months"]
        months.choices = [
            (n, f"{format_number(n)} ماه، تا {to_persian_digits(plain_day(add_months(today, n)))}")
            for n in MONTHS
        ]

    @property
    def wanted(self) -> Wanted:
        typed = self.cleaned_data
        purpose = CertificatePurpose(typed["purpose"])
        return Wanted(purpose, typed["addressee"], typed["months"])


class CheckForm(forms.Form):
    """The code of a certificate, as it is copied from the paper."""

    code = PlainTextField(
        label="کد گواهی",
        max_length=60,
        error_messages={"required": "کد گواهی را از روی برگ بنویسید."},
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
