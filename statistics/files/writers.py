"""The files: columns with their Persian headings, numbers as numbers, text as inert text.

A row is written as it comes and kept nowhere, so that a file may be longer than memory. A row that
PostgreSQL copied is handed on as it is, cells and all, unless something in it wants a closer look.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import IO, Any, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from config.inert_cells import inert_csv, plain
from config.persian import to_persian_digits
from statistics.enums import ExportFormat
from statistics.files.columns import WIDTH, Column

CellValue = str | int | Decimal | None
Cells = list[CellValue]

# What a sheet holds below its heading; more rows go on in a further one.
SHEET_ROWS: Final = 1_048_575
# Names of places, offices and products come again row after row.
_REMEMBERED: Final = 8192
# The first level: a sheet is a few words over and over, and packing it takes most of the time.
_PACKING: Final = 1
_END: Final = b"</sheetData>"
# So many rows are handed on together.
_TOGETHER: Final = 256
# Signs that could make a formula (`config.inert_cells`), what a CSV file quotes, and what COPY
# escapes: no row without one of these bytes needs more than commas. Some bytes are only the first
# of a sign's: a closer look costs time alone. A class of bytes and a few plain searches are found
# several times as fast as one pattern of all.
_LOOK_CSV: Final = re.compile(rb"[=+\-@\",'\\\x01-\x08\x0b-\x1f\xef]").search
_SIGNS_CSV: Final = (b"\xe2\x81", b"\xe2\x82")
# What XML escapes or cannot hold, what COPY escapes, and blanks at the ends of a cell.
_LOOK_XLSX: Final = re.compile(rb"[&<>\\\x01-\x08\x0b-\x1f\xef]").search
_ENDS_XLSX: Final = (b"\t ", b" \t", b" \n")
_NULL: Final = b"\\N"
_ESCAPED: Final = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPES: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True)
class Sheet:
    """A title, the headings, and the rows, each read once."""

    title: str
    headings: list[str]
    rows: Iterable[Any]
    widths: tuple[int, ...] = ()

    def csv_lines(self) -> Iterator[bytes]:
        return map(_csv_line, self.rows)

    def xlsx_rows(self, style: int) -> Iterator[bytes]:
        cell = _cells_in(style)
        return (f"<row>{''.join(map(cell, row))}</row>".encode() for row in self.rows)


@dataclass(frozen=True)
class CopiedSheet(Sheet):
    """A sheet whose rows are lines of COPY in its text format; `columns` says what each cell is."""

    columns: tuple[Column, ...] = ()

    def csv_lines(self) -> Iterator[bytes]:
        first, second = _SIGNS_CSV
        for line in self.rows:
            if _LOOK_CSV(line) or first in line or second in line:
                yield _csv_line(self._cells(line))
            else:
                yield line[:-1].replace(b"\t", b",") + b"\r\n"

    def xlsx_rows(self, style: int) -> Iterator[bytes]:
        cell = _cells_in(style)
        before, behind, last = _ENDS_XLSX
        text = b'<c s="%d" t="inlineStr"><is><t>%%b</t></is></c>' % style
        cells = (b"<c><v>%b</v></c>" if column.number else text for column in self.columns)
        row = b"<row>" + b"".join(cells) + b"</row>"
        for line in self.rows:
            if _LOOK_XLSX(line) or before in line or behind in line or last in line:
                yield f"<row>{''.join(map(cell, self._cells(line)))}</row>".encode()
            else:
                yield row % tuple(line[:-1].split(b"\t"))

    def _cells(self, line: bytes) -> Cells:
        """Take a line apart; text that stands for a number becomes one."""
        texts = [_unescaped(part) for part in line[:-1].split(b"\t")]
        return [
            Decimal(text) if column.number and text is not None else text
            for column, text in zip(self.columns, texts, strict=True)
        ]


def sheet_of(title: str, columns: Sequence[Column], lines: Iterable[bytes]) -> CopiedSheet:
    """Make a sheet of copied lines."""
    headings, widths = [c.heading for c in columns], tuple(c.width for c in columns)
    return CopiedSheet(title, headings, lines, widths, tuple(columns))


def dictionary_of(columns: Sequence[Column], title: str = "راهنمای ستون‌ها") -> Sheet:
    """Make the dictionary of a table: each column, its type and what it means."""
    rows = [[column.heading, column.type_name, column.meaning] for column in columns]
    return Sheet(title, ["ستون", "نوع", "معنا"], rows, (26, 10, 70))


def write_csv(out: IO[bytes], sheet: Sheet, *_: Sheet) -> None:
    """Write a CSV file: UTF-8 with its mark, so that Excel reads Persian; formulas stay text.

    It holds one table: others that are given stay out.
    """
    out.write("\ufeff".encode())
    out.write(_csv_line(sheet.headings))
    out.writelines(_joined(sheet.csv_lines()))


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
                place.writelines(_joined(sheet.xlsx_rows(style)))
                place.write(_END + below)
        for name, content in frame.items():
            if not name.startswith("xl/worksheets/"):
                book.writestr(name, content)


WRITERS: Final[dict[ExportFormat, Callable[..., None]]] = {
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.CSV: write_csv,
}
MEDIA_TYPES: Final = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Hand pieces on many at a time: each hand-over costs as much as a row."""
    while together := b"".join(islice(pieces, _TOGETHER)):
        yield together


def _parts(sheet: Sheet) -> Iterator[Sheet]:
    """Divide a sheet that is too long; each part is read to its end before the next is asked."""
    rows, number = iter(sheet.rows), 1
    yield replace(sheet, rows=islice(rows, SHEET_ROWS))
    while (first := next(rows, None)) is not None:
        number += 1
        title = f"{sheet.title}، برگ {to_persian_digits(number)}"
        yield replace(sheet, title=title, rows=islice(chain([first], rows), SHEET_ROWS))


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
        for number, _ in enumerate(one.headings):
            width = one.widths[number] if one.widths else WIDTH
            sheet.column_dimensions[get_column_letter(number + 1)].width = width
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


def _cells_in(style: int) -> Callable[[CellValue], str]:
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
        return "<c/>" if value is None else f"<c><v>{number_text(value)}</v></c>"

    return cell


def _csv_line(row: Iterable[CellValue]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([_csv_cell(value) for value in row])
    return text.getvalue().encode()


def _csv_cell(value: CellValue) -> str | int:
    if isinstance(value, str):
        return _inert_csv(value)
    return "" if value is None else number_text(value)


@lru_cache(maxsize=_REMEMBERED)
def _inert_csv(text: str) -> str:
    return inert_csv(text)


def number_text(value: int | Decimal) -> int | str:
    """Write a number without trailing zeros and without an exponent."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _unescaped(part: bytes) -> str | None:
    """Read a cell as COPY wrote it; None where there was nothing."""
    if part == _NULL:
        return None
    if b"\\" in part:
        part = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), part)
    return part.decode()
