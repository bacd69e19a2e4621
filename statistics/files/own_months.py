"""A unit's own months as files, in every state and for ever (guide, reports tab).

These are the unit's own figures, so no purpose is asked and no office's log is written; the
column «وضعیت» says which of them are final.
"""

from typing import Any

from tablib import Dataset

from config.jalali import short_day, tehran_day
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import FigureLine
from statistics.files.writers import RESOURCES, WRITERS
from statistics.models import Employment, ExportLine, ProductionLine
from statistics.models.lines import with_measures
from units.models import Unit

# Behind the month's name and before the places.
_STATE_AT = 3


def own_file(unit: Unit, kind: ExportKind) -> bytes:
    """Return the unit's rows of one kind as CSV, the latest month first."""
    return WRITERS[ExportFormat.CSV](_dataset(unit, kind))


def own_book(unit: Unit) -> bytes:
    """Return all of the unit's months as a book: a sheet each for what was made, sent, and who."""
    return WRITERS[ExportFormat.XLSX](*(_dataset(unit, kind) for kind in ExportKind))


def _dataset(unit: Unit, kind: ExportKind) -> Dataset:
    rows = _rows(unit, kind)
    dataset = RESOURCES[kind]().export(rows)
    dataset.title = kind.label
    filed = [_filed_day(row) for row in rows]
    dataset.insert_col(_STATE_AT, filed, header="تاریخ ثبت")
    states = [row.submission.get_state_display() for row in rows]
    dataset.insert_col(_STATE_AT, states, header="وضعیت")
    if kind is ExportKind.EMPLOYMENT:
        declared = [row.submission.get_activity_display() for row in rows]
        dataset.insert_col(_STATE_AT, declared, header="وضعیت فعالیت")
    return dataset


def _rows(unit: Unit, kind: ExportKind) -> list[FigureLine]:
    shown = ("submission__unit", "submission__licence__county__province")
    order = ["-submission__year", "-submission__month"]
    if kind is ExportKind.EMPLOYMENT:
        people = Employment.objects.filter(submission__unit=unit).order_by(*order)
        return list(people.select_related(*shown, "submission__licence__union"))
    lines: Any = ProductionLine if kind is ExportKind.PRODUCTION else ExportLine
    named = lines.objects.filter(submission__unit=unit).order_by(*order, "position", "pk")
    return with_measures(named.select_related(*shown, "submission__licence__union"))


def _filed_day(row: FigureLine) -> str:
    moment = row.submission.filed_at
    return short_day(tehran_day(moment)) if moment else ""
