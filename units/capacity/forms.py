"""The forms of a unit's capacity."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Product
from config.fields import CodeField, DayField, NumberField
from units.capacity.services import CapacityTerms
from units.enums import RegistrySource
from units.models import Unit
from units.registry.forms import GroundForm

SOURCES = (RegistrySource.VISIT, RegistrySource.LICENCE, RegistrySource.HOLDER)


class ProductField(CodeField):
    """A product by its code. Cleans to the product."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        found = Product.objects.filter(code=code).select_related("measure").first()
        if found is None:
            raise ValidationError("محصولی با این کد نیست؛ کد را از درخت محصولات بردارید.")
        return found


class OwnCapacityForm(forms.Form):
    """The capacity of a product as its holder states it."""

    product = ProductField(
        digits=10,
        label="کد محصول",
        help_text="ده رقم، از درخت محصولات.",
        error_messages={"required": "کد محصول را بنویسید."},
    )
    quantity = NumberField(
        decimals=3, label="ظرفیت اسمی ماهانه", help_text="به واحد سنجش همان محصول."
    )
    since = DayField(
        label="از روز",
        help_text="مانند ۱۴۰۵/۰۷/۰۱",
        error_messages={"required": "روز را بنویسید، مانند ۱۴۰۵/۰۷/۰۱."},
    )

    def clean_quantity(self) -> Any:
        quantity = self.cleaned_data["quantity"]
        if quantity is None:
            raise ValidationError("ظرفیت ماهانه را بنویسید.")
        return quantity

    @property
    def terms(self) -> CapacityTerms:
        data = self.cleaned_data
        return CapacityTerms(data["product"], data["quantity"], data["since"])


class OfficeCapacityForm(GroundForm, OwnCapacityForm):
    """The capacity of a product as an office saw it or read it."""

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        field = self.fields["source"]
        field.choices = [("", "انتخاب کنید"), *((s.value, s.label) for s in SOURCES)]  # type: ignore[attr-defined]
        self.order_fields(["product", "quantity", "since", "source", "reference"])
