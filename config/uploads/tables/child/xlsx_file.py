"""Reads a book of Excel (XLSX), one cell at a time, and no part of it twice.

Expat reads it, which Python brings along: it holds one cell, tells which rows are hidden, and that
a formula failed. What is kept is what a person sees: a number that its format fills up with zeros
has them, a day is a day.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any, Final
from xml.parsers import expat

from config.uploads.tables.child.rows import (
    CONTROL,
    DAY,
    ERROR,
    MOST_COLUMNS,
    TRUTH,
    UNCOUNTED,
    RefusedError,
    SheetWriter,
    plain_text,
)
from config.uploads.tables.child.xlsx_numbers import number_cell, shape_of_format

# All that the parts may come to when they are unpacked: 100,000 rows of 60 columns are 300 MB.
MOST_UNPACKED: Final = 768 * 2**20
MOST_PARTS: Final = 5_000
MOST_SHEETS: Final = 100
MOST_MERGED: Final = 5_000
# Excel itself goes no further.
MOST_STYLES: Final = 65_490
LAST_ROW: Final = 1_048_576
# Hidden rows and columns are told by the first of them.
MOST_TOLD: Final = 10
_DAY_AND_TIME: Final = len("2026-05-01T00:00:00")
_PIECE: Final = 1 << 18
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_SPREADSHEET: Final = "spreadsheetml.sheet.main+xml"

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


def read(data: bytes, out: IO[bytes]) -> list[dict[str, Any]]:
    """Write the rows of every sheet that is shown; tell the sheets."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            return list(_Book(parts).write(out))
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError) as fault:
        raise RefusedError("DAMAGED_BOOK") from fault
    except (UnicodeError, ValueError, OverflowError, LookupError) as fault:
        # A part that says something else than its kind does.
        raise RefusedError("DAMAGED_BOOK") from fault
    except (NotImplementedError, RuntimeError) as fault:
        # A password on the parts, or a packing that Excel does not use.
        raise RefusedError("LOCKED" if "password" in str(fault) else "DAMAGED_BOOK") from fault


class _Book:
    def __init__(self, parts: zipfile.ZipFile) -> None:
        self.zip = parts
        if len(parts.infolist()) > MOST_PARTS:
            raise RefusedError("TOO_LARGE")
        self.names = {one.replace("\\", "/").lstrip("/").lower(): one for one in parts.namelist()}
        self.left = MOST_UNPACKED
        self.main = self._main_part()
        self.from_1904 = False
        self.sheets: list[tuple[str, str, bool]] = []
        # Where they lie unless the book says another place.
        self.parts = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
        self._read_sheets()
        # By number of style: how a number in it is shown.
        self.shapes: list[str] = []
        if self.parts["styles"].lower() in self.names:
            self._read_styles()
        self.texts: list[str] = []

    def write(self, out: IO[bytes]) -> Iterator[dict[str, Any]]:
        shown = any(not hidden for *_, hidden in self.sheets)
        if shown and self.parts["sharedStrings"].lower() in self.names:
            self._read_texts()
        for name, part, hidden in self.sheets:
            writer = SheetWriter(out, name, hidden)
            if not hidden:
                _Sheet(self, writer).read(part)
            yield writer.told

    def parse(self, part: str, start: Start, end: End | None = None, text: Any = None) -> None:
        """Read one part; what it comes to is counted, and what declares entities is refused."""
        reader = expat.ParserCreate()
        reader.buffer_text = True
        reader.StartDoctypeDeclHandler = _refuse_declarations
        reader.StartElementHandler = start
        reader.EndElementHandler = end
        reader.CharacterDataHandler = text
        entry = self.zip.getinfo(self.names[part.lower()])
        if entry.file_size > self.left:
            raise RefusedError("TOO_LARGE")
        with self.zip.open(entry) as packed:
            while piece := packed.read(_PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise RefusedError("TOO_LARGE")
                reader.Parse(piece)
            reader.Parse(b"", True)

    def _main_part(self) -> str:
        """Find the part that lists the sheets; refuse what is another kind of file."""
        if "mimetype" in self.names:
            raise RefusedError("OPEN_DOCUMENT")
        if {"xl/vbaproject.bin", "xl/workbook.bin"} & self.names.keys():
            macros = "xl/vbaproject.bin" in self.names
            raise RefusedError("MACROS" if macros else "BINARY_BOOK")
        if "[content_types].xml" not in self.names:
            raise RefusedError("PACKED")
        mains = list[str]()

        def start(name: str, attributes: Attributes) -> None:
            kind = attributes.get("ContentType", "")
            if "macroEnabled" in kind:
                raise RefusedError("MACROS")
            if kind.endswith(_SPREADSHEET):
                mains.append(attributes.get("PartName", "").lstrip("/"))

        self.parse("[content_types].xml", start)
        # Some programs name it by its ending alone.
        main = next(iter(mains), "") or "xl/workbook.xml"
        if main.lower() not in self.names:
            raise RefusedError("OTHER_KIND")
        return main

    def _read_sheets(self) -> None:
        folder, _, file = self.main.rpartition("/")
        targets = dict[str, str]()

        def relation(name: str, attributes: Attributes) -> None:
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind in ("worksheet", *self.parts):
                target = attributes["Target"]
                path = target if target.startswith("/") else f"{folder}/{target}"
                if kind == "worksheet":
                    targets[attributes["Id"]] = path.lstrip("/")
                else:
                    self.parts[kind] = path.lstrip("/")

        def sheet(name: str, attributes: Attributes) -> None:
            name = _local(name)
            if name == "workbookPr":
                self.from_1904 = _is_true(attributes.get("date1904"))
            elif name == "sheet":
                mine = next(value for key, value in attributes.items() if _local(key) == "id")
                hidden = attributes.get("state", "visible") != "visible"
                # Sheets of charts have no rows.
                if mine in targets:
                    self.sheets.append((attributes["name"][:100], targets[mine], hidden))
                if len(self.sheets) > MOST_SHEETS:
                    raise RefusedError("TOO_LARGE")

        self.parse(f"{folder}/_rels/{file}.rels".lstrip("/"), relation)
        self.parse(self.main, sheet)

    def _read_styles(self) -> None:
        formats, inside = dict[str, str](), [False]

        def start(name: str, attributes: Attributes) -> None:
            name = _local(name)
            if name == "numFmt":
                formats[attributes["numFmtId"]] = attributes.get("formatCode", "")[:500]
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                number = attributes.get("numFmtId", "0")
                self.shapes.append(shape_of_format(int(number), formats.get(number)))
            if len(self.shapes) > MOST_STYLES or len(formats) > MOST_STYLES:
                raise RefusedError("TOO_LARGE")

        def end(name: str) -> None:
            if _local(name) == "cellXfs":
                inside[0] = False

        self.parse(self.parts["styles"], start, end)

    def _read_texts(self) -> None:
        """Read the texts that cells share, without the notes on how to pronounce them."""
        words, parts, aside = list[str](), list[str](), [0]

        def start(name: str, attributes: Attributes) -> None:
            name = _local(name)
            if name == "si":
                parts.clear()
            elif name == "t":
                words.clear()
            elif name == "rPh":
                aside[0] += 1

        def end(name: str) -> None:
            name = _local(name)
            if name == "t" and not aside[0]:
                parts.extend(words)
            elif name == "rPh":
                aside[0] -= 1
            elif name == "si":
                self.texts.append(_text_cell("".join(parts)))

        self.parse(self.parts["sharedStrings"], start, end, words.append)


def _text_cell(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain_text(text)


class _Sheet:
    """Follows one sheet through its cells, row by row."""

    def __init__(self, book: _Book, writer: SheetWriter) -> None:
        self.book, self.writer = book, writer
        self.places = dict[str, int]()
        self.row, self.column, self.hidden = 0, -1, False
        self.hidden_unless_said = False
        self.cells: list[str] = []
        self.kind, self.style = "n", 0
        self.formula, self.aside = False, False
        self.value, self.words = list[str](), list[str]()
        writer.told |= {"hidden_rows": 0, "hidden_at": [], "hidden_columns": [], "merged": []}

    def read(self, part: str) -> None:
        self.book.parse(part, self.start, self.end, self.words.append)

    def start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self.words.clear()
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.aside = True
        elif name in ("mergeCell", "col", "sheetFormatPr"):
            self._note(name, attributes)

    def end(self, name: str) -> None:
        if ":" in name:
            name = _local(name)
        if name == "v":
            self.value[:] = self.words
        elif name == "c":
            self._end_cell()
        elif name == "t":
            if not self.aside:
                self.value += self.words
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self.aside = False

    def _start_row(self, attributes: Attributes) -> None:
        self.row = int(attributes.get("r") or self.row + 1)
        if not 0 < self.row <= LAST_ROW:
            raise RefusedError("DAMAGED_BOOK")
        said = attributes.get("hidden")
        self.hidden = _is_true(said) if said else self.hidden_unless_said
        self.hidden = self.hidden or attributes.get("ht") == "0"
        self.column = -1
        self.cells = []

    def _start_cell(self, attributes: Attributes) -> None:
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", 0))
        self.formula = False
        self.value.clear()
        place = attributes.get("r")
        if place:
            letters = place.rstrip("0123456789")
            column = self.places.get(letters)
            self.column = self._place(letters) if column is None else column
        else:
            self.column += 1

    def _place(self, letters: str) -> int:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise RefusedError("DAMAGED_BOOK")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        self.places[letters] = column - 1
        return column - 1

    def _end_cell(self) -> None:
        text = "".join(self.value)
        if text:
            text = self._shown(text)
        elif self.formula and self.kind != "str":
            # No program has counted since the formula was written.
            text = UNCOUNTED
        if not text:
            return
        column, cells = self.column, self.cells
        if column == len(cells):
            cells.append(text)
            return
        if column >= MOST_COLUMNS:
            raise RefusedError("TOO_MANY_COLUMNS", self.row)
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text

    def _shown(self, text: str) -> str:
        """Make what a person sees of what the cell holds."""
        if self.kind == "s":
            return self.book.texts[int(text)]
        if self.kind in ("inlineStr", "str"):
            return _text_cell(text)
        if self.kind == "n":
            shapes = self.book.shapes
            shape = shapes[self.style] if self.style < len(shapes) else ""
            return number_cell(text.strip(), shape, self.book.from_1904)
        if self.kind == "e":
            return ERROR + plain_text(text[:20]).removeprefix(CONTROL)
        if self.kind == "b":
            return TRUTH + ("TRUE" if text.strip() in ("1", "true") else "FALSE")
        # A day in words, as few programs write it.
        return DAY + plain_text(text[:_DAY_AND_TIME]).removeprefix(CONTROL)

    def _end_row(self) -> None:
        if not self.cells:
            return
        if len(self.cells) > MOST_COLUMNS:
            raise RefusedError("TOO_MANY_COLUMNS", self.row)
        self.writer.write(self.row, self.cells)
        if self.hidden:
            told = self.writer.told
            told["hidden_rows"] += 1
            if len(told["hidden_at"]) < MOST_TOLD:
                told["hidden_at"].append(self.row)
        self.cells = []

    def _note(self, name: str, attributes: Attributes) -> None:
        told = self.writer.told
        if name == "sheetFormatPr":
            self.hidden_unless_said = _is_true(attributes.get("zeroHeight"))
        elif name == "col":
            if _is_true(attributes.get("hidden")) and len(told["hidden_columns"]) < MOST_COLUMNS:
                ends = int(attributes["min"]) - 1, min(int(attributes["max"]), MOST_COLUMNS) - 1
                told["hidden_columns"].append(ends)
        elif len(told["merged"]) == MOST_MERGED:
            raise RefusedError("TOO_MANY_MERGED")
        else:
            told["merged"].append(self._area(attributes["ref"]))

    def _area(self, place: str) -> list[int]:
        """Read an area such as A1:C2: top, left, bottom, right."""
        first, _, last = place.partition(":")
        corners = []
        for corner in (first, last or first):
            found = _CELL.fullmatch(corner)
            if not found or int(found[2]) > LAST_ROW:
                raise RefusedError("DAMAGED_BOOK")
            corners += [int(found[2]), self._place(found[1])]
        return corners


def _is_true(said: str | None) -> bool:
    return said in ("1", "true")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_declarations(*_: object) -> None:
    # No program that writes sheets declares anything; an entity may grow without end.
    raise RefusedError("DAMAGED_BOOK")
