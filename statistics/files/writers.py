"""The files: columns with their Persian headings, numbers as numbers, text as inert text.

A row is written as it comes and kept nowhere, so that a file may be longer than memory.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import IO, Any, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from config.inert_cells import inert_csv, plain
from config.persian import to_persian_digits
from statistics.enums import ExportFormat
from statistics.files.columns import WIDTH, WIDTHS, Cells, CellValue

# What a sheet holds below its heading; more rows go on in a further one.
SHEET_ROWS: Final = 1_048_575
# Names of places, offices and products come again row after row.
_REMEMBERED: Final = 8192
# The first level: a sheet is a few words over and over, and packing it takes most of the time.
_PACKING: Final = 1
_END: Final = b"</sheetData>"


@dataclass(frozen=True)
class Sheet:
    """A title, the headings, and the rows, each read once."""

    title: str
    headings: list[str]
    rows: Iterable[Cells]


def write_csv(out: IO[bytes], sheet: Sheet) -> None:
    """Write a CSV file: UTF-8 with its mark, so that Excel reads Persian; formulas stay text."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_csv_cell(value) for value in row] for row in sheet.rows)
    # The file stays open for whoever gave it.
    text.detach()


def write_xlsx(out: IO[bytes], *sheets: Sheet) -> None:
    """Write sheets that run from right to left: figures are numbers, all else quoted text.

    openpyxl makes the book, its styles and headings; the rows, which it would write in twenty
    times the time, are put in between.
    """
    named: list[Sheet] = []
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=_PACKING) as book:
        for sheet in chain.from_iterable(map(_parts, sheets)):
            named.append(sheet)
            frame, style = _frame(named)
            name = f"xl/worksheets/sheet{len(named)}.xml"
            above, below = frame[name].split(_END)
            with book.open(name, "w", force_zip64=True) as place:
                place.write(above)
                place.writelines(_xlsx_rows(sheet.rows, style))
                place.write(_END + below)
        for name, content in frame.items():
            if not name.startswith("xl/worksheets/"):
                book.writestr(name, content)


WRITERS: Final[dict[ExportFormat, Callable[[IO[bytes], Sheet], None]]] = {
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.CSV: write_csv,
}
MEDIA_TYPES: Final = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def _parts(sheet: Sheet) -> Iterator[Sheet]:
    """Divide a sheet that is too long; each part is read to its end before the next is asked."""
    rows, number = iter(sheet.rows), 1
    yield Sheet(sheet.title, sheet.headings, islice(rows, SHEET_ROWS))
    while (first := next(rows, None)) is not None:
        number += 1
        title = f"{sheet.title}، برگ {to_persian_digits(number)}"
        yield Sheet(title, sheet.headings, islice(chain([first], rows), SHEET_ROWS))


def _frame(sheets: list[Sheet]) -> tuple[dict[str, bytes], int]:
    """Make the parts of a book with headings and no rows; the number of the quoted style."""
    # With the first sheet: openpyxl takes Pillow and lxml along, which no web process needs.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    style = 0
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.sheet_view.rightToLeft = True
        sheet.freeze_panes = "A2"
        for number, heading in enumerate(one.headings, start=1):
            width = WIDTHS.get(heading, WIDTH)
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_heading(sheet, text) for text in one.headings])
        quoted = WriteOnlyCell(sheet)
        quoted.quotePrefix = True
        style = quoted.style_id
    out = io.BytesIO()
    book.save(out)
    with ZipFile(out) as parts:
        return {name: parts.read(name) for name in parts.namelist()}, style


def _heading(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _xlsx_rows(rows: Iterable[Cells], style: int) -> Iterator[bytes]:
    @lru_cache(maxsize=_REMEMBERED)
    def text_cell(text: str) -> str:
        text = escape(plain(text))
        # Else a reader may drop blanks and line breaks at either end.
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'<c s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'

    def cell(value: CellValue) -> str:
        if isinstance(value, str):
            return text_cell(value)
        # No number is no zero: an empty cell that keeps the place of the next one.
        return "<c/>" if value is None else f"<c><v>{_number(value)}</v></c>"

    for row in rows:
        yield f"<row>{''.join(map(cell, row))}</row>".encode()


def _csv_cell(value: CellValue) -> str | int:
    if isinstance(value, str):
        return _inert_csv(value)
    return "" if value is None else _number(value)


@lru_cache(maxsize=_REMEMBERED)
def _inert_csv(text: str) -> str:
    return inert_csv(text)


def _number(value: int | Decimal) -> int | str:
    """Write a number without trailing zeros and without an exponent."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
