"""The forms of the lists: what is selected, from when, until when, why, and by which letter."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Product
from config.fields import CodeField, PlainTextField
from config.jalali import current_month, tehran_day
from config.jalali_date_field import JalaliDateField
from statistics.office.selection.services import SelectionTerms
from statistics.office.unit_choice import UnitChoiceForm

YEARS_BACK, YEARS_AHEAD = 1, 3


def years_around(at: datetime) -> list[int]:
    """List the Jalali years that a list's day may lie in."""
    running = current_month(at).year
    return list(range(running - YEARS_BACK, running + YEARS_AHEAD + 1))


class TermsForm(forms.Form):
    """From when to when, why, and where it was decided."""

    criterion = PlainTextField(
        max_length=300,
        label="معیار",
        help_text="چرا انتخاب شد، مثل «سهم بیش از پنج درصد از تولید استان».",
        error_messages={"required": "معیار را بنویسید."},
    )
    source = PlainTextField(
        max_length=200,
        label="مرجع",
        help_text="شماره و تاریخ نامه یا مصوبه",
        error_messages={"required": "مرجع را بنویسید."},
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        years = years_around(at)
        self.fields["since"] = JalaliDateField(
            years=years, label="از روز", initial=tehran_day(at), required=True
        )
        self.fields["until"] = JalaliDateField(
            years=years,
            label="تا پایان روز",
            required=False,
            help_text="اگر پایان آن معلوم نیست، خالی بگذارید و بعد پایان دهید.",
        )
        # The days were added last, and stand before the reason.
        self.order_fields(self.field_order)

    @property
    def terms(self) -> SelectionTerms:
        data = self.cleaned_data
        return SelectionTerms(data["since"], data["until"], data["criterion"], data["source"])


class SelectUnitForm(TermsForm, UnitChoiceForm):
    """A unit, from when, until when, and why."""

    field_order = ("guild_id", "holder_id", "since", "until", "criterion", "source")


class SelectProductForm(TermsForm):
    """A product by its code."""

    code = CodeField(label="کد محصول", error_messages={"required": "کد محصول را بنویسید."})
    field_order = ("code", "since", "until", "criterion", "source")
    product: Product

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        found = Product.objects.filter(code=code).first()
        if found is None:
            raise ValidationError("محصولی با این کد در فهرست نیست.")
        self.product = found
        return code


class EndForm(forms.Form):
    """The last day of an entry."""

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"] = JalaliDateField(
            years=years_around(at), label="آخرین روز در فهرست", initial=tehran_day(at)
        )
