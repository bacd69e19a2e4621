"""Files of identified figures: asked for, made at once or by the worker, kept, taken away.

Circular 60/133338 §5: no file is there without its line in the log, which is written with it. A
small file is made while its person waits; any other one waits for the worker
(`statistics.files.worker`). Both write it in the same way.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import file_digest
from typing import IO, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction

from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.broker import hand_over
from config.errors import InvalidError
from config.jalali import end_of_day_instant, tehran_day
from config.long_statements import allow_seconds
from config.persian import format_number
from config.uploads import storage
from statistics.enums import FILES_AT_WORK, FileState
from statistics.errors import NotAllowedError
from statistics.files.queries import (
    ExportChoice,
    contents_of,
    count_rows,
    exporting_offices,
    lines_of,
)
from statistics.files.tables import TABLES
from statistics.files.writers import WRITERS, dictionary_of, sheet_of
from statistics.models import ExportLog, FigureFile

NOTHING: Final = "در این دوره و با این فیلترها چیزی برای فایل نیست. دوره یا فیلترها را بازتر کنید."
# So many rows are made while the person waits; more wait for the worker.
AT_ONCE: Final = 500
# Counting is given up after so many seconds: what takes longer is for the worker.
COUNT_SECONDS: Final = 3
# Whoever counts the files at work and adds one holds this lock of the database.
COUNTING: Final = 0x46494C45


class NothingToExportError(InvalidError):
    """No row fits the choice."""


class TooManyFilesError(InvalidError):
    """As many files of the person are at work as may be."""


@dataclass
class Progress:
    """How many rows have been written; `lost` once the file is somebody else's to write."""

    done: int = 0
    lost: bool = False


class SupersededError(Exception):
    """The file is no longer this worker's."""


def ask(user: User, office: Organization, choice: ExportChoice, at: datetime) -> FigureFile:
    """Keep what somebody asks for of an office's reach; a small file is made at once.

    Raises NotAllowedError, TooManyFilesError, or NothingToExportError.
    """
    if office not in exporting_offices(user):
        raise NotAllowedError("دریافت فایل آمار واحدها کار استان، وزارت و دفتر آمار است.")
    choice = replace(choice, office=office)
    found = _few_rows(choice)
    if found == 0:
        raise NothingToExportError(NOTHING)
    with transaction.atomic():
        _refuse_too_many(user, at)
        file = FigureFile.objects.create(
            by=user,
            organization=office,
            at=at,
            total=found or 0,
            stored=storage.new_key(),
            **contents_of(choice),
        )
        if found is None:
            # After the commit, else the worker finds no row; `robust`: without a broker it waits.
            transaction.on_commit(wake_worker, robust=True)
        else:
            finish(file, choice, Progress(), at, settings.EXPORT_SECONDS)
    return file


def finish(
    file: FigureFile, choice: ExportChoice, progress: Progress, at: datetime, seconds: int
) -> None:
    """Write a file and its line in the log, whole or not at all, and say that it is ready.

    Each statement may take so many seconds. Raises NothingToExportError, SupersededError.
    """
    key = file.stored
    with storage.writing(key) as out:
        rows = write_file(out, choice, progress, seconds)
        out.seek(0)
        digest = file_digest(out, "sha256").hexdigest()
        size = out.tell()
    # The store knows no transaction: what the database does not keep is taken out by hand.
    try:
        with transaction.atomic():
            _ready(file, choice, at, rows, digest, size)
    except BaseException:
        storage.drop(key)
        raise


def write_file(out: IO[bytes], choice: ExportChoice, progress: Progress, seconds: int) -> int:
    """Write the rows of a choice, with the dictionary of its columns; how many rows there are.

    Raises NothingToExportError, SupersededError.
    """
    table = TABLES[choice.kind]
    # Closed at once where writing breaks off: the connection is in the middle of its COPY.
    with closing(lines_of(choice, seconds)) as lines:
        sheet = sheet_of(table.title, table.columns, _watched(lines, progress))
        WRITERS[choice.format](out, sheet, dictionary_of(table.columns))
    if not progress.done:
        raise NothingToExportError(NOTHING)
    out.flush()
    return progress.done


def _watched(lines: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for line in lines:
        progress.done += 1
        if progress.lost:
            raise SupersededError
        yield line


def _ready(
    file: FigureFile, choice: ExportChoice, at: datetime, rows: int, digest: str, size: int
) -> None:
    # Locked: nobody else takes it over between the look and the writing.
    row = FigureFile.objects.select_for_update().get(pk=file.pk)
    if row.attempt != file.attempt or not row.at_work:
        raise SupersededError
    file.log = ExportLog.objects.create(
        at=at,
        actor=file.by,
        organization=file.organization,
        rows=rows,
        sha256=digest,
        **contents_of(choice),
    )
    days = PolicyBook.load().number(PolicyKey.FIGURE_FILE_DAYS, tehran_day(file.at))
    file.kept_until = end_of_day_instant(tehran_day(at) + timedelta(days=days))
    file.state, file.done, file.total, file.size = FileState.READY, rows, rows, size
    file.save()


def _few_rows(choice: ExportChoice) -> int | None:
    """Count the rows of a small file; None for a large one, or one that is dear to count."""
    try:
        with transaction.atomic(), allow_seconds(COUNT_SECONDS):
            found = count_rows(choice, AT_ONCE + 1)
    except OperationalError as fault:
        # The statement was ended by its limit; anything else is a fault.
        if getattr(fault.__cause__, "sqlstate", "") != "57014":
            raise
        return None
    return found if found <= AT_ONCE else None


def _refuse_too_many(user: User, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])
    own = FigureFile.objects.filter(by=user, state__in=FILES_AT_WORK).count()
    if own >= PolicyBook.load().number(PolicyKey.FIGURE_FILES_PERSON, tehran_day(at)):
        raise TooManyFilesError(
            f"{format_number(own)} فایل شما هنوز در دست ساخت است. تا پایان یکی از آن‌ها "
            "فایل دیگری پذیرفته نمی‌شود."
        )


def wake_worker() -> None:
    # Without a broker it waits for the next turn of the scheduler.
    hand_over("statistics.tasks.make_files", [], "files")


def prune(now: datetime) -> int:
    """Take the files away whose last day is over; return how many. Their records stay."""
    over = FigureFile.objects.filter(state=FileState.READY, kept_until__lte=now)
    return sum(_expire(pk, now) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int, now: datetime) -> int:
    file = FigureFile.objects.select_for_update().get(pk=pk)
    if file.state != FileState.READY:
        return 0
    # After the commit: a row that a rollback brings back still has its file.
    key = file.stored
    transaction.on_commit(lambda: storage.drop(key))
    file.state, file.stored = FileState.EXPIRED, ""
    file.save(update_fields=["state", "stored"])
    return 1
