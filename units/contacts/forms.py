"""The forms of a unit's numbers."""

from typing import Any

from django import forms

from config.fields import CodeField, PhoneField
from units.contacts.services import NumberTerms
from units.enums import ContactRole, RegistrySource
from units.models import Unit
from units.registry.forms import GroundForm, NameField

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


class CodeForm(forms.Form):
    """The code of an SMS."""

    code = CodeField(
        digits=6,
        label="کد پیامک",
        help_text="شش رقم؛ ده دقیقه اعتبار دارد.",
        error_messages={"required": "کد را بنویسید."},
    )
    code.widget.attrs["autocomplete"] = "one-time-code"
