"""Reads a book of Excel (XLSX): the values by calamine, what it hides by the marks of a sheet.

What is kept is what a person sees: a number that its format fills up with zeros has them, a day is
a day.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain, zip_longest
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import DefusedXMLParser
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from config.uploads.tables.child.rows import (
    CONTROL,
    DAY,
    MARK,
    TIME,
    TRUTH,
    RefusedError,
    SheetWriter,
    plain_text,
)
from config.uploads.tables.child.xlsx_marks import BOOLEAN, ISO_DAY, NUMERIC, TEXT, SheetMarks
from config.uploads.tables.child.xlsx_numbers import number_cell, shape_of_format

# All that the parts may come to when they are unpacked: 100,000 rows of 60 columns are 300 MB.
MOST_UNPACKED: Final = 768 * 2**20
# Between the corners of a sheet: calamine takes 110 bytes for one that is filled.
MOST_PLACES: Final = 2_500_000
MOST_PARTS: Final = 5_000
MOST_SHEETS: Final = 100
# Hidden rows are told by the first of them.
MOST_TOLD: Final = 10
_LONGEST_FORMAT: Final = 500
_PIECE: Final = 1 << 18
# calamine has read all others; what is left stands for no sign.
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
Value = str | float | bool | date | time | timedelta


def read(data: bytes, out: IO[bytes]) -> list[dict[str, Any]]:
    """Write the rows of every sheet that is shown; tell the sheets."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return list(_Book(archive).write(data, out))
    except (zipfile.BadZipFile, zlib.error, EOFError, ParseError, CalamineError) as fault:
        raise RefusedError("DAMAGED_BOOK") from fault
    except (UnicodeError, ValueError, OverflowError, LookupError) as fault:
        # A part that says something else than its kind does, or declares entities.
        raise RefusedError("DAMAGED_BOOK") from fault
    except (NotImplementedError, RuntimeError) as fault:
        # A password on the parts, or a packing that Excel does not use.
        raise RefusedError("LOCKED" if "password" in str(fault) else "DAMAGED_BOOK") from fault


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.zip, self.left = archive, MOST_UNPACKED
        if len(archive.infolist()) > MOST_PARTS:
            raise RefusedError("TOO_LARGE")
        self.names = {one.replace("\\", "/").lstrip("/").lower(): one for one in archive.namelist()}
        self._refuse_other_kinds()
        links = {one.attrib["Id"]: one.attrib for one in self.tree("_rels/workbook.xml.rels")}
        self.sheets = [
            links[next(said for key, said in one.items() if key.endswith("}id"))]["Target"]
            for one in self.tree("workbook.xml").iterfind("{*}sheets/{*}sheet")
        ]
        if len(self.sheets) > MOST_SHEETS:
            raise RefusedError("TOO_LARGE")
        # By number of style: how a number in it is shown.
        self.shapes = {"0": ""}
        for one in links.values():
            if one["Type"].endswith("/styles"):
                self.shapes |= _shapes(self.tree(one["Target"]))

    def write(self, data: bytes, out: IO[bytes]) -> Iterator[dict[str, Any]]:
        if "xl/sharedstrings.xml" in self.names:
            # Counted alone: calamine unpacks it whole.
            for _ in self.pieces("sharedStrings.xml"):
                pass
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for at, (sheet, part) in enumerate(zip(book.sheets_metadata, self.sheets, strict=True)):
            # Sheets of charts have no rows.
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            hidden = sheet.visible != SheetVisibleEnum.Visible
            writer = SheetWriter(out, sheet.name[:100], hidden)
            if not hidden:
                marks = SheetMarks(self.shapes)
                marks.read(self.pieces(part))
                if marks.places > MOST_PLACES:
                    raise RefusedError("TOO_LARGE")
                _write_sheet(book.get_sheet_by_index(at), marks, writer)
            yield writer.told

    def pieces(self, target: str) -> Iterator[bytes]:
        """Unpack a part that the book names; what all parts come to is counted."""
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        entry = self.zip.getinfo(self.names[path.lower()])
        if entry.file_size > self.left:
            raise RefusedError("TOO_LARGE")
        with self.zip.open(entry) as packed:
            while piece := packed.read(_PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise RefusedError("TOO_LARGE")
                yield piece

    def tree(self, target: str) -> Element:
        """Read a small part."""
        parser = DefusedXMLParser(forbid_dtd=True)
        for piece in self.pieces(target):
            parser.feed(piece)
        root: Element = parser.close()
        return root

    def _refuse_other_kinds(self) -> None:
        if "mimetype" in self.names:
            raise RefusedError("OPEN_DOCUMENT")
        if "xl/vbaproject.bin" in self.names:
            raise RefusedError("MACROS")
        if "xl/workbook.bin" in self.names:
            raise RefusedError("BINARY_BOOK")
        if "[content_types].xml" not in self.names:
            raise RefusedError("PACKED")
        kinds = [one.get("ContentType", "") for one in self.tree("/[Content_Types].xml")]
        if any("macroEnabled" in kind for kind in kinds):
            raise RefusedError("MACROS")
        if "xl/workbook.xml" not in self.names:
            raise RefusedError("OTHER_KIND")


def _shapes(styles: Element) -> dict[str, str]:
    formats = {
        one.get("numFmtId"): one.get("formatCode", "")[:_LONGEST_FORMAT]
        for one in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    numbers = [one.get("numFmtId", "0") for one in styles.iterfind("{*}cellXfs/{*}xf")]
    return {
        str(at): shape_of_format(int(number), formats.get(number))
        for at, number in enumerate(numbers)
    }


def _write_sheet(sheet: CalamineSheet, marks: SheetMarks, writer: SheetWriter) -> None:
    hidden_at = list[int]()
    # calamine begins in the first row, but in the first column that holds anything.
    left = [""] * (sheet.start or (0, 0))[1]
    rows = sheet.iter_rows()
    for row in range(1, max(marks.rows, default=0) + 1):
        values = chain(left, next(rows, ()))
        both = zip_longest(values, marks.rows.get(row, ()), fillvalue="")
        cells = [_cell(value, mark) if value or mark else "" for value, mark in both]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            writer.write(row, cells)
            if row in marks.hidden_rows:
                hidden_at.append(row)
    if next(rows, None) is not None:
        raise RefusedError("DAMAGED_BOOK")
    writer.told |= {
        "hidden_rows": len(hidden_at),
        "hidden_at": hidden_at[:MOST_TOLD],
        "hidden_columns": marks.hidden_columns,
        "merged": [
            (top + 1, first, bottom + 1, last)
            for (top, first), (bottom, last) in sheet.merged_cell_ranges or []
        ],
    }


def _cell(value: Value, mark: str) -> str:
    """Make what a person sees of a value; refuse one that is not of the kind that was seen."""
    if mark.startswith(MARK):
        return mark
    if isinstance(value, str):
        if mark == TEXT:
            return (
                CONTROL + value if "_x" in value and _ESCAPED.search(value) else plain_text(value)
            )
        if mark == ISO_DAY:
            return DAY + plain_text(value).removeprefix(CONTROL)
    elif isinstance(value, bool):
        if mark == BOOLEAN:
            return TRUTH + str(value).upper()
    elif mark[:1] in (NUMERIC, ISO_DAY):
        if isinstance(value, int | float):
            return number_cell(value, mark[1:])
        if isinstance(value, datetime):
            return DAY + value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        return f"{DAY if isinstance(value, date) else TIME}{value}"
    raise RefusedError("DAMAGED_BOOK")
