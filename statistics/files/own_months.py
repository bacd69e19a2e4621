"""A unit's own months as files, in every state and for ever (guide, reports tab).

These are the unit's own figures, so no purpose is asked and no office's log is written; the
column «وضعیت» says which of them are final. A final month under correction has the rows of its
final version, which counts until a new one is final.
"""

import io
from typing import Final

from config.jalali import JalaliMonth
from statistics.enums import ExportKind
from statistics.files.queries import copied, days_from
from statistics.files.tables import OWN_TABLES
from statistics.files.writers import Sheet, dictionary_of, sheet_of, write_csv, write_xlsx
from units.models import Unit

# No month of any unit lies before.
_BEGINNING: Final = JalaliMonth(1387, 1)
_OWN: Final = "s.unit_id = %(unit)s"
_OF_YEAR: Final = f"{_OWN} AND s.year = %(year)s"


def own_file(unit: Unit, kind: ExportKind, year: int | None = None) -> bytes:
    """Write the unit's rows of one kind as CSV, the latest month first; of one year if named."""
    out = io.BytesIO()
    write_csv(out, _sheet(unit, kind, year))
    return out.getvalue()


def own_book(unit: Unit, year: int | None = None) -> bytes:
    """Write all of the unit's months as a book: a sheet each for what was made, sent, and who."""
    out = io.BytesIO()
    # Each column once, though three sheets may have it.
    columns = {c.heading: c for table in OWN_TABLES.values() for c in table.columns}
    sheets = (_sheet(unit, kind, year) for kind in OWN_TABLES)
    write_xlsx(out, *sheets, dictionary_of(list(columns.values())))
    return out.getvalue()


def _sheet(unit: Unit, kind: ExportKind, year: int | None) -> Sheet:
    table = OWN_TABLES[kind]
    sql = table.select(_OWN if year is None else _OF_YEAR)
    params = {"unit": unit.pk, "year": year, **days_from(_BEGINNING)}
    return sheet_of(table.title, table.columns, copied(sql, params))
