"""The forms of the catalogue's editors: what changes, from which month, and why."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.editing.services import Description
from catalog.fields import alphabetical
from catalog.models import Measure, Product
from config.fields import MONTH_CHOICES, CodeField, PlainTextField
from config.identifiers import is_goods_id, is_product_code
from config.jalali import JalaliMonth, current_month
from config.persian import to_persian_digits

# How many years around the running one are offered.
YEARS_BACK, YEARS_AHEAD = 2, 1


class ReasonForm(forms.Form):
    """Why: every edit is kept with its reason."""

    month_label = ""
    reason = PlainTextField(
        max_length=500,
        label="علت",
        help_text="در تاریخچه می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "علت را بنویسید."},
    )

    def __init__(self, *args: Any, at: datetime, row: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at, self.row = at, row

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields besides month and reason, which every page shows alike."""
        return [self[name] for name in self.fields if name not in ("year", "month", "reason")]


class MonthForm(ReasonForm):
    """An edit that counts by reference month."""

    month_label = "ماه"
    year = forms.TypedChoiceField(coerce=int, label="سال")
    month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        running = current_month(self.at)
        years = range(running.year + YEARS_AHEAD, running.year - YEARS_BACK - 1, -1)
        choices = [(year, to_persian_digits(year)) for year in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        self.fields["year"].initial, self.fields["month"].initial = running.year, running.month

    @property
    def reference_month(self) -> JalaliMonth:
        return JalaliMonth(self.cleaned_data["year"], self.cleaned_data["month"])


class DescriptionForm(ReasonForm):
    """What a product is called."""

    name = PlainTextField(
        max_length=200, label="نام محصول", error_messages={"required": "نام محصول را بنویسید."}
    )
    goods_id = CodeField(required=False, label="شناسه کالا", help_text="سیزده رقم")
    goods_description = PlainTextField(max_length=300, required=False, label="شرح شناسه کالا")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.row:
            for name in ("name", "goods_id", "goods_description"):
                self.fields[name].initial = getattr(self.row, name)

    def clean_goods_id(self) -> str:
        goods_id: str = self.cleaned_data["goods_id"]
        if goods_id and not is_goods_id(goods_id):
            raise ValidationError("شناسه کالا سیزده رقم است.")
        return goods_id

    @property
    def described(self) -> Description:
        data = self.cleaned_data
        return Description(data["name"], data["goods_id"], data["goods_description"])


class NewProductForm(DescriptionForm, MonthForm):
    """A new product: its code tells its class."""

    month_label = "نخستین ماه اعتبار"
    code = CodeField(
        label="کد محصول",
        help_text="ده رقم؛ چهار رقم نخست طبقهٔ ISIC و رقم پنجم سطح آن (۳ تا ۶)",
        error_messages={"required": "کد محصول را بنویسید."},
    )
    measure = forms.ModelChoiceField(
        Measure.objects.order_by(alphabetical("name_fa")),
        label="واحد سنجش",
        empty_label="انتخاب کنید",
        error_messages={"required": "واحد سنجش را انتخاب کنید."},
    )
    field_order = ("code", "name", "measure", "goods_id", "goods_description")

    def clean_code(self) -> str:
        return _product_code(self.cleaned_data["code"])


class RetireForm(MonthForm):
    """The last month of a product, and what follows it."""

    month_label = "آخرین ماه اعتبار"
    successor = forms.ModelChoiceField(
        Product.objects.none(),
        to_field_name="code",
        required=False,
        label="جانشین از همین طبقه",
        empty_label="بدون جانشین",
    )
    other = CodeField(
        required=False, label="یا کد محصولی از طبقهٔ دیگر", help_text="ده رقم، مانند ۲۵۲۰۵۹۰۰۰۱"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What has an end itself is no successor; one of another class is typed as `other`.
        same = Product.objects.filter(isic_class=self.row.isic_class_id, to_year=None)
        choices = same.exclude(pk=self.row.pk)
        self.fields["successor"].queryset = choices  # type: ignore[attr-defined]

    def clean_other(self) -> str:
        other: str = self.cleaned_data["other"]
        return other and _product_code(other)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("successor") and self.cleaned_data.get("other"):
            self.add_error("other", "یکی از دو راه را پر کنید.")
        return self.cleaned_data

    @property
    def follower(self) -> str:
        """The code of the successor, empty for none."""
        chosen: Product | None = self.cleaned_data["successor"]
        return chosen.code if chosen else str(self.cleaned_data["other"])


class RetireNodeForm(MonthForm):
    """The last month of an activity."""

    month_label = "آخرین ماه اعتبار"


class MeasureForm(MonthForm):
    """Another measure from a month on."""

    month_label = "از این ماه"
    measure = forms.ModelChoiceField(
        Measure.objects.order_by(alphabetical("name_fa")),
        label="واحد سنجش جدید",
        empty_label="انتخاب کنید",
        error_messages={"required": "واحد سنجش را انتخاب کنید."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The same measure would be no change, yet leave a row in the history.
        others = Measure.objects.exclude(pk=self.row.measure_id).order_by(alphabetical("name_fa"))
        self.fields["measure"].queryset = others  # type: ignore[attr-defined]


class TitleForm(ReasonForm):
    """The Persian title of an activity."""

    title_fa = PlainTextField(
        max_length=300, label="عنوان فارسی", error_messages={"required": "عنوان را بنویسید."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title_fa"].initial = self.row.title_fa


def _product_code(text: str) -> str:
    if not is_product_code(text):
        raise ValidationError("کد محصول ده رقم است. رقم پنجم آن سطح محصول است: ۳ تا ۶.")
    return text
