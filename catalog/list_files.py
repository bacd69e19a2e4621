"""Reading a code list from a CSV file, as people's programs save one, or refusing it by its cell.

Excel writes a byte-order mark, UTF-16 with tabs, the old Arabic page of Windows or semicolons, and
drops zeros at the beginning of codes. What can be read without a guess is read; the rest names the
file, the row as a sheet counts it, and the column. Nothing here touches the database.
"""

import csv
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import TypeVar

from config.jalali import parse_day
from config.persian import machine_text
from config.uploads.tables.child.csv_file import OLD_PAGE, SEPARATORS, page_of

T = TypeVar("T")


class BrokenListError(ValueError):
    """The files do not fit together; the text names the rows. Nothing was written."""


class ListRow(dict[str, str]):
    """One row of a list by column; it knows where it stands, for whoever has to mend it."""

    def __init__(self, cells: dict[str, str], source: str, line: int) -> None:
        super().__init__(cells)
        self.source, self.line = source, line

    def broken(self, column: str, why: str) -> BrokenListError:
        """Make the error that names the cell."""
        return BrokenListError(f"{self.source}, row {self.line}, column «{column}»: {why}")

    def code(self, column: str, shape: str, empty: bool = False) -> str:
        """Read a code of a shape (a regular expression), without what nobody sees."""
        text = machine_text(self[column])
        if (empty and not text) or re.fullmatch(shape, text):
            return text
        zeros = re.fullmatch(shape, text.zfill(len(text) + 1)) or re.fullmatch(shape, f"00{text}")
        hint = "; a sheet drops zeros at the beginning, format the column as text" if zeros else ""
        raise self.broken(column, f"«{self[column]}» is not of the shape {shape}{hint}")

    def whole(self, column: str) -> int:
        return self._read(column, int, "is no whole number")

    def decimal(self, column: str) -> Decimal | None:
        """Read an exact number; an empty cell is None."""
        return self._read(column, Decimal, "is no number") if self[column].strip() else None

    def day(self, column: str) -> date:
        return self._read(column, parse_day, "is no Jalali day such as 1405/01/01")

    def one_of(self, column: str, known: Collection[str], what: str) -> str:
        """Read a code that must be among known ones; `what` says of which list they are."""
        text = machine_text(self[column])
        if text not in known:
            raise self.broken(column, f"«{text}» is not in {what}")
        return text

    def _read(self, column: str, reader: Callable[[str], T], why: str) -> T:
        try:
            return reader(machine_text(self[column]))
        except (ValueError, InvalidOperation) as fault:
            raise self.broken(column, f"«{self[column]}» {why}") from fault


def read_list(file: Path, columns: Sequence[str], key: str = "code") -> list[ListRow]:
    """Read the rows of a file that has at least these columns, each value of `key` once.

    Raises BrokenListError, which names the file, and the row and the column where it can.
    """
    text, page = _decoded(file)
    lines = _parted(file, text, columns)
    rows, places = [], dict[str, int]()
    for cells, line in lines:
        row = ListRow(cells, file.name, line)
        for column in columns:
            # The old page of Windows has no Persian yeh and no Persian digits: they are lost.
            if page == OLD_PAGE and "?" in row[column]:
                raise row.broken(column, "letters were lost; save the file as «CSV UTF-8»")
        name = machine_text(row[key])
        if name in places:
            raise row.broken(key, f"«{name}» stands in row {places[name]} already")
        places[name] = line
        rows.append(row)
    return rows


def _decoded(file: Path) -> tuple[str, str]:
    """Decode a file by its mark, else as UTF-8, else by the Arabic page of Windows."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise BrokenListError(f"{file.name}: cannot be read ({fault.strerror})") from fault
    try:
        page = page_of(content)
    except UnicodeDecodeError as fault:
        at, last = content.count(b"\n", 0, fault.start) + 1, fault.encoding
        where = f"{file.name}, row {at}"
        raise BrokenListError(f"{where}: is no text in {last}; save it as «CSV UTF-8»") from fault
    return content.decode(page), page


def _parted(file: Path, text: str, columns: Sequence[str]) -> list[tuple[dict[str, str], int]]:
    """Part the text into cells by column; a row of another width than the head is refused."""
    missing: list[str] = list(columns)
    for mark in SEPARATORS:
        lines = csv.reader(StringIO(text, newline=""), delimiter=mark)
        head = [machine_text(cell) for cell in next(lines, [])]
        lacks = [column for column in columns if column not in head]
        if lacks:
            missing = min(missing, lacks, key=len)
            continue
        found = []
        for cells in lines:
            # Sheets end in empty rows.
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                widths = f"{len(cells)} cells, the head has {len(head)}"
                raise BrokenListError(f"{file.name}, row {lines.line_num}: {widths}")
            found.append((dict(zip(head, cells, strict=True)), lines.line_num))
        return found
    raise BrokenListError(f"{file.name}, row 1: columns are missing: {', '.join(missing)}")
