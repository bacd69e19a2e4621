"""Empty tables to be filled in: made of the declared columns, so they are always what is read."""

import csv
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import zip_longest
from typing import IO, Any, Final

from config.uploads.tables.columns import GUIDE_HEAD, GUIDE_SHEET, TableColumn

# Excel's name for cells that keep what is typed, with its zeros.
TEXT_FORMAT: Final = "@"
NUMBER_FORMAT: Final = "General"
# Follows the heading of a column that every row fills.
_REQUIRED: Final = " *"
_GUIDE_WIDTHS: Final = (28, 12, 60, 28)
# No program makes a sheet's title longer.
_LONGEST_TITLE: Final = 31


def write_template_xlsx(out: IO[bytes], title: str, columns: Sequence[TableColumn]) -> None:
    """Write a book with the head alone, and a sheet that explains each column."""
    book = new_book()
    headings = [marked_heading(column) for column in columns]
    formats = [NUMBER_FORMAT if column.is_number else TEXT_FORMAT for column in columns]
    add_sheet(book, title, headings, [column.width for column in columns], formats)
    guide = add_sheet(book, GUIDE_SHEET, GUIDE_HEAD, _GUIDE_WIDTHS)
    for column in columns:
        needed = "الزامی" if column.required else "اختیاری"
        texts = (column.heading, needed, column.help, column.example)
        guide.append([text_cell(guide, text) for text in texts])
    book.save(out)


def write_template_csv(out: IO[bytes], columns: Sequence[TableColumn]) -> None:
    """Write the head alone, with the mark by which Excel knows UTF-8."""
    text = TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text).writerow([marked_heading(column) for column in columns])
    text.flush()
    # It is the caller's.
    text.detach()


def marked_heading(column: TableColumn) -> str:
    return column.heading + (_REQUIRED if column.required else "")


def new_book() -> Any:
    """Make a book that is written row by row."""
    # With the first book: no web process needs what openpyxl takes along.
    from openpyxl import Workbook

    return Workbook(write_only=True)


def add_sheet(
    book: Any,
    title: str,
    headings: Sequence[str],
    widths: Sequence[int],
    formats: Sequence[str] = (),
) -> Any:
    """Add a sheet from right to left, with its head, which stays in sight.

    `formats` is how each column takes what is typed below; text where none is given.
    """
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    shapes = zip_longest(widths, formats, fillvalue=TEXT_FORMAT)
    for number, (width, shape) in enumerate(shapes, start=1):
        # All before the first row: that is when they are written.
        place = sheet.column_dimensions[get_column_letter(number)]
        place.width, place.number_format = width, shape
    head = [text_cell(sheet, heading, wrapped=True) for heading in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    return sheet


def text_cell(sheet: Any, text: str, wrapped: bool = False) -> Any:
    """Make a cell whose text stays one, also when it is edited: no formula, no number."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet)
    # Not by its setter, which makes formulas of what begins with a sign.
    cell._value, cell.data_type = text, "s"
    cell.number_format = TEXT_FORMAT
    cell.quotePrefix = True
    if wrapped or "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
