"""What a reader may take, how it refuses, and how it writes rows and cells down."""

import json
import re
from collections.abc import Sequence
from typing import IO, Any, Final

# What a process may take. The texts that a book of 100,000 rows shares come to some 150 MB.
MOST_MEMORY: Final = 512 * 2**20
# The time of the processor bounds a reader, however little of it a busy machine gives: its worker
# comes after all others (`Nice` in deploy/portal-imports.service). The clock ends one that hangs.
MOST_CPU_SECONDS: Final = 60
MOST_SECONDS: Final = 20 * MOST_CPU_SECONDS
MOST_FILES: Final = 32
MOST_OUTPUT: Final = 512 * 2**20
MOST_BYTES: Final = 20 * 2**20
# The titles above the head, and a head that is repeated on every page.
SPARE_ROWS: Final = 5_000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 4_000
SHOWN_OF_LONG: Final = 60

# Begins a cell that is no plain text, before the letter of its kind; no text holds it.
MARK: Final = "\x01"
NUMBER, DAY, TIME, TRUTH = MARK + "n", MARK + "d", MARK + "t", MARK + "b"
# A number beside which its format shows words or signs that are not in the cell.
DRESSED: Final = MARK + "m"
ERROR, UNCOUNTED, LOST, CONTROL, LONG = MARK + "e", MARK + "f", MARK + "l", MARK + "c", MARK + "o"

# No text of a person has these: the rest of a broken file, or a trick.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


class RefusedError(Exception):
    """The file is not read. `row` is where, when that is known."""

    def __init__(self, cause: str, row: int = 0) -> None:
        super().__init__(cause)
        self.cause, self.row = cause, row


class SheetWriter:
    """Writes the rows of one sheet as they come, and notes what is told of it besides."""

    def __init__(self, out: IO[bytes], name: str, hidden: bool = False) -> None:
        self.out = out
        self.told: dict[str, Any] = {"name": name, "hidden": hidden, "start": out.tell(), "rows": 0}

    def write(self, row: int, cells: Sequence[str]) -> None:
        self.told["rows"] += 1
        if self.told["rows"] > MOST_ROWS + SPARE_ROWS:
            raise RefusedError("TOO_MANY_ROWS")
        line = json.dumps([row, *cells], ensure_ascii=False, separators=(",", ":"))
        self.out.write(line.encode() + b"\n")


def plain_text(text: str) -> str:
    """Mark a text that no person wrote, or that is longer than a cell of any list."""
    if len(text) > LONGEST_CELL:
        return LONG + _CONTROL.sub("", text[:SHOWN_OF_LONG])
    if not text.isprintable() and _CONTROL.search(text):
        return CONTROL + _CONTROL.sub("", text)
    return "" if text.isspace() else text
