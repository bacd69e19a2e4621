"""The decision panel of a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.persian import format_number
from review.case.return_reasons import BY_KEY, RETURN_REASONS
from review.correspondence.forms import words_field
from review.inbox.choices import choice_of, read_choices
from statistics.figures import FigureText
from statistics.models import Submission


class ReturnReasonSelect(forms.Select):
    """A list of ready sentences; each option carries its sentence for the script of the page."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if phrase := BY_KEY.get(str(value)):
            option["attrs"]["data-text"] = phrase.text
        return option


class CaseChoices(forms.MultipleChoiceField):
    """Ticked cases; whether each may be decided on now is found under its lock, not here."""

    def to_python(self, value: Any) -> list[str]:
        texts = super().to_python(value)
        try:
            read_choices(texts)
        except ValueError as fault:
            raise ValidationError("ماه‌ها را از فهرست انتخاب کنید.") from fault
        return texts

    def valid_value(self, value: Any) -> bool:
        """Admit what left the list since the page was read: its loss is a lost race."""
        return True


class ReturnForm(forms.Form):
    """A return: the reason is a must, the fields to correct may be ticked.

    A ready sentence goes before what was typed, unless it stands there. Other open months of the
    unit may return with the case, for the same reason.
    """

    phrase = forms.ChoiceField(
        required=False,
        label="علت آماده",
        choices=[("", "انتخاب کنید"), *((phrase.key, phrase.label) for phrase in RETURN_REASONS)],
        widget=ReturnReasonSelect(attrs={"data-phrases": "id_reason"}),
    )
    reason = words_field(
        "علت بازگشت، برای واحد", "علت بازگشت را بنویسید تا واحد بداند چه را درست کند."
    )
    also = CaseChoices(
        required=False,
        label="ماه‌های دیگر همین واحد که با همین علت بازگردد",
        widget=forms.CheckboxSelectMultiple,
    )
    fields_to_correct = forms.MultipleChoiceField(
        required=False,
        label="اقلامی که باید اصلاح شود",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, cells: list[FigureText], others: Iterable[Submission] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(cell.key, f"{cell.label} ({cell.text})") for cell in cells]
        self.fields["fields_to_correct"].choices = choices  # type: ignore[attr-defined]
        months = [(choice_of(other), _month(other)) for other in others]
        self.fields["also"].choices = months  # type: ignore[attr-defined]
        # A ready sentence alone is a reason too.
        self.fields["reason"].required = False
        self.fields["reason"].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the ready sentence before the typed text; refuse a return without any reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        phrase, typed = BY_KEY.get(cleaned.get("phrase", "")), cleaned.get("reason")
        # None: the text itself was refused and has its error already.
        if phrase and typed is not None and phrase.text not in typed:
            cleaned["reason"] = f"{phrase.text} {typed}".strip()
        elif typed == "":
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return cleaned


def _month(other: Submission) -> str:
    flags = f"، {format_number(other.flags)} هشدار" if other.flags else ""
    return f"{other.period}{flags}"
