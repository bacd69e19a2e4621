"""Merged cells: a sheet keeps the value in the first one alone, so the others seem to be empty."""

from collections.abc import Mapping, Sequence
from typing import Final

from config.persian import quoted
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.cells import CellFault, named_cell
from config.uploads.tables.columns import TableColumn, letter
from config.uploads.tables.enums import TableCause

# Rows under a heading that is merged downwards: two or three, as people make them.
DEEPEST_HEAD: Final = 5
# All rows that merged cells may touch.
MOST_TOUCHED: Final = 200_000
# Top, left, bottom, right: rows from 1, columns from 0.
Area = Sequence[int]


class MergedCells:
    """Knows which cells of known columns lie in a merged area below the head."""

    def __init__(
        self, areas: Sequence[Area], places: Mapping[int, TableColumn], head_line: int
    ) -> None:
        self._touched: dict[int, list[tuple[TableColumn, int, Area]]] = {}
        # Places beside a heading that is merged over them: whose it is, and where that stands.
        self._beside: dict[int, tuple[int, TableColumn]] = {}
        many = 0
        for area in areas:
            top, left, bottom, right = area
            known = [(column, at) for at, column in places.items() if left <= at <= right]
            if not known:
                continue
            if top <= head_line:
                if top <= head_line <= bottom:
                    own, column = known[0][1], known[0][0]
                    beside = {*range(left, right + 1)} - places.keys()
                    self._beside |= dict.fromkeys(beside, (own, column))
                continue
            many += bottom - top + 1
            if many > MOST_TOUCHED:
                raise UnacceptableFileError(TableCause.TOO_MANY_MERGED.value)
            for line in range(top, bottom + 1):
                self._touched.setdefault(line, []).extend((*one, area) for one in known)

    def __bool__(self) -> bool:
        return bool(self._touched or self._beside)

    def faults(self, line: int, cells: Sequence[str]) -> dict[int, CellFault]:
        """Name the cells of a row whose value may be that of another cell, by their place."""
        found = {
            at: CellFault(
                line,
                column.heading,
                named_cell(cells[at]) if at < len(cells) else "",
                f"سلول‌های {letter(area[1])}{area[0]} تا {letter(area[3])}{area[2]} "
                "ادغام شده است و مقدار فقط در اولی هست.",
                "ادغام را بردارید (Unmerge Cells) و هر سلول را پر کنید.",
            )
            for column, at, area in self._touched.get(line, ())
        }
        for at, (named, column) in self._beside.items():
            if at < len(cells) and cells[at]:
                found[named] = CellFault(
                    line,
                    column.heading,
                    named_cell(cells[at]),
                    f"عنوان {quoted(column.heading)} روی چند ستون ادغام شده است.",
                    "همه را در یک ستون بنویسید و ادغام عنوان را بردارید.",
                )
        return found

    @staticmethod
    def end_of_head(
        areas: Sequence[Area], places: Mapping[int, TableColumn], head_line: int
    ) -> int:
        """Find the last row of a head whose cells are merged downwards."""
        ends = [
            bottom
            for top, left, bottom, right in areas
            if top <= head_line <= bottom <= head_line + DEEPEST_HEAD
            and any(left <= at <= right for at in places)
        ]
        return max(ends, default=head_line)
