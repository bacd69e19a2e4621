"""The union's three statements as its approval asks them."""

from typing import Any

from django import forms

from config.jalali import format_day
from config.persian import to_persian_digits
from review.checklist.answers import ANSWER_EACH, QUESTIONS, REFUSED, Checked
from review.enums import CheckAnswer
from units.models import Licence


class ChecklistForm(forms.Form):
    """Yes or no on each statement, none ticked beforehand; all three must be yes.

    `asks` is whether the case lies at its union: another desk is not asked. Beside a statement
    stands what the registry knows: nobody is asked for what is known.
    """

    # The page has three acts in one form: a browser's must would stop the other two.
    use_required_attribute = False

    def __init__(self, *args: Any, of: Licence, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            "licence": f"تا {format_day(of.expires_on)}" if of.expires_on else "بی تاریخ پایان",
            "place": to_persian_digits(of.address),
        }
        for name, label in QUESTIONS.items() if asks else ():
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=known.get(name, ""),
                widget=forms.RadioSelect,
                choices=CheckAnswer.choices,
                error_messages={"required": ANSWER_EACH},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an approval that denies a statement."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, said in list(cleaned.items()):
            if said == CheckAnswer.NO:
                self.add_error(name, REFUSED)
        return cleaned

    @property
    def denied(self) -> list[str]:
        """The statements that were answered with no."""
        return [name for name in self.fields if self[name].value() == CheckAnswer.NO]

    def checked(self) -> Checked:
        return Checked(**self.cleaned_data)
