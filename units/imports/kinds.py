"""What may be brought by a file: the kinds, each declared once and known from then on.

A kind is made of its columns (`config.uploads.tables`) and four functions. The engine does the
rest: upload, dry run, pages, progress, going on after a killed worker, undo, notices.

    NODES = ImportKind(
        key="isic", label="طبقه‌بندی فعالیت‌ها", permission=Permission.MANAGE_CATALOGUE,
        new_means="فعالیتی که در فهرست نیست", columns=lambda run: COLUMNS, check=listed(judge),
        store=one_by_one(store_row), undo=one_by_one(undo_row), obstacles=obstacles,
    )
    register(NODES)                     # in `ready` of the app's configuration

- `columns(run)`: made anew for each file, so that readers may know the lists of the day.
- `check(run, table, tick)`: writes an `ImportRow` for each row of the file. A list of a few
  thousand rows gives `listed(judge)`: `judge(run, rows)` gets the `TableRow`s that were read
  without a fault, and gives a `JudgedRow` for each, in any order. What it compares with it reads
  itself, once. Nothing of the registry or the list is written.
- `store(run, rows, at)`: stores some rows, in the order of their `place`, inside the transaction of
  their batch. It locks what it changes and compares it with `row.before`; a row that was overtaken
  is left and named in the answer, {row.pk: sentence}. A list gives `one_by_one(store_row)`:
  `store_row(run, row, at)` gives the sentence or None, and sets `row.after` (JSON) and `row.unit`
  for the undo.
- `undo(run, rows, at)`: takes some stored rows back, the last first, in one transaction; a row on
  which something has come to depend, or that is not `row.after` any more, is left and named in the
  answer. A list gives `one_by_one(undo_row)`.
- `obstacles(run)`: at most `MOST_OBSTACLES` reasons why the import cannot be undone now; none when
  it can.

Rows are only ever added or changed by a file, never deleted for want of a row. The same file a
second time must judge every row `unchanged`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from accounts.enums import Permission
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.uploaded import TableRow, UploadedTable
from units.enums import RowVerdict
from units.models import Import, ImportRow

# A page names so many; the rest are counted by nobody.
MOST_OBSTACLES: Final = 20
# Told that so many rows are read or judged; raises when the work is no longer this worker's.
Tick = Callable[[int], None]

# Rows of a batch, and when; gives a sentence for each row that was left as it is.
BatchStep = Callable[[Import, QuerySet[ImportRow], datetime], Mapping[int, str]]


@dataclass(frozen=True)
class FactChange:
    """One fact before and after, as the page shows them, with what follows from it in words."""

    fact: str
    before: str
    after: str
    consequence: str = ""


@dataclass(frozen=True)
class Obstacle:
    """What keeps one row from being taken back."""

    title: str
    code: str
    reason: str


@dataclass(frozen=True)
class JudgedRow:
    """What the dry run of a list says of one row.

    A refused row has `faults`, a changed one `changes`. `values` and `before` (both JSON) are for
    `store` and `undo` of the same kind. `consequences` are keys of `ImportKind.consequences`.
    """

    line: int
    verdict: RowVerdict
    title: str = ""
    code: str = ""
    changes: Sequence[FactChange] = ()
    faults: Sequence[CellFault] = ()
    consequences: Sequence[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of file. `permission` is asked of the person at any office.

    `scoped`: it lists units, so a provincial organization may bring its own. Of the others the
    statistics office alone has the permission.
    """

    key: str
    # «واحدها و پروانه‌ها», as a choice and in headings.
    label: str
    # «واحد یا پروانه‌ای که در سامانه نیست», below the number of new rows.
    new_means: str
    permission: Permission
    columns: Callable[[Import], Sequence[TableColumn]]
    check: Callable[[Import, UploadedTable, Tick], None]
    store: BatchStep
    undo: BatchStep
    obstacles: Callable[[Import], Sequence[Obstacle]]
    # What a page tells of them, where finding all takes a query for each row.
    first_obstacles: Callable[[Import], Sequence[Obstacle]] | None = None
    scoped: bool = False
    # Key → («{count} واحد به اتحادیهٔ دیگر می‌رود», «پرونده‌های در بررسی همان‌جا می‌ماند»).
    consequences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Rows of one transaction.
    batch: int = 500
    # Called after the last batch, in no transaction: to have judged anew what was touched.
    afterwards: Callable[[], None] | None = None


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known; ValueError when its key is taken."""
    if kind.key in _KINDS:
        raise ValueError(f"two kinds of imports are called {kind.key}")
    _KINDS[kind.key] = kind


def all_kinds() -> Sequence[ImportKind]:
    """List the kinds, in the order in which they were made known."""
    return tuple(_KINDS.values())


def kind_called(key: str) -> ImportKind | None:
    return _KINDS.get(key)


def kind_of(run: Import) -> ImportKind:
    """Find the kind of an import; KeyError for one that this release does not know."""
    return _KINDS[run.kind]


def listed(
    judge: Callable[[Import, list[TableRow]], Iterable[JudgedRow]],
) -> Callable[[Import, UploadedTable, Tick], None]:
    """Make the `check` of a list that fits in memory: it is judged as a whole."""

    def check(run: Import, table: UploadedTable, tick: Tick) -> None:
        rows = list(table.rows())
        tick(len(rows))
        by_line = {row.line: row for row in rows}
        refused = [
            JudgedRow(row.line, RowVerdict.REFUSED, faults=row.faults) for row in rows if row.faults
        ]
        judged = judge(run, [row for row in rows if not row.faults])
        ordered = sorted([*refused, *judged], key=lambda one: one.line)
        ImportRow.objects.bulk_create(
            (
                _staged(run, place, one, by_line[one.line])
                for place, one in enumerate(ordered, start=1)
            ),
            batch_size=1000,
        )

    return check


def _staged(run: Import, place: int, judged: JudgedRow, row: TableRow) -> ImportRow:
    refused = judged.verdict == RowVerdict.REFUSED
    return ImportRow(
        imported=run,
        place=place,
        line=judged.line,
        verdict=judged.verdict,
        calm=not judged.consequences,
        title=judged.title[:300],
        code=judged.code[:30],
        changes=[vars(change) for change in judged.changes],
        faults=[fault_in_words(fault) for fault in judged.faults],
        consequences=list(judged.consequences),
        values=dict(judged.values) or None,
        before=judged.before,
        written=list(row.written) if refused else None,
    )


def one_by_one(step: Callable[[Import, ImportRow, datetime], str | None]) -> BatchStep:
    """Make a step of a batch that takes a list's rows one after the other."""

    def run_batch(run: Import, rows: QuerySet[ImportRow], at: datetime) -> Mapping[int, str]:
        found = list(rows)
        left = {row.pk: words for row in found if (words := step(run, row, at))}
        ImportRow.objects.bulk_update(
            [row for row in found if row.pk not in left], ["after", "unit"], batch_size=500
        )
        return left

    return run_batch


def fault_in_words(fault: CellFault) -> dict[str, str]:
    """Write a fault as it is kept with its row."""
    return {
        "column": fault.column,
        "written": fault.written,
        "fault": fault.fault,
        "remedy": fault.remedy,
    }
