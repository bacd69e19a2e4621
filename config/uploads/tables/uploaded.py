"""An uploaded table, read: each row as typed values, each cell that cannot be as a fault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from tempfile import TemporaryFile
from typing import IO, Any, Final

from config.persian import to_persian_digits
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.answers import TableAnswer
from config.uploads.tables.cells import (
    UNSURE,
    CellFault,
    UnreadableCellError,
    is_plain,
    named_cell,
    shown,
)
from config.uploads.tables.child.rows import MOST_ROWS
from config.uploads.tables.columns import TableColumn, named
from config.uploads.tables.enums import TableCause
from config.uploads.tables.heads import choose_sheet
from config.uploads.tables.merged import MergedCells

# Texts of a column that are read once: provinces, unions, days. Ids are new in each row.
_REMEMBERED: Final = 4096
_SHORT: Final = 100
# Place, column, and what its texts were read as.
Plan = list[tuple[int, TableColumn, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its values by key of column, and what could not be read of it."""

    # As a sheet counts its rows.
    line: int
    # None for an empty cell; a column that the file lacks, or a cell that is refused, has no value.
    values: dict[str, Any]
    faults: tuple[CellFault, ...]
    raw: tuple[str, ...]
    # Places of cells that would be taken, were they read again as the texts that are written back.
    unsure: frozenset[int] = frozenset()

    @property
    def written(self) -> list[str]:
        """The cells for a file of refused rows: sent again uncorrected, they are refused again."""
        return [
            UNSURE + shown(cell) if place in self.unsure else shown(cell)
            for place, cell in enumerate(self.raw)
        ]


class UploadedTable:
    """A table whose head was found. Its rows may be read again and again while it is open."""

    def __init__(self, answer: TableAnswer, columns: Sequence[TableColumn]) -> None:
        self._answer = answer
        self._sheet, self._head = choose_sheet(answer, columns)
        self._merged = MergedCells(self._sheet.merged, self._head.places, self._head.line)
        self._repeated, self._unnamed, self._unnamed_at = 0, 0, 0
        self.sheet = self._sheet.name
        self.headings = tuple(shown(cell) for cell in self._head.cells)
        self.present = frozenset(column.key for column in self._head.places.values())
        self.row_count = self._count_rows()

    def rows(self) -> Iterator[TableRow]:
        """Read row by row. A cell that cannot be read is a fault of its row."""
        plan: Plan = [(place, column, {}) for place, column in self._head.places.items()]
        width, last_line = len(self._head.cells), self._head.last_line
        self._repeated, self._unnamed, turned_at = 0, 0, 0
        for line, cells in self._answer.lines(self._sheet):
            if line <= last_line:
                continue
            if (places := self._head.said_again(cells)) is not None:
                # Another order below it would put each value under another's name.
                turned_at = 0 if places == self._head.places else line
                self._repeated += 1
            elif turned_at:
                yield self._refused_whole(line, cells, _turned(line, turned_at))
            elif self._sheet.is_csv and len(cells) != width:
                # Nothing of it is lost in the file of refused rows.
                rest = [shown(cell).strip() for cell in cells[width - 1 :]]
                kept = [*cells[: width - 1], "، ".join(filter(None, rest))]
                yield self._refused_whole(line, kept, _slipped(line, len(cells), width))
            else:
                self._note_unnamed(line, cells)
                yield self._typed(line, cells, plan)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person is told of the whole file; complete once the rows are read."""
        sheet, found = self._sheet, list[str]()
        if sheet.hidden_rows:
            lines = "، ".join(map(str, sheet.hidden_at))
            more = " و …" if sheet.hidden_rows > len(sheet.hidden_at) else ""
            found.append(
                f"{sheet.hidden_rows} سطر پنهان یا فیلترشده هم خوانده شد (سطر {lines}{more})."
            )
        hidden = [
            column.heading
            for place, column in self._head.places.items()
            if any(first <= place <= last for first, last in sheet.hidden_columns)
        ]
        if hidden:
            found.append(f"ستون پنهان هم خوانده شد: {named(hidden)}.")
        hidden = [one.name for one in self._answer.sheets or [] if one.hidden]
        if hidden:
            found.append(f"برگ پنهان خوانده نشد: {named(hidden)}.")
        if self._head.unknown:
            found.append(f"ستون ناشناخته خوانده نشد: {named(self._head.unknown)}.")
        if self._unnamed:
            found.append(
                f"در ستون‌های بی‌عنوان {self._unnamed} سطر نوشته‌ای هست که خوانده نشد "
                f"(نخست سطر {self._unnamed_at})."
            )
        if self._repeated:
            found.append(f"سطر عنوان {self._repeated} بار تکرار شده بود و کنار گذاشته شد.")
        return tuple(map(to_persian_digits, found))

    def _count_rows(self) -> int:
        lines = (line for line, _ in self._answer.lines(self._sheet))
        above = sum(1 for _ in takewhile(lambda line: line <= self._head.last_line, lines))
        if self._sheet.rows - above > MOST_ROWS:
            raise UnacceptableFileError(TableCause.TOO_MANY_ROWS.value)
        return self._sheet.rows - above

    def _refused_whole(self, line: int, cells: list[str], fault: CellFault) -> TableRow:
        first = next(iter(self._head.places))
        filled = (*cells, *[""] * (first + 1 - len(cells)))
        unsure = frozenset(place for place, cell in enumerate(cells) if not is_plain(cell))
        return TableRow(line, {}, (fault,), filled, unsure | {first})

    def _typed(self, line: int, cells: list[str], plan: Plan) -> TableRow:
        values: dict[str, Any] = {}
        merged = self._merged.faults(line, cells) if self._merged else {}
        faults, unsure, width = [*merged.values()], {*merged}, len(cells)
        for place, column, read in plan:
            raw = cells[place] if place < width else ""
            value = read.get(raw) if raw else None
            if raw and value is None:
                try:
                    value = column.reader(raw)
                except UnreadableCellError as fault:
                    value = fault
                if len(read) < _REMEMBERED and len(raw) < _SHORT:
                    read[raw] = value
            if value is None and column.required:
                words = column.if_empty or f"{column.heading} را بنویسید."
                value = UnreadableCellError("خالی است و این ستون باید پر باشد.", words)
            if value.__class__ is UnreadableCellError:
                if not is_plain(raw):
                    unsure.add(place)
                told = (column.heading, named_cell(raw), value.fault, value.remedy)
                faults.append(CellFault(line, *told))
            else:
                values[column.key] = value
        if unsure:
            cells += [""] * (max(unsure) + 1 - width)
        return TableRow(line, values, tuple(faults), tuple(cells), frozenset(unsure))

    def _note_unnamed(self, line: int, cells: list[str]) -> None:
        heads = self._head.cells
        beside = zip(cells, heads, strict=False)
        if any(cells[len(heads) :]) or any(cell and not head for cell, head in beside):
            self._unnamed_at = self._unnamed_at if self._unnamed else line
            self._unnamed += 1


@contextmanager
def open_table(
    source: bytes | IO[bytes], columns: Sequence[TableColumn]
) -> Iterator[UploadedTable]:
    """Read a file in a bounded process and find its table.

    `source` is an open file (with a descriptor: it is not read into this process) or its bytes.
    Raises UnacceptableFileError with one sentence.
    """
    with TemporaryFile() as out:
        yield UploadedTable(TableAnswer(source, out), columns)


def _turned(line: int, head: int) -> CellFault:
    return CellFault(
        line,
        "",
        "",
        to_persian_digits(f"در سطر {head} عنوان‌ها دوباره و در جای دیگری آمده است."),
        "هر جدول را در فایلی جدا ارسال کنید یا ستون‌ها را یک‌جور بچینید.",
    )


def _slipped(line: int, have: int, width: int) -> CellFault:
    return CellFault(
        line,
        "",
        "",
        to_persian_digits(f"این سطر {have} ستون دارد و سطر عنوان {width} ستون."),
        'نوشته‌ای را که جداکننده یا سطر جدید در آن است میان " بگذارید، یا فایل را با نوع XLSX '
        "ذخیره کنید.",
    )
