"""Finds the one sheet that holds a table, and the row of it that names the columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from config.persian import quoted, to_persian_digits
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.answers import SheetAnswer, TableAnswer
from config.uploads.tables.cells import shown
from config.uploads.tables.columns import (
    GUIDE_HEAD,
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

# Titles, dates and addresses stand above a head, but not more of them.
HEAD_WITHIN: Final = 20
_folded = lru_cache(maxsize=512)(heading_key)


@dataclass(frozen=True)
class TableHead:
    """The row that names the columns."""

    line: int
    # Further down where its cells are merged downwards.
    last_line: int
    cells: tuple[str, ...]
    # Which columns stand where.
    places: dict[int, TableColumn]
    columns: Sequence[TableColumn]

    @cached_property
    def keys(self) -> list[str]:
        return [heading_key(cell) for cell in self.cells]

    @property
    def unknown(self) -> list[str]:
        """The headings that mean none of the columns."""
        return [
            shown(cell)
            for place, (cell, key) in enumerate(zip(self.cells, self.keys, strict=True))
            if cell and place not in self.places and key not in OUR_OWN
        ]

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The letters with which a heading may begin, and nothing, for signs that are none."""
        return frozenset(key[0] for column in self.columns for key in column.keys if key) | {""}

    def said_again(self, cells: Sequence[str]) -> dict[int, TableColumn] | None:
        """Tell which columns a row names again, as on each page of a report; None for no head."""
        first = next(iter(self.places))
        # Nearly every row ends here, by the first letter of one cell.
        if first >= len(cells) or _folded(cells[first][:1]) not in self._letters:
            return None
        if heading_key(cells[first]) not in self._names:
            return None
        places = match_headings(cells, self.columns)
        there = {*places.values()}
        needed = {column for column in self.columns if column.must_stand}
        # One heading alone may be a word like any other.
        several = min(2, len(self.places))
        return places if needed <= there and len(there) >= several else None

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(key for column in self.columns for key in column.keys)


def choose_sheet(
    answer: TableAnswer, columns: Sequence[TableColumn]
) -> tuple[SheetAnswer, TableHead]:
    """Find the one sheet that has the head; UnacceptableFileError says why there is none."""
    sheets = answer.sheets or []
    if all(sheet.hidden for sheet in sheets):
        raise UnacceptableFileError(TableCause.NO_SHEET_SHOWN.value)
    filled = [sheet for sheet in sheets if sheet.rows and not _is_guide(answer, sheet)]
    if not filled:
        raise UnacceptableFileError(TableCause.EMPTY.value)
    heads, lacks = [], list[tuple[int, str]]()
    for sheet in filled:
        found = _find_head(answer, sheet, columns)
        if isinstance(found, TableHead):
            heads.append((sheet, found))
        else:
            lacks.append(found)
    if not heads:
        # Of the sheet that comes nearest.
        hidden = [sheet.name for sheet in sheets if sheet.hidden]
        more = f" برگ پنهان خوانده نشد: {named(hidden)}." if hidden else ""
        raise UnacceptableFileError(max(lacks)[1] + more)
    # A form that nobody has filled in is no second table.
    used = [(sheet, head) for sheet, head in heads if _has_rows(answer, sheet, head)] or heads[:1]
    if len(used) > 1:
        raise UnacceptableFileError(
            f"جدول در بیش از یک برگ است: {named([sheet.name for sheet, _ in used])}؛ "
            "همه را در یک برگ بیاورید یا هر برگ را در فایلی جدا ارسال کنید."
        )
    return used[0]


def _is_guide(answer: TableAnswer, sheet: SheetAnswer) -> bool:
    """Know the explanations of a template, which name the columns too."""
    if sheet.name != GUIDE_SHEET:
        return False
    return tuple(next(answer.lines(sheet))[1]) == GUIDE_HEAD


def _has_rows(answer: TableAnswer, sheet: SheetAnswer, head: TableHead) -> bool:
    return any(line > head.last_line for line, _ in islice(answer.lines(sheet), 2 * HEAD_WITHIN))


def _find_head(
    answer: TableAnswer, sheet: SheetAnswer, columns: Sequence[TableColumn]
) -> TableHead | tuple[int, str]:
    """Find the row that names the columns, else how many it names and what it lacks."""
    best: TableHead | None = None
    for _, (line, cells) in zip(range(HEAD_WITHIN), answer.lines(sheet), strict=False):
        places = match_headings([shown(cell) for cell in cells], columns)
        if best is None or len(set(places.values())) > len(set(best.places.values())):
            best = TableHead(line, line, tuple(cells), places, columns)
    if best is None or not best.places:
        needed = [column.heading for column in columns if column.must_stand]
        words = f"سطر عنوان پیدا نشد؛ این ستون‌ها لازم است: {named(needed, 20)}."
        return 0, f"{words} از الگوی همین فایل استفاده کنید."
    there = [*best.places.values()]
    lacking = [one.heading for one in columns if one.must_stand and one not in there]
    if lacking:
        words = f"این ستون‌ها در فایل نیست: {named(lacking, 20)}. سطر عنوان سطر {best.line} است"
        words += f" و این‌ها شناخته شد: {named([column.heading for column in there], 20)}."
        return len(there), to_persian_digits(words)
    doubled = next((column for column in there if there.count(column) > 1), None)
    if doubled:
        letters = [letter(place) for place, one in best.places.items() if one is doubled]
        raise UnacceptableFileError(
            f"ستون {quoted(doubled.heading)} بیش از یک بار آمده است (ستون‌های "
            f"{'، '.join(letters)})؛ فقط یکی را نگه دارید."
        )
    last = MergedCells.end_of_head(sheet.merged, best.places, best.line)
    return replace(best, last_line=last)
