"""Finds in a sheet what calamine does not tell: failed formulas, formats, what is hidden.

It reads no value. For each place it says what stands there, and a value that is of another kind
refuses the book.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from defusedxml.ElementTree import DefusedXMLParser

from config.uploads.tables.child.rows import (
    ERROR,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMBER,
    SPARE_ROWS,
    UNCOUNTED,
    RefusedError,
    plain_text,
)
from config.uploads.tables.child.xlsx_numbers import MOMENT

# What stands at a place; behind NUMERIC follows the shape of its format.
TEXT, NUMERIC, BOOLEAN, ISO_DAY = "s", "n", "b", "i"
LAST_ROW: Final = 1_048_576
MOST_MERGED: Final = 5_000
_KINDS: Final = {"s": TEXT, "str": TEXT, "inlineStr": TEXT, "b": BOOLEAN, "d": ISO_DAY}
_LETTERS: Final = ["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
_COLUMNS: Final = {
    first + last: at
    for at, (first, last) in enumerate(
        [(first, last) for first in _LETTERS for last in _LETTERS[1:]][:MOST_COLUMNS]
    )
}
_SHORT: Final = 20


class SheetMarks:
    """Follows one sheet through its cells, row by row."""

    def __init__(self, shapes: Mapping[str, str]) -> None:
        self.shapes = shapes
        # By row: what stands in each column. Most rows are alike and share one.
        self.rows: dict[int, tuple[str, ...]] = {}
        self.hidden_rows = set[int]()
        self.hidden_columns: list[tuple[int, int]] = []
        self.first_column, self.last_column = MOST_COLUMNS, 0
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._hidden_unless_said, self._merged = False, 0
        self._row, self._line, self._marks = 0, "", list[str]()
        self._column, self._kind, self._style, self._formula = -1, "", "", False
        self._said: str | None = None
        self._text: list[str] = []
        # Called by the parser for each piece of text.
        self.data = self._text.append

    def read(self, pieces: Iterable[bytes]) -> None:
        parser = DefusedXMLParser(target=self, forbid_dtd=True)
        for piece in pieces:
            parser.feed(piece)
        parser.close()

    @property
    def places(self) -> int:
        """Count the places between the corners: calamine lays out all of them."""
        height = max(self.rows) - min(self.rows) + 1 if self.rows else 0
        return height * (self.last_column - self.first_column + 1)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "is"):
            self._text.clear()
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "sheetFormatPr":
            self._hidden_unless_said = _is_true(attributes.get("zeroHeight"))
        elif name == "col":
            if _is_true(attributes.get("hidden")) and len(self.hidden_columns) < MOST_COLUMNS:
                ends = int(attributes["min"]) - 1, min(int(attributes["max"]), MOST_COLUMNS) - 1
                self.hidden_columns.append(ends)
        elif name == "mergeCell":
            self._merged += 1
            if self._merged > MOST_MERGED:
                raise RefusedError("TOO_MANY_MERGED")

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._end_cell()
        elif name in ("v", "is"):
            self._said = "".join(self._text)
        elif name == "row":
            self._end_row()

    def close(self) -> None:
        """Be asked by the parser at the end."""

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(attributes.get("r") or self._row + 1)
        if not self._row < row <= LAST_ROW:
            raise RefusedError("DAMAGED_BOOK")
        self._row, self._line, self._column = row, str(row), -1
        self._marks.clear()
        said = attributes.get("hidden")
        hidden = _is_true(said) if said else self._hidden_unless_said
        if hidden or attributes.get("ht") == "0":
            self.hidden_rows.add(row)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula, self._said = False, None
        column = self._column + 1
        if place := attributes.get("r"):
            # calamine believes a cell that says another row than its own.
            letters = place.removesuffix(self._line)
            found = _COLUMNS.get(letters)
            if found is None and not re.fullmatch("[A-Z]{1,3}", letters):
                raise RefusedError("DAMAGED_BOOK")
            column = max(column, MOST_COLUMNS) if found is None else found
        if column <= self._column:
            raise RefusedError("DAMAGED_BOOK")
        self._column = column

    def _end_cell(self) -> None:
        if not (mark := self._mark()):
            return
        if self._column >= MOST_COLUMNS:
            raise RefusedError("TOO_MANY_COLUMNS", self._row)
        self._marks += [""] * (self._column - len(self._marks))
        self._marks.append(mark)

    def _mark(self) -> str:
        said, kind = self._said, self._kind
        if not said:
            # No program has counted since the formula was written.
            if self._formula and kind != "str":
                return UNCOUNTED
            # An empty text has its place at calamine.
            return "" if said is None else TEXT
        if kind == "e":
            return ERROR + plain_text(said[:_SHORT])
        if kind != "n":
            return _KINDS[kind]
        shape = self.shapes[self._style]
        if shape == MOMENT and said.startswith("-"):
            # A Jalali year taken for a Gregorian one; calamine keeps its hour alone.
            return NUMBER + plain_text(said[:_SHORT])
        return NUMERIC + shape

    def _end_row(self) -> None:
        if not self._marks:
            return
        if len(self.rows) == MOST_ROWS + SPARE_ROWS:
            raise RefusedError("TOO_MANY_ROWS")
        marks = tuple(self._marks)
        self.rows[self._row] = self._alike.setdefault(marks, marks)
        first = next(at for at, mark in enumerate(marks) if mark)
        self.first_column = min(self.first_column, first)
        self.last_column = max(self.last_column, len(marks) - 1)


def _is_true(said: str | None) -> bool:
    return said in ("1", "true")
