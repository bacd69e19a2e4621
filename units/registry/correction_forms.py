"""The form that corrects one fact."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.enums import IsicLevel
from catalog.fields import alphabetical
from catalog.models import IsicNode, LicenceKind
from config.fields import CodeField, DayField, NumberField
from config.jalali import jalali_parts
from units.enums import HolderKind, LicenceTerm, RegistryFact
from units.models import Licence, Unit
from units.registry.correction_services import Correction
from units.registry.forms import (
    SEEN,
    GroundForm,
    LicenceField,
    LicenceNumberField,
    NameField,
    check_holder,
)
from units.registry.queries import UNIT_FACTS, licences_of
from units.registry.services import Act

# Iran lies between these degrees.
_SOUTH, _NORTH, _WEST, _EAST = 24, 40, 44, 64
_REQUIRED = {"required": "مقدار درست را بنویسید."}


class TradeField(CodeField):
    """An ISIC class by its four digits. Cleans to the node."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        node = IsicNode.objects.filter(pk=code, level=IsicLevel.CLASS).first()
        if node is None:
            raise ValidationError("رشته‌ای با این کد نیست؛ چهار رقم کد را از فهرست رشته‌ها ببینید.")
        return node


def _name(label: str) -> forms.Field:
    return NameField(max_length=160, label=label, error_messages=_REQUIRED)


def _degrees(label: str) -> forms.Field:
    return NumberField(decimals=5, limit=180, label=label)


# What each fact is made of: the names of the fields on the unit or the licence.
FIELDS: Mapping[RegistryFact, Mapping[str, Callable[[], forms.Field]]] = {
    RegistryFact.UNIT_NAME: {"name": lambda: _name("نام واحد")},
    RegistryFact.HOLDER_NAME: {"holder_name": lambda: _name("نام دارنده")},
    RegistryFact.HOLDER_ID: {
        "holder_kind": lambda: forms.ChoiceField(
            label="دارنده", choices=HolderKind.choices, widget=forms.RadioSelect
        ),
        "holder_id": lambda: CodeField(label="کد یا شناسهٔ ملی", error_messages=_REQUIRED),
        "seen": lambda: forms.BooleanField(required=False, label=SEEN),
    },
    RegistryFact.GUILD_ID: {
        "guild_id": lambda: CodeField(digits=10, label="شناسه صنفی", error_messages=_REQUIRED)
    },
    RegistryFact.NUMBER: {
        "number": lambda: LicenceNumberField(label="شماره پروانهٔ درست", error_messages=_REQUIRED)
    },
    RegistryFact.KIND: {
        "kind": lambda: forms.ModelChoiceField(
            LicenceKind.objects.order_by(alphabetical("name")), label="نوع پروانه", empty_label=None
        )
    },
    RegistryFact.TERM: {
        "term": lambda: forms.ChoiceField(label="مدت پروانه", choices=LicenceTerm.choices)
    },
    RegistryFact.ISSUED_ON: {
        "issued_on": lambda: DayField(
            label="تاریخ صدور", help_text="مانند ۱۴۰۱/۰۲/۱۱", error_messages=_REQUIRED
        )
    },
    RegistryFact.EXPIRES_ON: {
        "expires_on": lambda: DayField(
            required=False,
            label="اعتبار تا",
            help_text="مانند ۱۴۱۰/۰۹/۰۱؛ برای پروانهٔ بی‌تاریخ پایان خالی بگذارید.",
        )
    },
    RegistryFact.TRADE: {
        "trade": lambda: TradeField(
            digits=4, label="کد رشته (ISIC)", help_text="چهار رقم", error_messages=_REQUIRED
        )
    },
    RegistryFact.ADDRESS: {
        "address": lambda: NameField(max_length=300, label="نشانی", error_messages=_REQUIRED)
    },
    RegistryFact.POSTAL_CODE: {
        "postal_code": lambda: CodeField(digits=10, label="کد پستی", error_messages=_REQUIRED)
    },
    RegistryFact.POINT: {
        "latitude": lambda: _degrees("عرض جغرافیایی"),
        "longitude": lambda: _degrees("طول جغرافیایی"),
    },
}


class CorrectionForm(GroundForm):
    """What a fact is to be, as it stands to begin with."""

    def __init__(
        self,
        *args: Any,
        unit: Unit,
        fact: RegistryFact,
        licence: Licence | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, unit=unit, **options)
        self.fact = fact
        subject: Unit | Licence | None = unit
        if fact not in UNIT_FACTS:
            subject = licence
            self.fields["licence"] = LicenceField(licences_of(unit))
            self.initial["licence"] = licence.pk if licence else ""
        for name, make in FIELDS[fact].items():
            self.fields[name] = make()
            self.initial.setdefault(name, _typed(getattr(subject, name, None)))
        self.order_fields(["licence", *FIELDS[fact], "source", "reference"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.fact == RegistryFact.HOLDER_ID:
            check_holder(self, data)
        if self.fact == RegistryFact.POINT and not self.errors:
            self._check_point(data)
        return data

    def _check_point(self, data: dict[str, Any]) -> None:
        north, east = data["latitude"], data["longitude"]
        if (north is None) != (east is None):
            self.add_error("longitude", "عرض و طول را با هم بنویسید، یا هر دو را خالی بگذارید.")
        elif north is not None and not (_SOUTH <= north <= _NORTH and _WEST <= east <= _EAST):
            self.add_error("latitude", "این نقطه در ایران نیست؛ عرض و طول جابه‌جا نشده باشد.")

    @property
    def act(self) -> Act:
        names = [name for name in FIELDS[self.fact] if name != "seen"]
        values = {name: self.cleaned_data[name] for name in names}
        return Correction(self.fact, values, self.cleaned_data.get("licence", 0))


def _typed(value: Any) -> Any:
    """Write a stored value as its field takes it."""
    if hasattr(value, "isoformat"):
        return "/".join(f"{part:02d}" for part in jalali_parts(value))
    return value.pk if hasattr(value, "pk") else value
