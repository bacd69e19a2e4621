"""An uploaded table, read: which sheet, which row is its head, and each row as typed values."""

import json
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import SEEK_END
from itertools import takewhile
from tempfile import TemporaryFile
from typing import IO, Any, Final

from config.persian import quoted, to_persian_digits
from config.uploads import bounded_process
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.cells import CellFault, UnreadableCellError, shown
from config.uploads.tables.child import rows as child_rows
from config.uploads.tables.child import start
from config.uploads.tables.columns import (
    GUIDE_SHEET,
    OUR_OWN,
    TableColumn,
    heading_key,
    letter,
    match_headings,
    named,
)
from config.uploads.tables.enums import TableCause
from config.uploads.tables.merged import MergedCells

# How long a file waits for its turn: another may take its whole time.
PATIENCE: Final = 30.0
# Titles, dates and addresses stand above a head, but not more of them.
HEAD_WITHIN: Final = 20
_GIVEN_UP: Final = child_rows.MOST_SECONDS + 5
_LONGEST_ANSWER: Final = 1 << 20
_LONGEST_TROUBLE: Final = 2000
# Texts of a column that are read once: provinces, unions, days. Ids are new in each row.
_REMEMBERED: Final = 4096
_turn = threading.BoundedSemaphore()
_folded = lru_cache(maxsize=512)(heading_key)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its values by key of column, and what could not be read of it."""

    # As a sheet counts its rows.
    line: int
    # None for an empty cell; a column that the file lacks, or a cell that is refused, has no value.
    values: dict[str, Any]
    faults: tuple[CellFault, ...]
    raw: tuple[str, ...]

    @property
    def written(self) -> list[str]:
        """The cells as they stand in the file, for a file of refused rows."""
        return [shown(cell) for cell in self.raw]


@dataclass(frozen=True)
class _Head:
    line: int
    # The last row of the head, where its cells are merged downwards.
    last_line: int
    cells: tuple[str, ...]
    places: dict[int, TableColumn]

    @cached_property
    def keys(self) -> list[str]:
        return [heading_key(cell) for cell in self.cells]


class UploadedTable:
    """A table whose head was found. Its rows may be read again and again while it is open."""

    def __init__(
        self, answer: IO[bytes], sheets: list[Any], columns: Sequence[TableColumn]
    ) -> None:
        self._answer, self._columns = answer, columns
        self._told, self._head = self._choose(sheets)
        self._hidden_sheets = [one["name"] for one in sheets if one["hidden"]]
        self._merged = MergedCells(self._told.get("merged", []), self._head.places, self._head.line)
        self._repeated, self._unnamed, self._unnamed_at = 0, 0, 0
        self.sheet: str = self._told["name"]
        self.headings = tuple(shown(cell) for cell in self._head.cells)
        self.present = frozenset(column.key for column in self._head.places.values())
        self.row_count = self._count_rows()

    def rows(self) -> Iterator[TableRow]:
        """Read row by row. A refused cell is a fault of its row; the file is never refused here."""
        plan = self._plan()
        width, sheet_rows = len(self._head.cells), self._lines(self._told)
        slipped = "csv" in self._told
        self._repeated, self._unnamed = 0, 0
        for line, *cells in sheet_rows:
            if line <= self._head.last_line:
                continue
            if self._is_head(cells):
                self._repeated += 1
                continue
            if slipped and len(cells) != width:
                yield TableRow(line, {}, (_slipped(line, len(cells), width),), tuple(cells))
                continue
            self._note_unnamed(line, cells)
            yield self._typed(line, cells, plan)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person is told of the whole file; complete once the rows are read."""
        told, found = self._told, list[str]()
        if told.get("hidden_rows"):
            lines = "، ".join(map(str, told["hidden_at"]))
            more = " و …" if told["hidden_rows"] > len(told["hidden_at"]) else ""
            found.append(
                f"{told['hidden_rows']} سطر پنهان یا فیلترشده هم خوانده شد (سطر {lines}{more})."
            )
        hidden = [
            column.heading
            for place, column in self._head.places.items()
            if any(first <= place <= last for first, last in told.get("hidden_columns", []))
        ]
        if hidden:
            found.append(f"ستون پنهان هم خوانده شد: {named(hidden)}.")
        if self._hidden_sheets:
            found.append(f"برگ پنهان خوانده نشد: {named(self._hidden_sheets)}.")
        unknown = [
            shown(cell)
            for place, cell in enumerate(self._head.cells)
            if cell and place not in self._head.places and heading_key(cell) not in OUR_OWN
        ]
        if unknown:
            found.append(f"ستون ناشناخته خوانده نشد: {named(unknown)}.")
        if self._unnamed:
            found.append(
                f"در ستون‌های بی‌عنوان {self._unnamed} سطر نوشته‌ای هست که خوانده نشد "
                f"(نخست سطر {self._unnamed_at})."
            )
        if self._repeated:
            found.append(f"سطر عنوان {self._repeated} بار تکرار شده بود و کنار گذاشته شد.")
        return tuple(map(to_persian_digits, found))

    def _lines(self, told: dict[str, Any]) -> Iterator[list[Any]]:
        self._answer.seek(told["start"])
        for _ in range(told["rows"]):
            yield json.loads(self._answer.readline())

    def _choose(self, sheets: list[Any]) -> tuple[dict[str, Any], _Head]:
        """Find the one sheet that has the head; UnacceptableFileError says why there is none."""
        if all(one["hidden"] for one in sheets):
            raise UnacceptableFileError(TableCause.NO_SHEET_SHOWN.value)
        with_rows = [one for one in sheets if one["rows"]]
        # Its explanations name the columns too.
        with_rows = [one for one in with_rows if one["name"] != GUIDE_SHEET] or with_rows
        if not with_rows:
            raise UnacceptableFileError(TableCause.EMPTY.value)
        heads, faults = [], list[tuple[int, str]]()
        for told in with_rows:
            found = self._find_head(told)
            if isinstance(found, _Head):
                heads.append((told, found))
            else:
                faults.append(found)
        if len(heads) > 1:
            raise UnacceptableFileError(
                f"جدول در بیش از یک برگ است: {named([told['name'] for told, _ in heads])}؛ "
                "همه را در یک برگ بیاورید یا هر برگ را در فایلی جدا ارسال کنید."
            )
        if not heads:
            # Of the sheet that comes nearest.
            raise UnacceptableFileError(max(faults)[1])
        return heads[0]

    def _find_head(self, told: dict[str, Any]) -> _Head | tuple[int, str]:
        """Find the row that names the columns, else how many it named and what it lacks."""
        best: _Head | None = None
        for number, (line, *cells) in enumerate(self._lines(told)):
            if number == HEAD_WITHIN:
                break
            places = match_headings([shown(cell) for cell in cells], self._columns)
            if best is None or len(set(places.values())) > len(set(best.places.values())):
                best = _Head(line, line, tuple(cells), places)
        if best is None or not best.places:
            needed = [column.heading for column in self._columns if column.must_stand]
            words = f"سطر عنوان پیدا نشد؛ این ستون‌ها لازم است: {named(needed, 20)}."
            return 0, f"{words} از الگوی همین فایل استفاده کنید."
        there = [*best.places.values()]
        doubled = next((column for column in there if there.count(column) > 1), None)
        if doubled:
            letters = [letter(place) for place, one in best.places.items() if one is doubled]
            raise UnacceptableFileError(
                f"ستون {quoted(doubled.heading)} بیش از یک بار آمده است (ستون‌های "
                f"{'، '.join(letters)})؛ فقط یکی را نگه دارید."
            )
        lacking = [one.heading for one in self._columns if one.must_stand and one not in there]
        if lacking:
            words = f"این ستون‌ها در فایل نیست: {named(lacking, 20)}. سطر عنوان سطر {best.line} است"
            words += f" و این‌ها شناخته شد: {named([column.heading for column in there], 20)}."
            return len(there), to_persian_digits(words)
        last = MergedCells.end_of_head(told.get("merged", []), best.places, best.line)
        return _Head(best.line, last, best.cells, best.places)

    def _count_rows(self) -> int:
        lines = (line for line, *_ in self._lines(self._told))
        above = sum(1 for _ in takewhile(lambda line: line <= self._head.last_line, lines))
        count = int(self._told["rows"]) - above
        if count > child_rows.MOST_ROWS:
            raise UnacceptableFileError(TableCause.TOO_MANY_ROWS.value)
        return count

    def _is_head(self, cells: Sequence[str]) -> bool:
        """Tell whether a row says the known headings again."""
        known = self._head.places
        first = next(iter(known))
        # Nearly every row ends here, by the first letter of one cell.
        if first >= len(cells) or _folded(cells[first][:1]) not in ("", self._head.keys[first][:1]):
            return False
        return all(
            at < len(cells) and heading_key(cells[at]) == self._head.keys[at] for at in known
        )

    def _plan(self) -> list[tuple[int, TableColumn, dict[str, Any]]]:
        return [(place, column, {}) for place, column in self._head.places.items()]

    def _typed(
        self, line: int, cells: list[str], plan: list[tuple[int, TableColumn, dict[str, Any]]]
    ) -> TableRow:
        values: dict[str, Any] = {}
        faults = self._merged.faults(line, cells) if self._merged else []
        width = len(cells)
        for place, column, read in plan:
            raw = cells[place] if place < width else ""
            if not raw:
                value = None
            elif (value := read.get(raw)) is None:
                try:
                    value = column.reader(raw)
                except UnreadableCellError as fault:
                    value = fault
                if len(read) < _REMEMBERED:
                    read[raw] = value
            if value is None and column.required:
                words = column.if_empty or f"{column.heading} را بنویسید."
                value = UnreadableCellError("خالی است و این ستون باید پر باشد.", words)
            if value.__class__ is UnreadableCellError:
                faults.append(
                    CellFault(line, column.heading, shown(raw), value.fault, value.remedy)
                )
            else:
                values[column.key] = value
        return TableRow(line, values, tuple(faults), tuple(cells))

    def _note_unnamed(self, line: int, cells: list[str]) -> None:
        heads = self._head.cells
        if any(cells[len(heads) :]) or any(
            cell and not head for cell, head in zip(cells, heads, strict=False)
        ):
            self._unnamed_at = self._unnamed_at if self._unnamed else line
            self._unnamed += 1


def _slipped(line: int, have: int, width: int) -> CellFault:
    return CellFault(
        line,
        "",
        "",
        to_persian_digits(f"این سطر {have} ستون دارد و سطر عنوان {width} ستون."),
        'نوشته‌ای را که جداکننده یا سطر جدید در آن است میان " بگذارید، یا فایل را با نوع XLSX '
        "ذخیره کنید.",
    )


@contextmanager
def open_table(
    source: bytes | IO[bytes], columns: Sequence[TableColumn]
) -> Iterator[UploadedTable]:
    """Read a file in a bounded process and find its table.

    `source` is an open file (with a descriptor: it is not read into this process) or its bytes.
    Raises UnacceptableFileError with one sentence.
    """
    with TemporaryFile() as answer:
        yield UploadedTable(answer, _read(source, answer), columns)


def _read(source: bytes | IO[bytes], answer: IO[bytes]) -> list[Any]:
    if not _turn.acquire(timeout=PATIENCE):
        raise UnacceptableFileError(TableCause.BUSY.value)
    try:
        with TemporaryFile() as trouble:
            try:
                code = bounded_process.run(start.__file__, source, answer, trouble, _GIVEN_UP)
            except OSError as fault:
                logger.exception("The reader of tables did not start.")
                raise UnacceptableFileError(TableCause.BUSY.value) from fault
            trouble.seek(0)
            why = trouble.read()[-_LONGEST_TROUBLE:].decode(errors="replace")
    finally:
        _turn.release()
    found = _last_line(answer) if code == 0 else None
    if found is None:
        cause = TableCause[bounded_process.cause_of(code)]
        logger.warning("A table was not read (%s, ended by %s): %s", cause.name, code, why)
        raise UnacceptableFileError(cause.value)
    if "cause" in found:
        row = to_persian_digits(found["row"])
        raise UnacceptableFileError(TableCause[found["cause"]].value.replace("{row}", row))
    return list(found["sheets"])


def _last_line(answer: IO[bytes]) -> dict[str, Any] | None:
    end = answer.seek(0, SEEK_END)
    answer.seek(max(0, end - _LONGEST_ANSWER))
    line = answer.read().rstrip(b"\n").rpartition(b"\n")[2]
    found = json.loads(line) if line.startswith(b"{") else None
    return found if isinstance(found, dict) else None
