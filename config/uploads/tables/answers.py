"""What the reader's process says of a file. It is checked: a process may have been taken over."""

import json
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from io import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any, Final

from config.persian import to_persian_digits
from config.uploads import bounded_process
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.child import rows as child_rows
from config.uploads.tables.child import start
from config.uploads.tables.enums import TableCause

# How long a file waits for its turn: another may take its whole time.
PATIENCE: Final = 30.0
_GIVEN_UP: Final = child_rows.MOST_SECONDS + 5
_LONGEST_END: Final = 1 << 20
# A row of the longest cells, each sign of which takes four bytes.
_LONGEST_LINE: Final = 4 * child_rows.MOST_COLUMNS * (child_rows.LONGEST_CELL + 10)
# One at once in each process: the memory of a machine is known beforehand.
_turn = threading.BoundedSemaphore()
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """One sheet: where its rows begin in the answer, how many they are, what else was seen."""

    name: str
    start: int
    rows: int
    hidden: bool = False
    is_csv: bool = False
    hidden_rows: int = 0
    hidden_at: list[int] = field(default_factory=list)
    # Pairs of first and last, counted from 0.
    hidden_columns: list[list[int]] = field(default_factory=list)
    # Top, left, bottom, right.
    merged: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = [self.start, self.rows, self.hidden_rows, *self.hidden_at]
        numbers += [one for pair in (*self.hidden_columns, *self.merged) for one in pair]
        shaped = (
            isinstance(self.name, str)
            and all(type(one) is int and 0 <= one < 2**40 for one in numbers)
            and all(len(pair) == 2 for pair in self.hidden_columns)
            and all(len(area) == 4 for area in self.merged)
        )
        if not shaped:
            raise ValueError("not what is said of a sheet")


_SAID: Final = frozenset(one.name for one in fields(SheetAnswer))


class TableAnswer:
    """The rows of a file, sheet by sheet, as the reader's process wrote them down."""

    def __init__(self, source: bytes | IO[bytes], out: IO[bytes]) -> None:
        """Read a file into `out`; UnacceptableFileError says why it cannot be."""
        code, trouble = _run(source, out)
        self._out = out
        try:
            self.sheets = _sheets(out) if code == 0 else None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.sheets = None
        if self.sheets is None:
            cause = TableCause[bounded_process.cause_of(code)]
            logger.warning("A table was not read (%s, ended by %s): %s", cause.name, code, trouble)
            raise UnacceptableFileError(cause.value)

    def lines(self, sheet: SheetAnswer) -> Iterator[tuple[int, list[str]]]:
        """Give number and cells of each row of a sheet that holds anything."""
        self._out.seek(sheet.start)
        text = {str}
        for _ in range(sheet.rows):
            try:
                number, *cells = json.loads(self._out.readline(_LONGEST_LINE))
            except (ValueError, TypeError, RecursionError) as fault:
                raise UnacceptableFileError(TableCause.UNREADABLE.value) from fault
            if type(number) is not int or not text.issuperset(map(type, cells)):
                raise UnacceptableFileError(TableCause.UNREADABLE.value)
            yield number, cells


def _run(source: bytes | IO[bytes], out: IO[bytes]) -> tuple[int, str]:
    if not _turn.acquire(timeout=PATIENCE):
        raise UnacceptableFileError(TableCause.BUSY.value)
    try:
        with TemporaryFile() as trouble:
            code = bounded_process.run(start.__file__, _whole(source), out, trouble, _GIVEN_UP)
            return code, bounded_process.last_words(trouble)
    except OSError as fault:
        logger.exception("The reader of tables did not start.")
        raise UnacceptableFileError(TableCause.BUSY.value) from fault
    finally:
        _turn.release()


def _whole(source: bytes | IO[bytes]) -> bytes | IO[bytes]:
    """Hand on a file from its beginning, by its descriptor where it has one."""
    if isinstance(source, bytes):
        return source
    source.seek(0)
    try:
        # Not by `seek` alone, which may only move within what was read ahead.
        os.lseek(source.fileno(), 0, os.SEEK_SET)
    except OSError:
        return source.read(child_rows.MOST_BYTES + 1)
    return source


def _sheets(out: IO[bytes]) -> list[SheetAnswer]:
    """Take the last line of the answer; raises UnacceptableFileError for a cause that it names."""
    end = out.seek(0, SEEK_END)
    out.seek(max(0, end - _LONGEST_END))
    said: Any = json.loads(out.read().rstrip(b"\n").rpartition(b"\n")[2])
    if "cause" in said:
        words = TableCause[said["cause"]].value
        raise UnacceptableFileError(words.replace("{row}", to_persian_digits(int(said["row"]))))
    return [
        SheetAnswer(**{name: value for name, value in one.items() if name in _SAID})
        for one in said["sheets"]
    ]
