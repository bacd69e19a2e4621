"""What was typed in posted rows and numbers: compared with what is stored, and what is wrong."""

from decimal import Decimal
from typing import TypeVar

from statistics.figures import EMPTY, amount, yes_no
from statistics.filing.forms import Lines
from statistics.filing.storage import EmploymentAnswers, ExportFigures

F = TypeVar("F")
# Key, label and text, as `statistics.figures.FigureText` has them.
SubmittedValues = list[tuple[str, str, str]]


def row_errors(rows: Lines[F]) -> list[tuple[str, str]]:
    """Gather the errors of the list and of every row, each with its product's name."""
    found = [("main", str(text)) for text in rows.non_form_errors()]
    for form in rows.rows:
        name = form.item.name if form.item else "محصول"
        for field, texts in form.errors.items():
            # The form as a whole and its delete box have no anchor on the page.
            known = field in form.fields
            label = form.fields[field].label if known else ""
            about = f"{name}، {label}" if label else name
            anchor = form[field].id_for_label if known else "main"
            found += [(anchor, f"{about}: {text}") for text in texts]
    return found


def production_cells(rows: Lines[Decimal | None]) -> SubmittedValues:
    return [
        (
            f"production:{form.item.code}",
            form.item.name,
            amount(form.figures, form.item.measure.name_fa),
        )
        for form in rows.kept
        if form.item
    ]


def export_cells(answer: bool | None, rows: Lines[ExportFigures]) -> SubmittedValues:
    found = [("exports:has_exports", "", yes_no(answer))]
    # Under «خیر» typed rows do not count, so they cannot differ from the stored ones.
    for form in rows.kept if answer is not False else []:
        if form.item:
            got, key, name = form.figures, f"exports:{form.item.code}", form.item.name
            found += [
                (f"{key}:quantity", name, amount(got.quantity, form.item.measure.name_fa)),
                (f"{key}:tonnes", name, amount(got.tonnes, "تن")),
                (f"{key}:usd", name, amount(got.value_usd, "دلار")),
                (f"{key}:irr", name, amount(got.value_irr, "ریال")),
            ]
            if got.tonnes_reason:
                found.append((f"{key}:reason", name, got.tonnes_reason))
    return found


def people_cells(people: EmploymentAnswers) -> SubmittedValues:
    return [
        ("employment:official", "", amount(people.official, "نفر")),
        ("employment:contract", "", amount(people.contract, "نفر")),
        ("employment:contractor", "", amount(people.contractor, "نفر")),
        ("employment:remarks", "", people.remarks or EMPTY),
    ]
