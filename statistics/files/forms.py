"""What is asked before identified figures leave: which rows, as what, and what for."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Organization
from catalog.models import Product, Province
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.fields import MONTH_CHOICES, CodeField, PlainTextField
from config.jalali import JalaliMonth, current_month
from config.persian import to_persian_digits
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import ExportChoice, unions_named

NAMED_AT_MOST = 5


class ExportForm(forms.Form):
    """Kind, format, months, optional filters, and the purpose, which is never left out."""

    kind = forms.ChoiceField(
        choices=ExportKind.choices, widget=forms.RadioSelect, label="کدام آمار"
    )
    from_year = forms.TypedChoiceField(coerce=int, label="از سال")
    from_month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)
    to_year = forms.TypedChoiceField(coerce=int, label="تا سال")
    to_month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)
    province = forms.ModelChoiceField(
        Province.objects.order_by("name_order"),
        required=False,
        label="استان",
        empty_label="همهٔ استان‌ها",
    )
    union = PlainTextField(
        required=False,
        max_length=160,
        label="اتحادیه",
        help_text="نام اتحادیه یا چند واژه از آن.",
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
        help_text="این فایل برای چه کاری است؟ با نام شما در دفتر خروجی‌ها می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "بنویسید این فایل برای چه کاری است."},
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        # The running month cannot be final.
        last = current_month(at) - 1
        options["initial"] = {
            "kind": ExportKind.PRODUCTION,
            "format": ExportFormat.XLSX,
            "from_year": last.year,
            "from_month": last.month,
            "to_year": last.year,
            "to_month": last.month,
        }
        super().__init__(*args, **options)
        years = [(y, to_persian_digits(y)) for y in range(last.year, FIRST_DUE_YEAR - 1, -1)]
        for name in ("from_year", "to_year"):
            self.fields[name].choices = years  # type: ignore[attr-defined]

    def clean_union(self) -> Organization | None:
        text: str = self.cleaned_data["union"]
        # Empty is every union.
        if not text:
            return None
        found = unions_named(text)
        if not found:
            raise ValidationError("اتحادیه‌ای با این نام نیست. نام را دوباره ببینید.")
        if len(found) > 1:
            names = "؛ ".join(union.name for union in found[:NAMED_AT_MOST])
            more = "؛ …" if len(found) > NAMED_AT_MOST else ""
            raise ValidationError(
                f"چند اتحادیه این نام را دارند. نام کامل را بنویسید: {names}{more}"
            )
        return found[0]

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
        # Silently leaving the product out would hand over more rows than were asked for.
        if data.get("kind") == ExportKind.EMPLOYMENT and data.get("product"):
            self.add_error(
                "product", "اشتغال به محصول تفکیک نمی‌شود. این قلم را برای اشتغال خالی بگذارید."
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
            data["province"],
            data["union"],
            data["product"],
        )

    def _month(self, end: str) -> JalaliMonth:
        data = self.cleaned_data
        return JalaliMonth(data[f"{end}_year"], data[f"{end}_month"])
