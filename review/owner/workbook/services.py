"""A workbook is brought, judged unit by unit, and sent unit by unit: none spoils the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from config.errors import ConflictError
from config.jalali import JalaliMonth
from config.persian import format_number
from config.uploads.content import shown_name
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful
from config.uploads.tables.cells import CellFault
from config.uploads.tables.uploaded import TableRow, UploadedTable, open_table
from review import workflow
from review.enums import BookState
from review.models import Workbook, WorkbookUnit
from review.owner.workbook.column_rules import COLUMNS
from review.owner.workbook.queries import (
    MOST_UNITS,
    carried,
    is_tied,
    mark_of,
    own_units,
)
from review.owner.workbook.writing_services import (
    HEADINGS,
    BookRow,
    ReasonsMissingError,
    RowsRefusedError,
    UnitRows,
    write,
)
from statistics.errors import StateConflictError
from statistics.models import Submission
from statistics.obligation.outlook import Outlook
from units.models import Licence

MOST_BYTES, MOST_ROWS = 2 * 2**20, 3_000
TOO_LARGE = "کاربرگ تا ۲ مگابایت پذیرفته است؛ آن را با واحدهای کمتر دریافت کنید."
TOO_MANY_ROWS = f"کاربرگ تا {format_number(MOST_ROWS)} سطر دارد؛ آن را با واحدهای کمتر دریافت کنید."
TOO_MANY_UNITS = (
    f"هر کاربرگ تا {format_number(MOST_UNITS)} واحد دارد؛ آن را به چند فایل تقسیم کنید."
)
NO_MONTH = "ماه هیچ سطری خوانده نشد؛ کاربرگ را از همین صفحه دریافت و پر کنید."
OTHER_MONTH = "ماه این سطر با سطرهای دیگر یکی نیست."
ONE_MONTH = "هر فایل یک ماه دارد؛ ماه را همان بگذارید که در فایل دریافتی بود."
NOT_YOURS = "این شناسه صنفی از واحدهای شما نیست."
NOT_UNTIED = "نشان این سطر از واحد یا ماه دیگری است."
AS_IT_CAME = "شناسه، نشان و ماه را همان بگذارید که در فایل دریافتی همین واحد بود."
STALE = (
    "پس از دریافت این فایل، آمار این ماه در سامانه عوض شده یا ماه پیش دوباره ارسال شده است؛ "
    "کاربرگ جدید بگیرید."
)
NOT_SERVED = "پروانهٔ معتبری از این واحد این ماه را در بر نمی‌گیرد."
CHANGED = "در این میان ارقام این ماه تغییر کرده است؛ کاربرگ جدید بگیرید."


class _Undo(Exception):
    """Everything that was tried is taken back."""


@dataclass(frozen=True)
class Sent:
    """What became of the units that were to be sent: sent now or before, and left, with why."""

    sent: list[WorkbookUnit]
    left: list[tuple[WorkbookUnit, str]]


def upload(user: User, name: str, data: bytes, at: datetime) -> Workbook:
    """Read and judge a workbook; the very same file once more is the workbook that stands.

    Raises UnacceptableFileError.
    """
    if len(data) > MOST_BYTES:
        raise UnacceptableFileError(TOO_LARGE)
    digest = sha256(data).hexdigest()
    if same := Workbook.objects.filter(by=user, digest=digest).first():
        return same
    refuse_harmful(data)
    with open_table(data, COLUMNS) as table:
        rows = list(_rows(table))
        headings, notes = list(table.headings), list(table.notes)
    month = _month(rows)
    own = own_units(user, at)
    by_unit: dict[str, list[TableRow]] = {}
    strays = []
    for row in rows:
        guild_id = row.values.get("guild_id")
        if guild_id in own:
            by_unit.setdefault(guild_id, []).append(row)
        else:
            strays.append(_as_stored(row, _stray(row)))
    if len(by_unit) > MOST_UNITS:
        raise UnacceptableFileError(TOO_MANY_UNITS)
    # Judged before it is kept: trying a hundred units takes a while, and holds no lock of ours.
    judged = [_judged(user, own[guild_id], month, found, at) for guild_id, found in by_unit.items()]
    book = Workbook(
        by=user,
        name=shown_name(name, "کاربرگ")[:200],
        digest=digest,
        year=month.year,
        month=month.month,
        headings=headings,
        notes=notes,
        strays=strays,
        at=at,
    )
    try:
        with transaction.atomic():
            book.save()
            for unit in judged:
                unit.workbook = book
            WorkbookUnit.objects.bulk_create(judged)
    except IntegrityError:
        # The same file came twice at once; the first one stands.
        return Workbook.objects.get(by=user, digest=digest)
    return book


def _rows(table: UploadedTable) -> Iterable[TableRow]:
    if table.row_count > MOST_ROWS:
        raise UnacceptableFileError(TOO_MANY_ROWS)
    return table.rows()


def _month(rows: Iterable[TableRow]) -> JalaliMonth:
    found = next((row.values["month"] for row in rows if row.values.get("month")), None)
    if found is None:
        raise UnacceptableFileError(NO_MONTH)
    return JalaliMonth.from_int(found)


def _stray(row: TableRow) -> list[CellFault]:
    """Say why a row is nobody's: of a foreign unit and of none the same is told."""
    if row.faults:
        return list(row.faults)
    return [_fault(row, "guild_id", NOT_YOURS, AS_IT_CAME)]


def _judged(
    user: User, found: Outlook, month: JalaliMonth, rows: Sequence[TableRow], at: datetime
) -> WorkbookUnit:
    """Try the rows of one unit by the services that would file them; nothing of it stays."""
    unit = WorkbookUnit(unit=found.unit, state=BookState.REFUSED)
    faults = {row.line: [*row.faults, *_untied(row, found, month)] for row in rows}
    licence = found.serving(month)
    if any(faults.values()):
        unit.words = []
    elif licence is None:
        unit.words = [NOT_SERVED]
    else:
        book_rows = [BookRow(row.line, row.values) for row in rows]
        _try(user, unit, licence, month, book_rows, faults, at)
    unit.rows = [_as_stored(row, faults[row.line]) for row in rows]
    return unit


def _try(
    user: User,
    unit: WorkbookUnit,
    licence: Licence,
    month: JalaliMonth,
    rows: Sequence[BookRow],
    faults: dict[int, list[CellFault]],
    at: datetime,
) -> None:
    try:
        with transaction.atomic():
            _refuse_stale(licence, month, rows)
            written = write(user, UnitRows.of(licence, month, rows), at)
            unit.state = BookState.EXPLAINED if written.warnings else BookState.READY
            unit.words = written.warnings
            raise _Undo
    except _Undo:
        return
    except (RowsRefusedError, ReasonsMissingError) as refusal:
        asks = isinstance(refusal, ReasonsMissingError)
        unit.state = BookState.ASKS if asks else BookState.REFUSED
        unit.words = refusal.words
        for fault in refusal.faults:
            faults[fault.line].append(fault)
    except StateConflictError as conflict:
        unit.words = conflict.faults or [CHANGED]
    except ConflictError:
        unit.words = [CHANGED]


def _untied(row: TableRow, found: Outlook, month: JalaliMonth) -> list[CellFault]:
    """Find a row whose unit or month was written over: ids are locked by what they mean."""
    mark, number = row.values.get("mark"), row.values.get("month")
    faults = []
    if number and JalaliMonth.from_int(number) != month:
        faults.append(_fault(row, "month", OTHER_MONTH, ONE_MONTH))
    elif mark and not is_tied(mark, found.unit, month):
        faults.append(_fault(row, "mark", NOT_UNTIED, AS_IT_CAME))
    return faults


def _refuse_stale(licence: Licence, month: JalaliMonth, rows: Iterable[BookRow]) -> None:
    """Refuse rows that were laid out for another standing of the unit: it would be overwritten."""
    (now,) = carried([licence], month)
    if now.standing and not now.standing.editable:
        # Told as what it is, not as a file of yesterday.
        return
    if any(row.text("mark") != mark_of(now, month) for row in rows):
        raise RowsRefusedError(words=[STALE])


def send(user: User, book: Workbook, chosen: Iterable[int], at: datetime, one: bool) -> Sent:
    """Send the chosen units (ids of their rows), each by itself: what cannot be sent is left.

    Together only what has no warning; `one` is sent alone, its warnings read. Nothing is raised for
    a unit: what it said is kept with its row.
    """
    wanted = book.units.filter(pk__in=list(chosen)).select_related("unit").order_by("pk")
    result = Sent([], [])
    for row in wanted:
        why = _send(user, book, row.pk, at, one)
        if why:
            result.left.append((row, why))
        else:
            result.sent.append(row)
    return result


def _send(user: User, book: Workbook, pk: int, at: datetime, one: bool) -> str:
    """Send one unit; say why not, '' where it was sent, now or before."""
    words: list[str] = []
    try:
        with transaction.atomic():
            # Two buttons at once: the second finds it sent.
            row = WorkbookUnit.objects.select_for_update().get(pk=pk)
            if row.state == BookState.SENT:
                return ""
            if row.state not in (BookState.READY, *((BookState.EXPLAINED,) if one else ())):
                return "با هشدار است و جداگانه تأیید می‌شود" if row.words else "پذیرفته نشده است"
            found = own_units(user, at).get(row.rows[0]["values"]["guild_id"])
            licence = found.serving(book.period) if found else None
            if found is None or found.unit.pk != row.unit_id or licence is None:
                raise RowsRefusedError(words=[NOT_SERVED])
            rows = [BookRow(each["line"], _values(each["values"])) for each in row.rows]
            _refuse_stale(licence, book.period, rows)
            written = write(user, UnitRows.of(licence, book.period, rows), at)
            if written.warnings and not one:
                raise RowsRefusedError(words=written.warnings)
            case = written.submission
            workflow.file(user, case.tracking_number, case.version, at)
            row.state, row.tracking_number = BookState.SENT, case.tracking_number
            row.save(update_fields=["state", "tracking_number"])
            return ""
    except (RowsRefusedError, ReasonsMissingError) as refusal:
        words = refusal.words or [fault.fault for fault in refusal.faults]
    except StateConflictError as conflict:
        words = conflict.faults or [CHANGED]
    except (ConflictError, Submission.DoesNotExist):
        words = [CHANGED]
    # Behind the rollback: what was found stays with the unit, whose file is judged anew.
    WorkbookUnit.objects.filter(pk=pk).exclude(state=BookState.SENT).update(
        state=BookState.REFUSED, words=words
    )
    return " ".join(words)


def _fault(row: TableRow, key: str, words: str, remedy: str) -> CellFault:
    return CellFault(row.line, HEADINGS[key], str(row.values.get(key) or ""), words, remedy)


def _as_stored(row: TableRow, faults: Sequence[CellFault]) -> dict[str, Any]:
    """Lay a row out for JSON; numbers stay exact as text."""
    values = {
        key: {"number": str(value)} if isinstance(value, Decimal) else value
        for key, value in row.values.items()
        if value is not None
    }
    return {
        "line": row.line,
        "values": values,
        "cells": row.written,
        "faults": [asdict(fault) for fault in faults],
    }


def _values(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: Decimal(value["number"]) if isinstance(value, dict) else value
        for key, value in stored.items()
    }
