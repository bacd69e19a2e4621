"""A small list as a kind of file (`units.imports.kinds`): what each list says of itself, once.

A row is judged by doing it: django-import-export runs the list's own services in a transaction that
is rolled back. Its widgets read nothing and its escaping is not used: cells come as typed values
from `config.uploads.tables`, where nothing is guessed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ProtectedError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from import_export.widgets import Widget
from tablib import Dataset

from accounts.enums import Permission
from catalog.lists.services import ListEdit
from config.errors import DomainError, InvalidFieldError
from config.persian import quoted, to_persian_digits
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.uploaded import TableRow
from units.enums import RowState, RowVerdict
from units.imports.kinds import (
    MOST_OBSTACLES,
    FactChange,
    ImportKind,
    JudgedRow,
    Obstacle,
    listed,
    one_by_one,
)
from units.models import Import, ImportRow

MOST_ROWS: Final = 5_000
# Each takes a query or two: so many rows tell a page whether anything was changed since.
LOOKED_AT: Final = 50
OVERTAKEN: Final = "پس از بررسی فایل عوض شده است؛ فایل را دوباره ارسال کنید."
CHANGED_SINCE: Final = "پس از ورود عوض شده است."
# A row as it is stored with an import: what JSON can hold.
Values = Mapping[str, Any]


@dataclass(frozen=True)
class ListFile:
    """What one list says of itself.

    `now` reads how the row that `values` name stands, None for none; `words` shows such a state, by
    label. `store` does what the file asks, by the services of the list, and raises a refusal;
    `undo` takes it back to the state before (None: it was not there). `needed` are the columns that
    a new row fills.
    """

    key: str
    label: str
    new_means: str
    columns: Callable[[], Sequence[TableColumn]]
    name: Callable[[Values], tuple[str, str]]
    now: Callable[[Values], dict[str, Any] | None]
    words: Callable[[Mapping[str, Any]], dict[str, str]]
    store: Callable[[ListEdit, Values], object]
    undo: Callable[[ListEdit, Values, Mapping[str, Any] | None], object]
    needed: Sequence[str] = ()
    # Of a row, for another that means the same; the whole key otherwise.
    same: Sequence[str] = field(default_factory=tuple)
    afterwards: Callable[[], None] | None = None


class _AsRead(Widget):  # type: ignore[misc]  # the library has no types
    """Cells were read with their columns; nothing is left to guess."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return value


class _ListRow:
    """What the library takes for an instance: the row as the file has it, and as it stands."""

    def __init__(self, before: dict[str, Any] | None) -> None:
        self.before, self.after = before, before

    pk = None


class ListResource(Resource):  # type: ignore[misc]  # the library has no types
    """Judges the rows of one list, as its services would store them."""

    class Meta:
        use_transactions = True
        import_id_fields = ()
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        store_instance = True
        report_skipped = True

    def __init__(self, kind: ListFile, edit: ListEdit) -> None:
        super().__init__()
        self.kind, self.edit = kind, edit
        self.fields = {
            column.key: Field(column_name=column.key, widget=_AsRead(), readonly=True)
            for column in kind.columns()
        }

    def get_instance(self, instance_loader: Any, row: Any) -> _ListRow | None:
        before = self.kind.now(_filled(row))
        return None if before is None else _ListRow(before)

    def init_instance(self, row: Any = None) -> _ListRow:
        return _ListRow(None)

    def validate_instance(self, instance: Any, *args: Any, **options: Any) -> None:
        """Leave it to the services: they know their lists."""

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return False

    def save_instance(self, instance: Any, is_create: bool, row: Any, **options: Any) -> None:
        values = _filled(row)
        if is_create:
            self._refuse_gaps(values)
        self.kind.store(self.edit, values)
        instance.after = self.kind.now(values)

    def save_m2m(self, instance: Any, row: Any, **options: Any) -> None:
        """Nothing: a list's row is all there is."""

    def _refuse_gaps(self, values: Values) -> None:
        for key in self.kind.needed:
            if key not in values:
                raise InvalidFieldError(key, "برای ردیف جدید لازم است.")


def import_kind(kind: ListFile) -> ImportKind:
    """Make a list known to the engine of imports."""

    def judge(run: Import, rows: list[TableRow]) -> Iterable[JudgedRow]:
        return judge_rows(kind, run, rows)

    def store(run: Import, row: ImportRow, at: dt.datetime) -> str | None:
        return _stored(kind, run, row, at)

    def undo(run: Import, row: ImportRow, at: dt.datetime) -> str | None:
        return _undone(kind, run, row, at)

    return ImportKind(
        key=kind.key,
        label=kind.label,
        new_means=kind.new_means,
        permission=Permission.MANAGE_CATALOGUE,
        columns=lambda run: kind.columns(),
        check=listed(judge),
        store=one_by_one(store),
        undo=one_by_one(undo),
        obstacles=lambda run: _obstacles(kind, run),
        first_obstacles=lambda run: _obstacles(kind, run, LOOKED_AT),
        afterwards=kind.afterwards,
    )


def judge_rows(kind: ListFile, run: Import, rows: Sequence[TableRow]) -> Iterable[JudgedRow]:
    """Try every row in a transaction that is rolled back, and say what came of it."""
    if len(rows) > MOST_ROWS:
        most = to_persian_digits(f"{MOST_ROWS:,}".replace(",", "٬"))
        raise UnacceptableFileError(f"این فهرست تا {most} ردیف پذیرفته است؛ آن را تقسیم کنید.")
    headings = {column.key: column.heading for column in kind.columns()}
    edit = _edit(run, run.by, run.at)
    dataset = Dataset(headers=list(headings))
    plain, met, doubled = [], dict[tuple[Any, ...], int](), dict[int, int]()
    for row in rows:
        values = {key: _plain(value) for key, value in row.values.items() if value is not None}
        marks = tuple(values.get(key) for key in kind.same)
        if kind.same and marks in met:
            doubled[row.line] = met[marks]
        else:
            met[marks] = row.line
            plain.append((row, values))
            dataset.append([values.get(key) for key in headings])
    result = ListResource(kind, edit).import_data(
        dataset, dry_run=True, use_transactions=True, raise_errors=False
    )
    for line, first in doubled.items():
        fault = CellFault(
            line, "", "", f"همان ردیف {to_persian_digits(first)} است.", "یکی را بردارید."
        )
        yield JudgedRow(line, RowVerdict.REFUSED, faults=[fault])
    for (row, values), found in zip(plain, result.rows, strict=True):
        yield _judged(kind, headings, row.line, values, found)


def _judged(
    kind: ListFile, headings: Mapping[str, str], line: int, values: Values, found: RowResult
) -> JudgedRow:
    title, code = kind.name(values)
    if found.errors:
        error = found.errors[0].error
        # What is no refusal is a fault of ours, and ends the reading.
        if not isinstance(error, DomainError):
            raise error
        key = error.field if isinstance(error, InvalidFieldError) else ""
        written = to_persian_digits(str(values.get(key, "")))
        fault = CellFault(line, headings.get(key, ""), written, str(error), "ردیف را درست کنید.")
        return JudgedRow(line, RowVerdict.REFUSED, title, code, faults=[fault])
    row: _ListRow = found.instance
    before, after = row.before, row.after
    if before == after:
        return JudgedRow(line, RowVerdict.UNCHANGED, title, code)
    was = kind.words(before) if before is not None else {}
    becomes = kind.words(after or {})
    changes = [
        FactChange(label, was.get(label, ""), becomes.get(label, ""))
        for label in becomes
        if was.get(label, "") != becomes[label]
    ]
    verdict = RowVerdict.NEW if before is None else RowVerdict.CHANGED
    return JudgedRow(line, verdict, title, code, changes=changes, values=values, before=before)


def _stored(kind: ListFile, run: Import, row: ImportRow, at: dt.datetime) -> str | None:
    values = row.values or {}
    if kind.now(values) != row.before:
        return OVERTAKEN
    try:
        kind.store(_edit(run, run.confirmed_by, at), values)
    except DomainError as refused:
        return str(refused)
    row.after = kind.now(values)
    return None


def _undone(kind: ListFile, run: Import, row: ImportRow, at: dt.datetime) -> str | None:
    values = row.values or {}
    if kind.now(values) != row.after:
        return CHANGED_SINCE
    try:
        kind.undo(_edit(run, run.undone_by, at, back=True), values, row.before)
    except ProtectedError:
        return "چیز دیگری به آن وابسته است."
    except ObjectDoesNotExist:
        return CHANGED_SINCE
    except DomainError as refused:
        return str(refused)
    return None


def _obstacles(kind: ListFile, run: Import, most: int | None = None) -> Sequence[Obstacle]:
    """Name rows that were changed since; what depends on a row is told when it is taken back.

    `most` looks at the first rows alone.
    """
    found = []
    rows = ImportRow.objects.filter(imported=run, state=RowState.STORED).order_by("place")
    for row in rows[:most].iterator():
        if kind.now(row.values or {}) != row.after:
            found.append(Obstacle(row.title, row.code, CHANGED_SINCE))
        if len(found) == MOST_OBSTACLES:
            break
    return found


def _edit(run: Import, user: Any, at: dt.datetime, back: bool = False) -> ListEdit:
    name = quoted(run.name)
    return ListEdit(user, f"برگرداندن فایل {name}" if back else f"فایل {name}", at)


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    """Write a value as JSON holds it; numbers stay exact as text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
