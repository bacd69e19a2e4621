"""What an office types before it supports a unit, or several."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.fields import DayField, PlainTextField
from config.jalali import short_day
from config.persian import format_number, to_persian_digits
from entitlements.service_desk.rules import MOST_ROWS, Asked, Pair, read_rows
from entitlements.service_desk.services import OLDEST_DAYS
from units.enrolment.forms import PairForm

# A row of two ids with what stands between them is much shorter.
LONGEST = MOST_ROWS * 60


class _RequestForm(forms.Form):
    """What for, by which letter, and the day of the unit's request."""

    purpose = PlainTextField(
        label="برای چه حمایتی؟",
        max_length=120,
        help_text="مانند «تسهیلات سرمایه در گردش»؛ دارندهٔ واحد همین را می‌بیند.",
        error_messages={"required": "بنویسید واحد چه حمایتی خواسته است."},
    )
    reference = PlainTextField(
        label="شمارهٔ نامهٔ درخواست", max_length=40, required=False, help_text="اگر دارد."
    )
    requested_on = DayField(
        label="روز درخواست",
        help_text="اولویت تا آخرین ماه پیش از این روز حساب می‌شود.",
        error_messages={"required": "روز درخواست را بنویسید، مانند ۱۴۰۵/۰۹/۰۱."},
    )

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        self.today = today
        self.fields["requested_on"].initial = to_persian_digits(short_day(today))

    def clean_requested_on(self) -> date:
        typed: date = self.cleaned_data["requested_on"]
        if typed > self.today:
            raise ValidationError("روز درخواست هنوز نیامده است.")
        if typed < self.today - timedelta(days=OLDEST_DAYS):
            raise ValidationError("روز درخواست بیش از یک سال پیش است.")
        return typed

    def _asked(self, pairs: tuple[Pair | None, ...]) -> Asked:
        typed = self.cleaned_data
        return Asked(pairs, typed["purpose"], typed["reference"], typed["requested_on"])


class UnitForm(_RequestForm, PairForm):
    """A question about one unit."""

    field_order = ("guild_id", "holder_id", "purpose", "reference", "requested_on")

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        return self._asked((Pair(typed["guild_id"], typed["holder_id"]),))


class ListForm(_RequestForm):
    """A question about several units, pasted as a list."""

    units = PlainTextField(
        label="واحدها",
        max_length=LONGEST,
        help_text=(
            "هر سطر یک واحد: شناسه صنفی و کد ملی یا شناسهٔ ملی دارنده؛ از اکسل هم می‌توانید "
            f"بچسبانید. حداکثر {format_number(MOST_ROWS)} سطر؛ صفرهای آغاز شناسه را نگه دارید."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "class": "ltr", "dir": "ltr"}),
        error_messages={"required": "دست‌کم یک واحد بنویسید."},
    )
    field_order = ("units", "purpose", "reference", "requested_on")

    def clean_units(self) -> tuple[Pair | None, ...]:
        rows = tuple(read_rows(self.cleaned_data["units"]))
        if len(rows) > MOST_ROWS:
            raise ValidationError(
                f"{format_number(len(rows))} سطر نوشته شده است؛ هر بار حداکثر "
                f"{format_number(MOST_ROWS)} سطر بنویسید."
            )
        if not any(rows):
            raise ValidationError(
                "هیچ سطری خوانا نیست؛ در هر سطر شناسه صنفی ۱۰ رقمی و کد ملی ۱۰ رقمی یا شناسهٔ ملی "
                "۱۱ رقمی دارنده را با فاصله بنویسید."
            )
        return rows

    @property
    def asked(self) -> Asked:
        return self._asked(self.cleaned_data["units"])
