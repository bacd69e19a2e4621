"""The union's three checks as its approval asks them."""

from typing import Any

from django import forms

from config.jalali import format_day
from config.persian import to_persian_digits
from review.checklist.answers import QUESTIONS, Checked
from review.enums import CheckAnswer
from units.models import Licence


class ChecklistForm(forms.Form):
    """Yes or no on each check; none is a must, and what was not answered is shown as such.

    Beside a question stands what the registry knows: nobody is asked for what is known.
    """

    def __init__(self, *args: Any, of: Licence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            "licence": f"تا {format_day(of.expires_on)}" if of.expires_on else "بی تاریخ پایان",
            "place": to_persian_digits(of.address),
        }
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                # No must: a must without a look would be ticked without a look (decision 0018).
                required=False,
                label=label,
                help_text=known.get(name, ""),
                widget=forms.RadioSelect,
                choices=CheckAnswer.choices,
            )

    def checked(self) -> Checked:
        return Checked(**self.cleaned_data)
