"""The forms of a verification and of what became of a line."""

from typing import Any

from django import forms

from config.fields import DayField, PlainTextField
from units.models import Unit
from units.registry.forms import LicenceForm
from units.verification.services import Findings

_ANSWERS = [("yes", "بلی"), ("no", "خیر")]


class AnswerField(forms.TypedChoiceField):
    """Yes or no; neither stands ticked before somebody ticks it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            choices=_ANSWERS,
            coerce=lambda answer: answer == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": "بلی یا خیر را انتخاب کنید."},
        )


class VerifyForm(LicenceForm):
    """What was found of a licence, when, and how."""

    licence_valid = AnswerField("پروانه معتبر است")
    place_matches = AnswerField("محل کسب با نشانی مندرج در پروانه مطابقت دارد")
    trade_matches = AnswerField("رشتهٔ فعالیت با پروانه مطابقت دارد")
    on = DayField(
        label="روز تطبیق",
        help_text="مانند ۱۴۰۵/۰۹/۰۵",
        error_messages={"required": "روز را بنویسید، مانند ۱۴۰۵/۰۹/۰۵."},
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        asked = ["licence", "licence_valid", "place_matches", "trade_matches", "on"]
        self.order_fields([*asked, "source", "reference"])

    @property
    def findings(self) -> Findings:
        names = ("licence", "licence_valid", "place_matches", "trade_matches", "on")
        return Findings(**{name: self.cleaned_data[name] for name in names})


class OutcomeForm(forms.Form):
    """What became of a line."""

    outcome = PlainTextField(
        max_length=300,
        label="نتیجهٔ پیگیری",
        help_text="چه شد و بر چه پایه؛ در پروندهٔ واحد می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "نتیجه را بنویسید."},
    )
