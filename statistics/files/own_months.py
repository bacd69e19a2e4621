"""A unit's own months as files, in every state and for ever (guide, reports tab).

These are the unit's own figures, so no purpose is asked and no office's log is written; the
column «وضعیت» says which of them are final. A final month under correction has the rows of its
final version, which counts until a new one is final.
"""

from typing import Any

from django.db.models import Q
from tablib import Dataset

from config.jalali import short_day, tehran_day
from statistics.enums import ExportFormat, ExportKind, State
from statistics.files.columns import RESOURCES
from statistics.files.corrected import FigureLine, corrected, corrected_rows
from statistics.files.writers import WRITERS
from statistics.models import Employment, ExportLine, ProductionLine, Submission
from statistics.models.lines import with_measures
from units.models import Unit

# Behind the month's name and before the places.
_STATE_AT = 3


def own_file(unit: Unit, kind: ExportKind) -> bytes:
    """Write the unit's rows of one kind as CSV, the latest month first."""
    return WRITERS[ExportFormat.CSV](_dataset(unit, kind, _corrected(unit)))


def own_book(unit: Unit) -> bytes:
    """Write all of the unit's months as a book: a sheet each for what was made, sent, and who."""
    cases = _corrected(unit)
    return WRITERS[ExportFormat.XLSX](*(_dataset(unit, kind, cases) for kind in ExportKind))


def _corrected(unit: Unit) -> list[Submission]:
    return corrected(Submission.objects.filter(unit=unit).order_by("-year", "-month"))


def _dataset(unit: Unit, kind: ExportKind, cases: list[Submission]) -> Dataset:
    rows = _rows(unit, kind, cases)
    dataset = RESOURCES[kind]().export(rows)
    dataset.title = kind.label
    filed = [_filed_day(row) for row in rows]
    dataset.insert_col(_STATE_AT, filed, header="تاریخ ثبت")
    states = [_state(row) for row in rows]
    dataset.insert_col(_STATE_AT, states, header="وضعیت")
    if kind is ExportKind.EMPLOYMENT:
        declared = [row.submission.get_activity_display() for row in rows]
        dataset.insert_col(_STATE_AT, declared, header="وضعیت فعالیت")
    return dataset


def _rows(unit: Unit, kind: ExportKind, cases: list[Submission]) -> list[FigureLine]:
    shown = ("submission__unit", "submission__licence__county__province")
    order = ["-submission__year", "-submission__month"]
    # A month under correction is left to `corrected_rows`: its lines are what is being typed.
    lines_stand = Q(submission__standing=None) | Q(submission__state=State.FINAL)
    if kind is ExportKind.EMPLOYMENT:
        people = Employment.objects.filter(lines_stand, submission__unit=unit).order_by(*order)
        rows: list[FigureLine] = list(people.select_related(*shown, "submission__licence__union"))
    else:
        lines: Any = ProductionLine if kind is ExportKind.PRODUCTION else ExportLine
        named = lines.objects.filter(lines_stand, submission__unit=unit)
        named = named.order_by(*order, "position", "pk")
        rows = with_measures(named.select_related(*shown, "submission__licence__union"))
    # Stable: within a month the rows stand in their order.
    return sorted(
        [*rows, *corrected_rows(cases, kind)], key=lambda row: row.submission.period, reverse=True
    )


def _state(row: FigureLine) -> str:
    month = row.submission
    if month.standing_id and month.state != State.FINAL:
        return f"{State.FINAL.label} (در دست اصلاح)"
    return month.get_state_display()


def _filed_day(row: FigureLine) -> str:
    moment = row.submission.filed_at
    return short_day(tehran_day(moment)) if moment else ""
