"""The forms by which the statistics office adds to the policy."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Province
from catalog.policy.queries import value_words
from catalog.policy_definitions import MONTH_KEYS, SWITCHED_RULES, GovernedBy, PolicyKey
from config.fields import CountField, DayField, PlainTextField
from config.jalali import MONTH_NAMES, WEEKDAY_NAMES, JalaliMonth, current_month
from config.persian import format_number, to_persian_digits

YEARS_AHEAD = 2


class BitsField(forms.MultipleChoiceField):
    """Several of a fixed list, as a bit for each."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> int:
        return sum(1 << int(bit) for bit in set(super().clean(value)))

    def prepare_value(self, value: Any) -> Any:
        """Tick what a number holds; what was posted is a list already."""
        if not isinstance(value, int):
            return value
        return [str(bit) for bit in range(value.bit_length()) if value >> bit & 1]


class WeekdaysField(BitsField):
    """The weekly days off; at least one day of the week is worked."""

    def clean(self, value: Any) -> int:
        chosen = super().clean(value)
        if chosen > PolicyKey.WEEKEND.fact.maximum:
            raise ValidationError("دست‌کم یک روز هفته روز کاری است.")
        return chosen


def value_field(key: PolicyKey) -> forms.Field:
    """Make the field in which a value of the threshold is written."""
    fact = key.fact
    if key == PolicyKey.WEEKEND:
        return WeekdaysField(
            label="روزهای تعطیل هفته",
            choices=[(str(bit), name) for bit, name in enumerate(WEEKDAY_NAMES)],
            error_messages={"required": "دست‌کم یک روز را انتخاب کنید."},
        )
    if key == PolicyKey.RULE_OFF:
        return BitsField(
            label="هشدارهایی که پرسیده نمی‌شود",
            choices=[(str(bit), name) for bit, name in enumerate(SWITCHED_RULES.values())],
            required=False,
        )
    low, high = format_number(fact.minimum), format_number(fact.maximum)
    text = f"{fact.unit}؛ از {low} تا {high}"
    if key in MONTH_KEYS:
        text = "سال و ماه با شش رقم، مانند ۱۴۰۵۰۱"
    return CountField(label="مقدار", help_text=text)


class _Addition(forms.Form):
    """A value and why; the month or day from which it holds is the subclass's own."""

    value = CountField(label="مقدار")
    open_ended = forms.BooleanField(required=False, label="بی مهلت")
    reason = PlainTextField(
        max_length=300,
        label="علت",
        help_text="در تاریخچه می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "علت را بنویسید."},
    )

    def __init__(self, *args: Any, key: PolicyKey, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        fact = key.fact
        self.key, self.at = key, at
        self.fields["value"] = value_field(key)
        # Only some thresholds may be «بی مهلت», the union's clock for one.
        if not fact.optional:
            del self.fields["open_ended"]
        else:
            self.fields["open_ended"].label = value_words(key, None)

    def clean(self) -> dict[str, Any]:
        """Refuse both a number and no deadline, and neither."""
        data = super().clean() or self.cleaned_data
        # Both or neither. Where `open_ended` is not asked it is None, which equals no answer.
        if "value" in data and data.get("open_ended") == (data["value"] is not None):
            if "open_ended" in self.fields:
                none = value_words(self.key, None)
                self.add_error("value", f"یا عدد را وارد کنید یا «{none}» را انتخاب کنید.")
        elif "value" in data and data["value"] is None and "open_ended" not in self.fields:
            self.add_error("value", "مقدار را بنویسید.")
        return data


class _OfMonth(_Addition):
    """An addition that names a reference month."""

    year = forms.TypedChoiceField(coerce=int, label="سال")
    month = forms.TypedChoiceField(
        coerce=int, label="ماه", choices=list(enumerate(MONTH_NAMES, start=1))
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        running = current_month(self.at)
        years = range(running.year - 1, running.year + YEARS_AHEAD + 1)
        choices = [(year, to_persian_digits(year)) for year in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        self.fields["year"].initial = running.year
        self.fields["month"].initial = running.month

    @property
    def reference_month(self) -> JalaliMonth:
        return JalaliMonth(self.cleaned_data["year"], self.cleaned_data["month"])


def _province() -> Any:
    return forms.ModelChoiceField(
        Province.objects.order_by("name_order"),
        required=False,
        label="استان",
        empty_label="همهٔ کشور",
    )


class MonthValueForm(_OfMonth):
    """A value from a reference month on."""

    province = _province()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Some thresholds hold for the whole country, so no province is asked.
        if not self.key.fact.by_province:
            del self.fields["province"]
        # Today and the past are refused, so the next month is the first that can be chosen.
        following = current_month(self.at) + 1
        self.fields["year"].initial = following.year
        self.fields["month"].initial = following.month

    @property
    def begins(self) -> date:
        """The first day of the month: policy rows begin with a day."""
        return self.reference_month.first_day


class DayValueForm(_Addition):
    """A value from a day of arrival on."""

    day = DayField(
        max_length=40,
        label="از آغاز روز",
        help_text="از فردا به بعد، مانند ۱۴۰۵/۰۹/۰۱",
        error_messages={"required": "روز را بنویسید."},
    )
    province = _province()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.key.fact.by_province:
            del self.fields["province"]

    @property
    def begins(self) -> date:
        day: date = self.cleaned_data["day"]
        return day


class ExceptionForm(_OfMonth):
    """A value for one reference month."""


def value_form(key: PolicyKey) -> type[MonthValueForm | DayValueForm]:
    """Choose the form of a later value: by month or by day, as the threshold is governed."""
    by_month = key.fact.governed_by == GovernedBy.MONTH
    return MonthValueForm if by_month else DayValueForm
