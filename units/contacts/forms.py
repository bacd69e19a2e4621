"""The forms of a unit's numbers."""

from typing import Any

from django import forms

from config.fields import MobileField, PhoneField, PlainTextField
from units.contacts.mobile_services import UNREASONED
from units.contacts.services import NumberTerms
from units.enums import ContactRole, RegistrySource
from units.models import Unit
from units.registry.forms import GroundForm, NameField

# What a call says of a number, anybody may say who calls.
MOBILE_SOURCES = (
    RegistrySource.LETTER,
    RegistrySource.VISIT,
    RegistrySource.REGISTRY,
    RegistrySource.LICENCE,
)
NUMBER = PhoneField(
    label="شماره",
    help_text="همراه، یا تلفن ثابت با کد شهر.",
    error_messages={"required": "شماره را بنویسید."},
)


class OwnNumberForm(forms.Form):
    """A number as the unit's own people give it."""

    role = forms.ChoiceField(
        label="این شماره برای", choices=ContactRole.choices, initial=ContactRole.HOLDER.value
    )
    name = NameField(
        max_length=80,
        required=False,
        label="نام کسی که پاسخ می‌دهد",
        help_text="برای رابط دوم و نماینده، نام و سمت او.",
    )
    number = NUMBER

    @property
    def terms(self) -> NumberTerms:
        data = self.cleaned_data
        return NumberTerms(ContactRole(data["role"]), data["name"], data["number"])


class OfficeNumberForm(GroundForm, OwnNumberForm):
    """A number as an office heard it, with its source."""

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        self.order_fields(["role", "name", "number", "source", "reference"])


class WrongNumberForm(GroundForm):
    """How an office found that a number does not reach the unit."""

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        self.initial.setdefault("source", RegistrySource.CALL)


class RegisteredMobileForm(GroundForm):
    """The holder's mobile as an office learned it, never by a call from that very number."""

    number = MobileField(help_text="مثل ۰۹۱۲۱۲۳۴۵۶۷.")

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("", "انتخاب کنید"),
            *((s.value, s.label) for s in MOBILE_SOURCES),
        ]


class SettleForm(forms.Form):
    """Whether a second officer agrees to a change."""

    granted = forms.ChoiceField(
        label="نظر شما",
        choices=[("yes", "تأیید می‌کنم"), ("no", "رد می‌کنم")],
        widget=forms.RadioSelect,
        error_messages={"required": "یکی را انتخاب کنید."},
    )
    reason = PlainTextField(
        max_length=300,
        required=False,
        label="دلیل رد",
        help_text="تنها برای رد؛ به درخواست‌کننده و دارنده گفته می‌شود.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("granted") == "no" and not data.get("reason"):
            self.add_error("reason", UNREASONED)
        return data


class OwnSettleForm(forms.Form):
    """Why who asked for a change takes it back."""

    reason = PlainTextField(
        max_length=300,
        label="دلیل پس گرفتن",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": UNREASONED},
    )
