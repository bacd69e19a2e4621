"""A report as it is typed, row by row; the decision about one; the choice of the table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from config.fields import NumberField, PlainTextField
from statistics.enums import ReportMove
from statistics.organizational.queries import ReportRow
from statistics.organizational.rules import ABSENT, ReportedValue, asks_reason
from statistics.organizational.services import PostedFigure

LIMIT = 10**15
_PREFIX = "figure"


class FigureForm(forms.Form):
    """One indicator: a number or «ندارد», and why it changed where that is asked."""

    value = NumberField(label="مقدار", limit=LIMIT)
    absent = forms.BooleanField(label=ABSENT, required=False)
    reason = PlainTextField(label="علت تغییر", max_length=300, required=False)

    def __init__(self, data: Any, row: ReportRow, **options: Any) -> None:
        super().__init__(
            data,
            prefix=f"{_PREFIX}-{row.terms.pk}",
            use_required_attribute=False,
            initial={
                "value": row.now.value,
                "absent": row.now.absent,
                "reason": row.now.reason,
            },
            **options,
        )
        decimals = row.terms.decimals
        self.fields["value"] = NumberField(label="مقدار", decimals=decimals, limit=LIMIT)
        self.row = row

    @property
    def figure(self) -> PostedFigure:
        found = self.cleaned_data
        value: Decimal | None = found.get("value")
        return PostedFigure(self.row.terms.pk, value, found["absent"], found.get("reason", ""))

    @property
    def said(self) -> ReportedValue:
        figure = self.figure
        return ReportedValue(self.row.terms, figure.value, figure.absent, figure.reason)


class FigureForms:
    """All rows of a report as one; `gone` where the form knows other indicators than are asked."""

    def __init__(self, sent: Mapping[str, Any] | None, rows: Sequence[ReportRow]) -> None:
        self.rows = [FigureForm(sent, row) for row in rows]
        names = {form.add_prefix(name) for form in self.rows for name in form.fields}
        posted = {name for name in sent or {} if name.startswith(f"{_PREFIX}-")}
        self.gone = bool(posted - names)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Pair the anchor and the text of each fault, with the indicator it stands at."""
        return [
            (field.auto_id, f"{form.row.terms.name}: {text}")
            for form in self.rows
            for field in form
            for text in field.errors
        ]

    def read(self, send: bool, percent: int) -> list[PostedFigure] | None:
        """Read what was typed; None where something is to be put right.

        A draft may leave figures open and large changes unexplained, what is sent may not.
        """
        # Every form is asked, so that all faults are told at once.
        valid = [form.is_valid() for form in self.rows]
        for form in self.rows:
            if form.is_valid():
                _judge(form, send, percent)
        return [form.figure for form in self.rows] if all(valid) and not self.faults else None


def _judge(form: FigureForm, send: bool, percent: int) -> None:
    said = form.said
    if said.absent and said.value is not None:
        form.add_error("value", "یا عدد را بنویسید یا «ندارد» را علامت بزنید.")
    elif send and said.open:
        form.add_error("value", "عدد را بنویسید؛ اگر این شاخص ندارید، «ندارد» را علامت بزنید.")
    elif send and asks_reason(said, form.row.before, percent) and not said.reason:
        form.add_error("reason", f"از {form.row.before} به {said} رسیده است؛ علت تغییر را بنویسید.")


class ReportMoveForm(forms.Form):
    """What is done about a report, and why; a confirmation alone needs no words."""

    reason = PlainTextField(
        label="علت",
        max_length=500,
        required=False,
        help_text="برای بازگرداندن و اصلاح لازم است؛ در سوابق می‌ماند.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, moves: Sequence[ReportMove], asked: str) -> None:
        super().__init__(data)
        self.moves = {move.value: move for move in moves}
        self.asked = asked
        # A confirmation may leave it empty.
        self.fields["reason"].needed = False  # type: ignore[attr-defined]

    @property
    def move(self) -> ReportMove | None:
        """The button that was pressed, if it is one of those offered."""
        return self.moves.get(self.asked)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.move not in (None, ReportMove.CONFIRMED) and not found.get("reason"):
            self.add_error("reason", "علت را بنویسید تا نویسندهٔ برگ بداند چه چیزی اصلاح شود.")
        return found
