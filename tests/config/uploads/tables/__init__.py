"""Files as people's programs write them, and what is read of them."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from config.uploads.errors import UnacceptableFileError
from config.uploads.tables import readers
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.uploaded import TableRow, open_table

COLUMNS = (
    TableColumn("guild_id", "شناسه صنفی", readers.code(10, "شناسه صنفی"), required=True),
    TableColumn("name", "نام واحد", readers.words(160), required=True),
    TableColumn("issued_on", "تاریخ صدور", readers.day()),
    TableColumn("people", "تعداد کارکنان", readers.whole(10_000), is_number=True),
    TableColumn("address", "نشانی", readers.words(500), other_headings=("آدرس",)),
)
HEAD = ("شناسه صنفی", "نام واحد", "تاریخ صدور", "تعداد کارکنان", "نشانی")
ROW = ("0471180263", "کارگاه کفش پرنیان", "1405/02/11", "12", "خیابان آزادی")


def book(rows: Iterable[Sequence[Any]], title: str = "واحدها") -> openpyxl.Workbook:
    """Make a book of one sheet."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Take one part out of a book."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read(name)


def changed(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Put parts of a book by others, or leave them out for None."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *parts}:
            content = parts[name] if name in parts else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def sheet_xml(data: str, before: str = "", behind: str = "") -> bytes:
    """Make a book whose one sheet is written by hand."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}">{before}<sheetData>{data}</sheetData>{behind}</worksheet>'
    return changed(saved(book([])), {"xl/worksheets/sheet1.xml": xml.encode()})


def hand_row(line: int, cells: Sequence[str], attributes: str = "") -> str:
    """Write a row of texts as the XML of a sheet."""
    written = "".join(
        f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(cells)
    )
    return f'<row r="{line}" {attributes}>{written}</row>'


def read_rows(data: bytes, columns: Sequence[TableColumn] = COLUMNS) -> list[TableRow]:
    with open_table(data, columns) as table:
        return list(table.rows())


def read_notes(data: bytes, columns: Sequence[TableColumn] = COLUMNS) -> tuple[str, ...]:
    with open_table(data, columns) as table:
        list(table.rows())
        return table.notes


def only_fault(data: bytes) -> CellFault:
    """Give the one fault of a file's one row."""
    (row,) = read_rows(data)
    (fault,) = row.faults
    return fault


def refused(data: bytes, columns: Sequence[TableColumn] = COLUMNS) -> str:
    """Give the sentence with which a whole file is refused."""
    with pytest.raises(UnacceptableFileError) as fault, open_table(data, columns):
        pass
    return str(fault.value)
