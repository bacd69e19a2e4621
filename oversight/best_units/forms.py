"""The candidates as rows of one form: chosen or not, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from config.fields import PlainTextField
from config.persian import format_number
from oversight.best_units.rules import Candidate

# So many candidates stand on the page: who is far down the list is not the best.
SHOWN = 30
_PREFIX = "unit"


class ChoiceForm(forms.Form):
    """One candidate."""

    chosen = forms.BooleanField(label="معرفی شود", required=False)
    reason = PlainTextField(label="علت انتخاب", max_length=300, required=False)

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        # A candidate who is not chosen may leave it empty.
        self.fields["reason"].needed = True  # type: ignore[attr-defined]


class ChoiceForms:
    """All rows as one; `chosen` are the reasons by unit once it is valid."""

    def __init__(
        self, sent: Mapping[str, Any] | None, candidates: Sequence[Candidate], most: int
    ) -> None:
        self.most = most
        self.rows = [
            (one, ChoiceForm(sent, prefix=f"{_PREFIX}-{one.unit}")) for one in candidates[:SHOWN]
        ]
        self.chosen: dict[int, str] = {}
        self.errors: list[tuple[str, str]] = []
        self._posted = sent or {}

    def is_valid(self) -> bool:
        """Read every row, and tell all that is to be put right."""
        for one, form in self.rows:
            if form.is_valid() and form.cleaned_data["chosen"]:
                self.chosen[one.unit] = form.cleaned_data["reason"]
                if not form.cleaned_data["reason"]:
                    form.add_error("reason", "علت انتخاب این واحد را بنویسید.")
            self.errors += [
                (field.auto_id, f"{one.name}: {text}") for field in form for text in field.errors
            ]
        if self._gone:
            text = "واحدی که انتخاب کرده بودید دیگر واجد شرایط نیست؛ فهرست را دوباره ببینید."
            self.errors.append(("main", text))
        elif not 0 < len(self.chosen) <= self.most:
            text = f"از یک تا {format_number(self.most)} واحد انتخاب کنید."
            self.errors.append(("main", text))
        return not self.errors

    @property
    def _gone(self) -> bool:
        """Whether a unit was chosen that is no candidate any more."""
        shown = {f"{_PREFIX}-{one.unit}-chosen" for one, _ in self.rows}
        posted = {n for n in self._posted if n.startswith(f"{_PREFIX}-") and n.endswith("-chosen")}
        return bool(posted - shown)
