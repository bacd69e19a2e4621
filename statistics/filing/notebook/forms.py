"""One note of the production notebook: the day, the product, how much."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Product
from catalog.search import products_in
from config.fields import CodeField
from config.jalali import JalaliMonth, current_month, jalali_parts, tehran_day
from config.persian import to_persian_digits
from statistics.enums import Step
from statistics.filing.fields import FigureField, as_error, refuse_inputs
from statistics.filing.forms import QUANTITY_LIMIT
from statistics.filing.notebook.services import DailyNote
from statistics.rules.hard_rules import ListedProduct, MeasuredQuantity
from statistics.rules.table import failing


class NoteForm(forms.Form):
    """A day that has come, a product of one's own list or by its code, a quantity above zero."""

    day = forms.TypedChoiceField(
        coerce=int,
        label="روز",
        error_messages={
            "required": "روز را انتخاب کنید.",
            "invalid_choice": "این روز هنوز نرسیده یا در این ماه نیست.",
        },
    )
    known = forms.ChoiceField(required=False, label="محصول")
    code = CodeField(
        required=False,
        max_length=20,
        label="کد محصول",
        help_text="ده رقم، از درخت محصولات.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ltr"}),
    )
    quantity = FigureField(
        step=Step.PRODUCTION, decimals=3, limit=QUANTITY_LIMIT, label="مقدار تولید روز"
    )

    def __init__(
        self, *args: Any, month: JalaliMonth, known: list[str], at: datetime, **options: Any
    ) -> None:
        self.month = month
        self.running = month == current_month(at)
        today = jalali_parts(tehran_day(at))[2]
        # No note of a day that is still to come.
        last = today if self.running else jalali_parts(month.last_day)[2]
        options.setdefault("initial", {"day": last})
        super().__init__(*args, **options)
        days = [(n, to_persian_digits(n)) for n in range(last, 0, -1)]
        self.fields["day"].choices = days  # type: ignore[attr-defined]
        self.listed = {c: p for c, p in products_in(month, known).items() if p.is_valid_in(month)}
        names = [(c, _name(self.listed[c])) for c in known if c in self.listed]
        # One of the two is asked; who types a code means that.
        asked = self.fields["known" if names else "code"]
        asked.needed = True  # type: ignore[attr-defined]
        if names:
            self.fields["known"].choices = names  # type: ignore[attr-defined]
        else:
            del self.fields["known"]

    def clean_quantity(self) -> Any:
        quantity = self.cleaned_data["quantity"]
        # A day without production needs no note; zero is said in step 2.
        if not quantity:
            raise ValidationError("مقدار تولید این روز را بنویسید؛ بیشتر از صفر.")
        return quantity

    def clean(self) -> dict[str, Any]:
        """Find the product, and check the decimals that its measure admits."""
        data = self.cleaned_data
        if "code" not in data:
            return data
        # A typed code goes before the list, which always has something chosen.
        code = data["code"] or data.get("known", "")
        product = self._product(code)
        for fault in failing(Step.PRODUCTION, ListedProduct(product, code, ())):
            self.add_error("code", as_error(fault))
        if product and data.get("quantity"):
            measure = product.measure
            noted = MeasuredQuantity(
                data["quantity"], measure.name_fa, measure.decimals, QUANTITY_LIMIT
            )
            refuse_inputs(self, failing(Step.PRODUCTION, noted))
        self.product = product
        return data

    def _product(self, code: str) -> Product | None:
        found = self.listed.get(code) or products_in(self.month, [code]).get(code)
        # A note of what has a dash could never be offered to step 2.
        return found if found and found.is_valid_in(self.month) else None

    @property
    def note(self) -> DailyNote:
        assert self.product is not None
        return DailyNote(self.cleaned_data["day"], self.product, self.cleaned_data["quantity"])


def _name(product: Product) -> str:
    return f"{product.name} ({product.measure.name_fa})"
