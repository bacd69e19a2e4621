"""The forms of an indicator: a new one, other terms from a month on, and its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import Organization
from config.fields import MONTH_CHOICES, PlainTextField
from config.jalali import JalaliMonth, current_month
from config.persian import to_persian_digits
from statistics.enums import Frequency
from statistics.models import IndicatorTerms
from statistics.office.lists.forms import ListCodeField, years_around
from statistics.organizational.indicator_services import PostedTerms
from statistics.organizational.rules import REPORTING


class SinceForm(forms.Form):
    """From which month something holds, and why."""

    month = forms.TypedChoiceField(label="از ماه", choices=MONTH_CHOICES, coerce=int)
    reason = PlainTextField(
        label="دلیل",
        max_length=300,
        help_text="شماره و تاریخ نامه یا مصوبه؛ در تاریخچه می‌ماند.",
        error_messages={"required": "دلیل را بنویسید."},
    )
    field_order: Sequence[str] = ("month", "year", "reason")

    def __init__(self, data: Any, at: datetime, initial: dict[str, Any] | None = None) -> None:
        super().__init__(
            data, initial={"month": 1, "year": current_month(at).year} | (initial or {})
        )
        self.fields["year"] = forms.TypedChoiceField(
            label="سال",
            choices=[(year, to_persian_digits(year)) for year in years_around(at, back=3)],
            coerce=int,
        )
        self.order_fields(self.field_order)

    @property
    def since(self) -> JalaliMonth:
        return JalaliMonth(self.cleaned_data["year"], self.cleaned_data["month"])


class TermsForm(SinceForm):
    """What an indicator means from a month on."""

    name = PlainTextField(
        label="نام شاخص", max_length=120, error_messages={"required": "نام شاخص را بنویسید."}
    )
    measure = PlainTextField(
        label="واحد سنجش",
        max_length=40,
        help_text="مانند نفر، فقره، میلیون ریال یا درصد.",
        error_messages={"required": "واحد سنجش را بنویسید."},
    )
    decimals = forms.TypedChoiceField(
        label="رقم اعشار", choices=[(n, to_persian_digits(n)) for n in range(4)], coerce=int
    )
    definition = PlainTextField(
        label="تعریف",
        max_length=600,
        help_text="چه شمرده می‌شود و چه نمی‌شود؛ همان‌جا که عدد نوشته می‌شود، خوانده می‌شود.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "تعریف را بنویسید."},
    )
    kinds = forms.MultipleChoiceField(
        label="سطح",
        choices=[(kind.value, kind.label) for kind in REPORTING],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "دست‌کم یک سطح را انتخاب کنید."},
    )
    field_order = (
        *("code", "frequency", "name", "measure", "decimals", "definition"),
        *("kinds", "offices", "month", "year", "reason"),
    )

    def __init__(
        self,
        data: Any,
        at: datetime,
        offices: list[Organization],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, at, initial)
        self._kinds = {office.code: office.kind for office in offices}
        self.fields["offices"] = forms.MultipleChoiceField(
            label="دستگاه‌های پاسخ‌گو",
            required=False,
            choices=[(office.code, office.name) for office in offices],
            widget=forms.CheckboxSelectMultiple,
            help_text="اگر هیچ‌کدام علامت نخورد، همهٔ دستگاه‌های همان سطح پاسخ می‌دهند.",
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        strangers = (
            [code for code in found.get("offices", []) if self._kinds[code] not in found["kinds"]]
            if found.get("kinds")
            else []
        )
        if strangers:
            self.add_error("offices", "دستگاهی را انتخاب کرده‌اید که در سطح‌های بالا نیست.")
        return found

    @property
    def terms(self) -> PostedTerms:
        data = self.cleaned_data
        return PostedTerms(
            self.since,
            data["name"],
            data["measure"],
            data["decimals"],
            data["definition"],
            data["kinds"],
            data["offices"],
            data["reason"],
        )


class NewIndicatorForm(TermsForm):
    """A new indicator: its code and how often it is told stay for ever."""

    code = ListCodeField(
        max_length=20,
        label="کد",
        help_text="حروف کوچک لاتین، رقم و خط تیره؛ بعد از این تغییر نمی‌کند.",
        error_messages={"required": "کد را بنویسید."},
    )
    frequency = forms.TypedChoiceField(label="دورهٔ ارائه", choices=Frequency.choices, coerce=int)


def initial_of(terms: IndicatorTerms) -> dict[str, Any]:
    """Begin a form with the terms written last."""
    names = ("name", "measure", "decimals", "definition", "kinds", "offices")
    return {name: getattr(terms, name) for name in names}


def ended_terms(terms: IndicatorTerms, since: JalaliMonth, reason: str) -> PostedTerms:
    """Say the same terms once more, as they end."""
    return PostedTerms(
        since,
        terms.name,
        terms.measure,
        terms.decimals,
        terms.definition,
        terms.kinds,
        terms.offices,
        reason,
    )
