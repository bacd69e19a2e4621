"""Files about an import: its template, its refused rows, its report row by row."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Final

from config.inert_cells import inert_csv
from config.persian import to_persian_digits
from config.uploads import storage
from config.uploads.content import clean_name
from config.uploads.tables.cells import CellFault
from config.uploads.tables.refused_rows import write_refused_rows
from config.uploads.tables.template_files import write_template_csv, write_template_xlsx
from units.enums import RegistryFact, RowState, RowVerdict
from units.imports.kinds import ImportKind
from units.imports.queries import RefusedRow, refused_rows
from units.models import Import, ImportRow

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
# A book is written cell by cell; a longer list goes as text.
MOST_IN_A_BOOK: Final = 5_000
_FACTS: Final = dict(RegistryFact.choices)


@dataclass(frozen=True)
class MadeFile:
    content: IO[bytes]
    name: str
    media_type: str


def template(kind: ImportKind, ending: str) -> MadeFile:
    """Make the empty table of a kind."""
    columns = kind.columns(Import(kind=kind.key))
    if ending == "xlsx":
        return _made(lambda out: write_template_xlsx(out, kind.label, columns), kind.key, XLSX)
    return _made(lambda out: write_template_csv(out, columns), kind.key, CSV)


def refused_file(run: Import) -> MadeFile:
    """Make the file of refused rows: put right in place, it is sent again as it is."""
    rows = refused_rows(run)
    if run.refused > MOST_IN_A_BOOK:
        return _made(lambda out: _refused_csv(out, run, rows), f"refused-{run.pk}", CSV)
    told = ((row.written, _cell_faults(row)) for row in rows)
    return _made(lambda out: write_refused_rows(out, run.headings, told), f"refused-{run.pk}", XLSX)


def report_file(run: Import) -> MadeFile:
    """Make the report, one line for each row of the file."""
    return _made(lambda out: _report(out, run), f"report-{run.pk}", CSV)


def original(run: Import) -> MadeFile:
    """Open the file as it came. Raises FileNotFoundError."""
    file = storage.path_of(run.stored).open("rb")
    # It leaves with the ending of what it is, whatever it was called.
    ending = "xlsx" if file.read(2) == b"PK" else "csv"
    file.seek(0)
    return MadeFile(file, clean_name(run.name, ending), "application/octet-stream")


def _made(write: Callable[[IO[bytes]], None], stem: str, media_type: str) -> MadeFile:
    content: Any = TemporaryFile()  # noqa: SIM115  whoever answers with it closes it
    write(content)
    content.seek(0)
    ending = "xlsx" if media_type == XLSX else "csv"
    return MadeFile(content, f"{stem}.{ending}", media_type)


def _cell_faults(row: RefusedRow) -> list[CellFault]:
    return [
        CellFault(row.line, one["column"], one["written"], one["fault"], one["remedy"])
        for one in row.faults
    ]


def _refused_csv(out: IO[bytes], run: Import, rows: Iterable[RefusedRow]) -> None:
    lines = (
        [*row.written, " ".join(f"{one['column']}: {one['fault']}" for one in row.faults)]
        for row in rows
    )
    _write_csv(out, [*run.headings, "خطا"], lines)


def _report(out: IO[bytes], run: Import) -> None:
    rows = ImportRow.objects.filter(imported=run).order_by("line")
    fields = ("line", "verdict", "state", "code", "title", "changes", "faults")
    head = ["سطر فایل", "نتیجه", "وضعیت", "شناسه", "نام", "تغییرها", "خطا"]
    lines = (
        [
            str(line),
            RowVerdict(verdict).label,
            RowState(state).label if state else "",
            code,
            title,
            "؛ ".join(_change(one) for one in changes),
            "؛ ".join(f"{one['fault']} {one['remedy']}".strip() for one in faults),
        ]
        for line, verdict, state, code, title, changes, faults in rows.values_list(
            *fields
        ).iterator()
    )
    _write_csv(out, head, lines)


def _change(one: dict[str, str]) -> str:
    words = f"{_FACTS.get(one['fact'], one['fact'])}: «{one['before']}» ← «{one['after']}»"
    return to_persian_digits(words) + (f" ({one['consequence']})" if one["consequence"] else "")


def _write_csv(out: IO[bytes], head: list[str], lines: Iterable[list[str]]) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([inert_csv(cell) for cell in head])
    writer.writerows([inert_csv(cell) for cell in line] for line in lines)
    text.flush()
    # The file stays open for whoever gave it.
    text.detach()
