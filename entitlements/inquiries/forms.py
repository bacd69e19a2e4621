"""What is asked of who writes an agreement down, and of who makes a token."""

from typing import Any

from django import forms

from config.fields import CountField, DayField, PlainTextField
from config.persian import format_number
from entitlements.enums import DERIVED, InquiryField
from entitlements.inquiries.agreement_services import Terms
from entitlements.inquiries.rules import MOST_ROWS

MOST_A_DAY = 1_000_000


def _text(label: str, length: int, missing: str, help_text: str = "") -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=length,
        help_text=help_text,
        error_messages={"required": missing},
    )


def _day(label: str, help_text: str = "") -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        error_messages={"required": "روز را بنویسید، مانند ۱۴۰۵/۰۹/۰۱."},
    )


class AgreementForm(forms.Form):
    """The words of an agreement; derived facts are ticked to begin with."""

    agency = _text("دستگاه", 120, "نام دستگاه را بنویسید.")
    number = _text("شمارهٔ توافق", 40, "شمارهٔ توافق را بنویسید.")
    legal_basis = _text("مستند قانونی", 300, "مستند قانونی را بنویسید.")
    purpose = _text(
        "هدف استعلام", 200, "هدف استعلام را بنویسید.", "دارندهٔ واحد همین را کنار هر پاسخ می‌بیند."
    )
    fields_asked = forms.MultipleChoiceField(
        label="چه پاسخی داده می‌شود؟",
        choices=InquiryField.choices,
        initial=[field.value for field in DERIVED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "دست‌کم یک فیلد را انتخاب کنید."},
    )
    starts_on = _day("از روز", "مانند ۱۴۰۵/۰۹/۰۱.")
    ends_on = _day("تا روز", "حداکثر سه سال.")
    per_day = CountField(
        label="سهمیهٔ هر روز", help_text="تعداد واحد در یک شبانه‌روز.", limit=MOST_A_DAY + 1
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        self.fields["per_day"].initial = format_number(MOST_ROWS)

    def clean_per_day(self) -> int:
        typed: int | None = self.cleaned_data["per_day"]
        if not typed:
            raise forms.ValidationError("سهمیهٔ هر روز را بنویسید؛ دست‌کم ۱ واحد.")
        return typed

    @property
    def terms(self) -> Terms:
        typed = dict(self.cleaned_data)
        fields = typed.pop("fields_asked")
        return Terms(fields=fields, **typed)


class TokenForm(forms.Form):
    """For which machine a token is, and how long."""

    label = _text("برای کدام سامانه", 60, "نام سامانه‌ای را بنویسید که با این توکن می‌پرسد.")
    expires_on = _day("اعتبار تا", "حداکثر تا پایان توافق.")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
