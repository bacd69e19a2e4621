"""What a reviewer of import orders types: the unit's two ids, the order, how far back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.fields import CodeField
from config.persian import format_number
from entitlements.orders.services import Asked
from units.enrolment.forms import PairForm

MONTHS = (12, 24, 36)
SHORTEST, LONGEST = 6, 12


class LookForm(PairForm):
    """A pair of ids with the number of the order it is looked up for."""

    order_number = CodeField(
        label="شمارهٔ ثبت سفارش",
        error_messages={"required": "شمارهٔ ثبت سفارش را بنویسید."},
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
    )
    months = forms.TypedChoiceField(
        label="چند ماه اخیر؟",
        coerce=int,
        choices=[(n, f"{format_number(n)} ماه") for n in MONTHS],
        error_messages={"required": "مدت را انتخاب کنید."},
    )
    field_order = ("guild_id", "holder_id", "order_number", "months")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        for name in ("guild_id", "holder_id"):
            # Whoever looks up twenty a day knows how long an id is.
            self.fields[name].help_text = ""

    def clean_order_number(self) -> str:
        typed: str = self.cleaned_data["order_number"]
        if not SHORTEST <= len(typed) <= LONGEST:
            raise ValidationError(
                f"شمارهٔ ثبت سفارش {format_number(SHORTEST)} تا {format_number(LONGEST)} رقم است."
            )
        return typed

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)
