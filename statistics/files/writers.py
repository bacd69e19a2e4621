"""The files: columns with their Persian headings, numbers as numbers, text as inert text.

Made for sets that fit in memory (`settings.EXPORT_MAX_ROWS`).
"""

import csv
import io
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from tablib import Dataset

from statistics.enums import ExportFormat, ExportKind
from statistics.files.columns import RESOURCES, WIDTH, WIDTHS, CellValue
from statistics.files.corrected import FigureLine
from statistics.files.inert_cells import inert_csv, plain


def inert_csv_file(dataset: Dataset) -> bytes:
    """Return a CSV file: UTF-8 with its mark, so that Excel reads Persian; formulas stay text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(dataset.headers or [])
    for row in dataset:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def inert_xlsx_file(*datasets: Dataset) -> bytes:
    """Return sheets that run from right to left: figures are numbers, all else quoted text."""
    book = Workbook(write_only=True)
    for dataset in datasets:
        _sheet(book, dataset)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, dataset: Dataset) -> None:
    sheet = book.create_sheet(dataset.title)
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(dataset.headers or [], start=1):
        width = WIDTHS.get(heading, WIDTH)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, text) for text in dataset.headers or []])
    # A row is written as it is appended, so one quoted cell a column serves all rows.
    quoted = [_quoted(sheet) for _ in dataset.headers or []]
    for row in dataset:
        sheet.append([_xlsx_cell(*pair) for pair in zip(quoted, row, strict=True)])


WRITERS: Final = {ExportFormat.XLSX: inert_xlsx_file, ExportFormat.CSV: inert_csv_file}
MEDIA_TYPES: Final = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def written(kind: ExportKind, format_: ExportFormat, rows: list[FigureLine]) -> bytes:
    """Return the rows as a file of that kind."""
    dataset = RESOURCES[kind]().export(rows)
    dataset.title = kind.label
    return WRITERS[format_](dataset)


def _csv_cell(value: CellValue) -> str | int:
    if isinstance(value, Decimal):
        return format(_short(value), "f")
    if isinstance(value, str):
        return inert_csv(value)
    return "" if value is None else value


def _xlsx_cell(quoted: Any, value: CellValue) -> Any:
    if isinstance(value, Decimal):
        return _short(value)
    if not isinstance(value, str):
        return value
    quoted.value = plain(value)
    # openpyxl takes a leading "=" for a formula.
    quoted.data_type = "s"
    return quoted


def _quoted(sheet: WriteOnlyWorksheet) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    return cell


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _short(value: Decimal) -> Decimal:
    """Return the number without trailing zeros and without an exponent."""
    return Decimal(format(value.normalize(), "f"))
