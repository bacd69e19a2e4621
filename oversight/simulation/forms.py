"""Which values are simulated, and which differences are looked at."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Province
from catalog.policy.book import PolicyBook
from catalog.policy.queries import value_words
from catalog.policy_definitions import PolicyKey
from config.fields import CountField
from config.jalali import tehran_day
from config.persian import format_number
from oversight.enums import Finding
from oversight.simulation.policy_override import KEYS
from statistics.office.policy_pages.forms import value_field


class SimulationForm(forms.Form):
    """One number for each threshold that may be simulated; an empty one stays as it is."""

    union_open = forms.BooleanField(required=False, label="اتحادیه بی مهلت")

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        book, day = PolicyBook.load(), tehran_day(at)
        self.book, self.day = book, day
        for key in KEYS:
            now = value_words(key, book.value(key, day))
            field = CountField(label=key.label, help_text=f"در اجرا: {now}")
            field.needed = False
            self.fields[key.value] = field
        # «بی مهلت» stands right behind the union's days, which it replaces.
        self.order_fields([KEYS[0].value, "union_open", *(key.value for key in KEYS[1:])])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for key in KEYS:
            value, fact = data.get(key.value), key.fact
            # The limits of the policy itself: what may not be in force is not tried out.
            if value is not None and not fact.minimum <= value <= fact.maximum:
                low, high = format_number(fact.minimum), format_number(fact.maximum)
                self.add_error(key.value, f"از {low} تا {high} پذیرفته است.")
        if data.get("union_open") and data.get(PolicyKey.UNION_DAYS.value) is not None:
            self.add_error(
                PolicyKey.UNION_DAYS.value, "یا عدد را بنویسید یا «بی مهلت» را انتخاب کنید."
            )
        if not self.errors and not self.values:
            self.add_error(None, "دست‌کم یک مقدار بنویسید.")
        self._check_order()
        return data

    @property
    def values(self) -> dict[str, int | None]:
        """What is simulated: policy key → value, None for no deadline."""
        data = self.cleaned_data
        given: dict[str, int | None] = {
            key.value: data[key.value] for key in KEYS if data.get(key.value) is not None
        }
        if data.get("union_open"):
            given[PolicyKey.UNION_DAYS.value] = None
        return given

    def _check_order(self) -> None:
        first, last = (
            # The one that is not simulated stays as it is in force.
            self.cleaned_data.get(key.value) or self.book.number(key, self.day)
            for key in (PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY)
        )
        if first > last:
            self.add_error(
                PolicyKey.FILING_ON_TIME_DAY.value,
                f"از «{PolicyKey.FILING_ALLOWED_DAY.label}» بیشتر نمی‌شود.",
            )


class RehearsalForm(forms.Form):
    """Another value of one threshold of the rules that ask."""

    def __init__(self, *args: Any, key: PolicyKey, **options: Any) -> None:
        super().__init__(*args, **options)
        self.key = key
        self.fields["value"] = value_field(key)

    def clean_value(self) -> int:
        value: int | None = self.cleaned_data["value"]
        fact = self.key.fact
        if value is None:
            raise ValidationError("مقدار را بنویسید.")
        if not fact.minimum <= value <= fact.maximum:
            low, high = format_number(fact.minimum), format_number(fact.maximum)
            raise ValidationError(f"از {low} تا {high} پذیرفته است.")
        return value


class FoundForm(forms.Form):
    """The filter of the list of differences."""

    kind = forms.ChoiceField(required=False, label="تفاوت", choices=[("", "همه"), *Finding.choices])
    province = forms.ModelChoiceField(
        Province.objects.order_by("name_order"),
        required=False,
        label="استان",
        empty_label="همهٔ کشور",
    )
