"""The tables that files are made of: columns, and the SQL of their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from statistics.enums import ExportKind
from statistics.files.columns import ACTIVITY, FINAL, MARKS, MONTH, OWN, PLACE, STATE, Column
from statistics.files.sources import SOURCES, FigureSource

# The rows of months `s` that the first condition names, narrowed by a second that begins with AND.
RowsOf = Callable[[str, str], str]
_ORDER: Final = "v.year, v.month, v.county_id, v.submission_id, v.position"
_LATEST_FIRST: Final = "v.year DESC, v.month DESC, v.position"
_BESIDE: Final = """JOIN units_unit unit ON unit.id = v.unit_id
    JOIN catalog_county county ON county.code = v.county_id
    JOIN catalog_province province ON province.code = county.province_id
    JOIN accounts_organization guild ON guild.id = v.union_id"""


@dataclass(frozen=True)
class FileTable:
    """The columns of one kind of file, its rows, and a cheaper reading that only counts them.

    `code` is the product of a row, by which it is narrowed; none where rows have no product.
    """

    kind: ExportKind
    columns: tuple[Column, ...]
    rows: RowsOf
    counted: RowsOf
    code: str = ""

    @property
    def title(self) -> str:
        return self.kind.label

    def select(self, months: str, narrowed: str) -> str:
        """Write the query of a file: its cells, in their order."""
        return _select(self.columns, self.rows(months, narrowed), _ORDER)


@dataclass(frozen=True)
class OwnTable:
    """A unit's own months of one kind: what stands, and of the others what is typed."""

    kind: ExportKind

    @property
    def title(self) -> str:
        return self.kind.label

    @property
    def columns(self) -> tuple[Column, ...]:
        activity = (ACTIVITY,) if self.kind is ExportKind.EMPLOYMENT else ()
        return (*MONTH, *activity, *STATE, *PLACE, FINAL, *MARKS, *OWN[self.kind])

    def select(self, months: str) -> str:
        source = SOURCES[self.kind]
        rows = f"{source.standing(months, '')} UNION ALL {source.not_final(months)}"
        return _select(self.columns, rows, _LATEST_FIRST)


def _select(columns: Sequence[Column], rows: str, order: str) -> str:
    cells = ", ".join(column.sql for column in columns)
    joins = " ".join(dict.fromkeys(column.join for column in columns if column.join))
    return f"SELECT {cells} FROM ({rows}) v {_BESIDE} {joins} ORDER BY {order}"


def _figures(kind: ExportKind, source: FigureSource) -> FileTable:
    columns = (*MONTH, *PLACE, FINAL, *MARKS, *OWN[kind])
    return FileTable(kind, columns, source.standing, source.counted, source.code)


TABLES: Final = {kind: _figures(kind, source) for kind, source in SOURCES.items()}
OWN_TABLES: Final = {kind: OwnTable(kind) for kind in SOURCES}


def register(table: FileTable) -> None:
    """Add a kind of file whose rows an app above knows; called when the apps are ready."""
    TABLES[table.kind] = table
