"""The form by which the statistics office writes a version of the visit form, row by row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from config.fields import PlainTextField
from config.jalali import jalali_parts
from config.jalali_date_field import JalaliDateField
from config.persian import format_number
from review.visit_enums import AnswerKind, QuestionMeaning, VisitSection
from review.visits.questionnaire_services import MOST_QUESTIONS, QuestionTerms, fault_of

BLANK = 2
_PREFIX = "questions"


class QuestionnaireForm(forms.Form):
    """The version itself: what it is called, from when, by which letter."""

    title = PlainTextField(
        label="نام نسخه",
        max_length=60,
        help_text="مانند «زمستان ۱۴۰۵».",
        error_messages={"required": "نام نسخه را بنویسید."},
    )
    source = PlainTextField(
        label="شمارهٔ ابلاغ",
        max_length=200,
        help_text="نامه‌ای که چارچوب گزارش بازدید را ابلاغ کرده است.",
        error_messages={"required": "شمارهٔ ابلاغ را بنویسید."},
    )

    def __init__(self, data: Any, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        year = jalali_parts(today)[0]
        # Its years move with the clock.
        self.fields["since"] = JalaliDateField(label="از روز", years=(year, year + 1))
        self.order_fields(["title", "since", "source"])


class QuestionForm(forms.Form):
    """One row of questions; an empty row is none."""

    text = PlainTextField(
        label="پرسش",
        max_length=160,
        error_messages={"required": "پرسش را بنویسید، یا این سطر را خالی کنید."},
    )
    section = forms.ChoiceField(label="بخش", choices=VisitSection.choices)
    kind = forms.ChoiceField(label="پاسخ", choices=AnswerKind.choices)
    meaning = forms.ChoiceField(label="معنا", choices=QuestionMeaning.choices, required=False)
    measure = PlainTextField(label="واحد سنجش", max_length=20, required=False)
    choices = PlainTextField(
        label="گزینه‌ها",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    optional = forms.BooleanField(label="اختیاری", required=False)

    def __init__(self, data: Any, **options: Any) -> None:
        # Nothing is required of a row in which nothing is written.
        super().__init__(data, empty_permitted=True, use_required_attribute=False, **options)

    @property
    def terms(self) -> QuestionTerms | None:
        found = self.cleaned_data
        if not found.get("text"):
            return None
        lines = (line.strip() for line in found["choices"].splitlines())
        return QuestionTerms(
            VisitSection(found["section"]),
            AnswerKind(found["kind"]),
            found["text"],
            QuestionMeaning(found["meaning"]),
            found["measure"],
            tuple(dict.fromkeys(filter(None, lines))),
            not found["optional"],
        )

    def has_changed(self) -> bool:
        """Read a row by its sentence alone: its selects always say something."""
        return bool(self["text"].value())


class QuestionnaireForms:
    """The form of the version with the rows of its questions, as one."""

    def __init__(
        self, sent: Mapping[str, Any] | None, today: date, first: Sequence[QuestionTerms]
    ) -> None:
        self.main = QuestionnaireForm(sent, today)
        self.rows = [
            QuestionForm(
                sent,
                prefix=f"{_PREFIX}-{place}",
                initial=_written(first[place]) if sent is None and place < len(first) else {},
            )
            for place in range(MOST_QUESTIONS)
        ]

    @property
    def shown(self) -> list[QuestionForm]:
        """The rows up to the last one that says anything, and a few more to write in."""
        last = max(
            (place for place, row in enumerate(self.rows, start=1) if row["text"].value()),
            default=0,
        )
        return self.rows[: last + BLANK]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Pair the anchor and the text of each fault, with the row it stands in."""
        found = [("main", str(text)) for text in self.main.non_field_errors()]
        found += [(f.auto_id, str(text)) for f in self.main for text in f.errors]
        return found + [
            (field.auto_id, f"پرسش {format_number(place)}: {text}")
            for place, row in enumerate(self.rows, start=1)
            for field in row
            for text in field.errors
        ]

    def read(self) -> list[QuestionTerms] | None:
        """Read what was typed; None where something is to be put right."""
        # Every form is asked, so that all faults are told at once.
        good = all([self.main.is_valid(), *[row.is_valid() for row in self.rows]])
        found: list[QuestionTerms] = []
        for row in self.rows if good else ():
            terms = row.terms
            if terms is None:
                continue
            if why := fault_of(terms):
                row.add_error("kind", why)
            elif terms.meaning and terms.meaning in {one.meaning for one in found}:
                row.add_error("meaning", "این معنا را پرسش دیگری دارد.")
            found.append(terms)
        return None if self.faults else found


def _written(terms: QuestionTerms) -> dict[str, Any]:
    return {
        "text": terms.text,
        "section": terms.section,
        "kind": terms.kind,
        "meaning": terms.meaning,
        "measure": terms.measure,
        "choices": "\n".join(terms.choices),
        "optional": not terms.required,
    }
