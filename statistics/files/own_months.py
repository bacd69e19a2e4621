"""A unit's own months as files, in every state and for ever (guide, reports tab).

These are the unit's own figures, so no purpose is asked and no office's log is written; the
column «وضعیت» says which of them are final. A final month under correction has the rows of its
final version, which counts until a new one is final.
"""

import io
from typing import Any, Final

from django.db.models import Q

from statistics.enums import ActivityState, ExportKind, State
from statistics.files.columns import Column, day_of, table_of
from statistics.files.corrected import FigureLine, corrected, corrected_rows
from statistics.files.writers import Sheet, write_csv, write_xlsx
from statistics.models import Employment, ExportLine, ProductionLine, Submission
from statistics.models.lines import with_measures
from units.models import Unit


def own_file(unit: Unit, kind: ExportKind) -> bytes:
    """Write the unit's rows of one kind as CSV, the latest month first."""
    out = io.BytesIO()
    write_csv(out, _sheet(unit, kind, _corrected(unit)))
    return out.getvalue()


def own_book(unit: Unit) -> bytes:
    """Write all of the unit's months as a book: a sheet each for what was made, sent, and who."""
    cases, out = _corrected(unit), io.BytesIO()
    write_xlsx(out, *(_sheet(unit, kind, cases) for kind in ExportKind))
    return out.getvalue()


def _corrected(unit: Unit) -> list[Submission]:
    return corrected(Submission.objects.filter(unit=unit).order_by("-year", "-month"))


def _sheet(unit: Unit, kind: ExportKind, cases: list[Submission]) -> Sheet:
    table = _TABLES[kind]
    rows = [table.cells(table.values_of(row)) for row in _rows(unit, kind, cases)]
    return Sheet(table.title, table.headings, rows)


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


def _state(standing: int | None, state: str) -> str:
    if standing and state != State.FINAL:
        return f"{State.FINAL.label} (در دست اصلاح)"
    return State(state).label


def _activity(declared: str) -> str:
    return ActivityState(declared).label if declared else ""


_STATE = (
    Column("وضعیت", ("submission__standing_id", "submission__state"), _state),
    Column("تاریخ ثبت", ("submission__filed_at",), day_of),
)
_ACTIVITY = Column("وضعیت فعالیت", ("submission__activity",), _activity)
_TABLES: Final = {
    kind: table_of(kind, (_ACTIVITY, *_STATE) if kind is ExportKind.EMPLOYMENT else _STATE)
    for kind in ExportKind
}
