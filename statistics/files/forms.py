"""What is asked before identified figures leave: which rows, as what, and what for."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import Organization
from catalog.models import County, IsicNode, Product, Province
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.fields import MONTH_CHOICES, CodeField, PlainTextField
from config.jalali import JalaliMonth, current_month
from config.persian import to_persian_digits
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import ExportChoice, countrywide, unions_named
from statistics.files.tables import TABLES

NAMED_AT_MOST = 5
# What a code of a province or a county looks like.
_PLACE: Final = re.compile("[0-9]{2}([0-9]{2})?")

_MONTH: Final = re.compile("[0-9]{4}(0[1-9]|1[0-2])")
# What an address may choose beforehand.
_SHOWN: Final = {
    "from": _MONTH,
    "to": _MONTH,
    "province": _PLACE,
    "county": _PLACE,
    "isic": re.compile("[0-9]{2,4}"),
    "product": re.compile("[0-9]{10}"),
}


class ExportForm(forms.Form):
    """Kind, format, months, optional filters, and the purpose, which is never left out."""

    kind = forms.ChoiceField(
        choices=ExportKind.choices, widget=forms.RadioSelect, label="کدام آمار"
    )
    from_year = forms.TypedChoiceField(coerce=int, label="از سال")
    from_month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)
    to_year = forms.TypedChoiceField(coerce=int, label="تا سال")
    to_month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)
    province = forms.ChoiceField(required=False, label="استان")
    county = forms.ChoiceField(required=False, label="شهرستان")
    union = PlainTextField(
        required=False,
        max_length=160,
        label="اتحادیه",
        help_text="نام اتحادیه یا چند واژه از آن.",
    )
    isic = CodeField(
        required=False,
        max_length=20,
        label="کد رشته (ISIC)",
        help_text="دو تا چهار رقم، مانند ۲۵ یا ۲۵۲۰.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ltr"}),
    )
    product = CodeField(
        required=False,
        max_length=20,
        label="کد محصول",
        help_text="ده رقم، از درخت محصولات.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ltr"}),
    )
    format = forms.ChoiceField(
        choices=ExportFormat.choices, widget=forms.RadioSelect, label="نوع فایل"
    )
    purpose = PlainTextField(
        max_length=300,
        label="هدف",
        help_text="این فایل برای چه کاری است؟ با نام شما در دفتر فایل‌ها می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "بنویسید این فایل برای چه کاری است."},
    )

    def __init__(
        self, *args: Any, offices: Sequence[Organization], at: datetime, **options: Any
    ) -> None:
        # The running month has no figures yet.
        self.last = current_month(at) - 1
        self.offices = offices
        options["initial"] = {
            "kind": ExportKind.PRODUCTION,
            "format": ExportFormat.XLSX,
            "from_year": self.last.year,
            "from_month": self.last.month,
            "to_year": self.last.year,
            "to_month": self.last.month,
        }
        super().__init__(*args, **options)
        years = range(self.last.year, FIRST_DUE_YEAR - 1, -1)
        for name in ("from_year", "to_year"):
            self._offer(name, [(year, to_persian_digits(year)) for year in years])
        if len(offices) > 1:
            names = [(str(one.pk), one.name) for one in offices]
            self.fields["office"] = forms.ChoiceField(label="برای کدام سازمان", choices=names)
        self._offer_places()

    def _offer_places(self) -> None:
        """Offer the places of the person's reach; what lies beyond is not there (404)."""
        whole = any(countrywide(office) for office in self.offices)
        counties = County.objects.select_related("province").order_by(
            "province__name_order", "name_order"
        )
        if not whole:
            codes = [office.code for office in self.offices]
            counties = counties.filter(organization_code__in=codes)
        by_province: dict[str, list[tuple[str, str]]] = {}
        self.provinces: dict[str, Province] = {}
        self.counties = {county.pk: county for county in counties}
        for county in counties:
            self.provinces[county.province_id] = county.province
            by_province.setdefault(county.province.name, []).append((county.pk, county.name))
        groups: list[Any] = [("", "همهٔ شهرستان‌ها")]
        groups += (
            by_province.items() if whole else [each for g in by_province.values() for each in g]
        )
        self._offer("county", groups)
        names = [(code, province.name) for code, province in self.provinces.items()]
        self._offer("province", [("", "همهٔ استان‌ها"), *names])
        if not whole:
            del self.fields["province"]
        for name, offered in (("province", self.provinces), ("county", self.counties)):
            asked = self.data.get(name, "")
            if _PLACE.fullmatch(asked) and asked not in offered:
                raise Http404

    def begin_with(self, asked: Mapping[str, str]) -> None:
        """Choose what the page of figures shows that led here; what is not offered stays."""
        shown = {name: asked.get(name, "") for name in _SHOWN}
        begun = {name: text for name, text in shown.items() if _SHOWN[name].fullmatch(text)}
        for name in ("from", "to"):
            if month := begun.pop(name, ""):
                begun |= {f"{name}_year": month[:4], f"{name}_month": str(int(month[4:]))}
        for name, text in begun.items():
            field = self.fields.get(name)
            offered = getattr(field, "choices", None)
            if field and (offered is None or field.valid_value(text)):  # type: ignore[attr-defined]
                self.initial[name] = text

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_office(self) -> Organization:
        """For which office the file is asked."""
        asked = self.cleaned_data.get("office")
        return next((one for one in self.offices if str(one.pk) == asked), self.offices[0])

    def clean_union(self) -> Organization | None:
        text: str = self.cleaned_data["union"]
        # Empty is every union.
        if not text:
            return None
        found = [union for office in self.offices for union in unions_named(text, office)]
        found = list(dict.fromkeys(found))
        if not found:
            raise ValidationError("اتحادیه‌ای با این نام نیست. نام را دوباره ببینید.")
        if len(found) > 1:
            names = "؛ ".join(union.name for union in found[:NAMED_AT_MOST])
            more = "؛ …" if len(found) > NAMED_AT_MOST else ""
            raise ValidationError(
                f"چند اتحادیه این نام را دارند. نام کامل را بنویسید: {names}{more}"
            )
        return found[0]

    def clean_isic(self) -> IsicNode | None:
        code: str = self.cleaned_data["isic"]
        if not code:
            return None
        found = IsicNode.objects.filter(code=code).first()
        if found is None:
            raise ValidationError("این کد در فهرست ISIC نیست.")
        return found

    def clean_product(self) -> Product | None:
        code: str = self.cleaned_data["product"]
        if not code:
            return None
        found = Product.objects.filter(code=code).first()
        if found is None:
            raise ValidationError("این کد در فهرست محصولات نیست. آن را از درخت محصولات بردارید.")
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse months in the wrong order, and a product where none is asked."""
        data = self.cleaned_data
        ends = {"from_year", "from_month", "to_year", "to_month"}
        if ends <= data.keys() and self._month("from") > self._month("to"):
            self.add_error("to_month", "پایان دوره پیش از آغاز آن است.")
        elif ends <= data.keys() and self._month("to") > self.last:
            self.add_error("to_month", f"تا {self.last} می‌توان گرفت؛ ماه‌های بعد پایان نیافته‌اند.")
        # Silently leaving the product out would hand over more rows than were asked for.
        kind = data.get("kind")
        if kind and data.get("product") and not TABLES[ExportKind(kind)].code:
            self.add_error(
                "product",
                f"«{ExportKind(kind).label}» به محصول تفکیک نمی‌شود. این قلم را خالی بگذارید.",
            )
        return data

    @property
    def choice(self) -> ExportChoice:
        """The checked answers."""
        data = self.cleaned_data
        return ExportChoice(
            ExportKind(data["kind"]),
            ExportFormat(data["format"]),
            self._month("from"),
            self._month("to"),
            data["purpose"],
            self.provinces.get(data.get("province", "")),
            data["union"],
            data["product"],
            self.counties.get(data["county"]),
            data["isic"],
        )

    def _month(self, end: str) -> JalaliMonth:
        data = self.cleaned_data
        return JalaliMonth(data[f"{end}_year"], data[f"{end}_month"])
