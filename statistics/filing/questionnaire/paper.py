"""The empty questionnaire: what the four steps ask, read from the very forms that ask it."""

from dataclasses import dataclass
from typing import Final

from django import forms

from statistics.enums import ActivityState
from statistics.filing.forms import (
    EXPORT_ANSWERS,
    EmploymentForm,
    ExportRowForm,
    PeriodForm,
    ProductionRowForm,
)

# What fits a sheet beside the other steps; who makes more prints it twice.
PRODUCT_ROWS: Final = 10
EXPORT_ROWS: Final = 6


@dataclass(frozen=True)
class Questionnaire:
    """The labels of the forms, and what may be chosen."""

    period: tuple[str, ...]
    activities: tuple[str, ...]
    production: tuple[str, ...]
    answers: tuple[str, ...]
    exports: tuple[str, ...]
    people: tuple[str, ...]


def questionnaire() -> Questionnaire:
    return Questionnaire(
        period=_labels(PeriodForm),
        activities=tuple(ActivityState.labels),
        production=_labels(ProductionRowForm),
        answers=tuple(label for _, label in EXPORT_ANSWERS),
        exports=_labels(ExportRowForm),
        people=_labels(EmploymentForm),
    )


def _labels(form: type[forms.Form]) -> tuple[str, ...]:
    """Name what a form asks of a person, in its order."""
    fields = form.base_fields.values()
    return tuple(str(f.label) for f in fields if f.label and not f.widget.is_hidden)
