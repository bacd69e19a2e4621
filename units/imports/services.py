"""The acts of a person on an import: bring a file, store it, stop, take it back.

Each locks the import and looks at its stage and version under the lock, so that two clicks or two
windows are one act. The work itself is the worker's (`units.imports.worker`).
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from accounts.authority import authority_of
from accounts.models import Organization, User
from config.broker import hand_over
from config.uploads import storage
from config.uploads.content import shown_name
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful
from units.enums import ImportStage
from units.imports.errors import DependedUponError, NotToImportError, OtherStageError
from units.imports.keeping_rules import refuse_too_many
from units.imports.keeping_services import drop_file
from units.imports.kinds import ImportKind, kind_of
from units.imports.queries import scopes_for
from units.models import Import

MOST_BYTES = 20 * 2**20
NOT_YOURS = "ورود این فایل کار دفتر آمار و سازمان همان استان است."
NOT_KEPT = "نگهداری فایل اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
# From these an import is taken back.
UNDOABLE = (ImportStage.WAITING, ImportStage.STORING, ImportStage.STORED, ImportStage.HALTED)
# Whoever counts the files that wait and adds one holds this lock of the database.
COUNTING = 0x494D5055
logger = logging.getLogger(__name__)


def upload(
    user: User,
    kind: ImportKind,
    scope: Organization | None,
    name: str,
    data: bytes,
    at: datetime,
) -> Import:
    """Keep a file and have it read. Raises NotToImportError, UnacceptableFileError."""
    if not authority_of(user).organizations(kind.permission):
        raise NotToImportError(NOT_YOURS)
    if kind.scoped and scope not in scopes_for(user):
        raise NotToImportError(NOT_YOURS)
    if len(data) > MOST_BYTES:
        raise UnacceptableFileError("فایل تا ۲۰ مگابایت پذیرفته است؛ آن را به چند فایل تقسیم کنید.")
    if not data:
        raise UnacceptableFileError("این فایل خالی است.")
    place = scope if kind.scoped else None
    # Before the file is kept, and once more below under the lock.
    refuse_too_many(user, place, len(data), at)
    refuse_harmful(data)
    try:
        key = storage.put(data)
    except OSError as fault:
        logger.exception("The store of files took no file.")
        raise UnacceptableFileError(NOT_KEPT) from fault
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])
            refuse_too_many(user, place, len(data), at)
            run = Import.objects.create(
                kind=kind.key,
                scope=place,
                name=shown_name(name, "فهرست"),
                stored=key,
                sha256=sha256(data).hexdigest(),
                size=len(data),
                by=user,
                at=at,
            )
            # After the commit, else the worker finds no row; `robust`: without a broker it waits.
            transaction.on_commit(wake_worker, robust=True)
    # The store knows no transaction: what the database does not keep is taken out by hand.
    except BaseException:
        storage.drop(key)
        raise
    return run


def confirm(user: User, run: Import, version: int, at: datetime) -> Import:
    """Have the rows of a dry run stored; a second time it changes nothing.

    Raises OtherStageError, NotToImportError.
    """

    def act(row: Import) -> bool:
        if row.confirmed_at is not None:
            return False
        _check(row, version, ImportStage.CHECKED)
        if not row.to_store:
            raise OtherStageError("در این فایل چیزی برای ثبت نیست.")
        row.stage, row.confirmed_by, row.confirmed_at = ImportStage.WAITING, user, at
        row.done, row.total, row.reached = 0, row.to_store, 0
        return True

    return _act(user, run, act)


def cancel(user: User, run: Import, version: int) -> Import:
    """Put a dry run aside. Raises OtherStageError, NotToImportError."""

    def act(row: Import) -> bool:
        if row.stage == ImportStage.CANCELLED:
            return False
        _check(row, version, ImportStage.CHECKED)
        row.stage = ImportStage.CANCELLED
        drop_file(row)
        return True

    return _act(user, run, act)


def go_on(user: User, run: Import) -> Import:
    """Let another worker try what several ended over. Raises OtherStageError."""

    def act(row: Import) -> bool:
        if row.stage in (ImportStage.WAITING, ImportStage.STORING):
            return False
        _check(row, row.version, ImportStage.HALTED)
        # What had begun to be taken back is taken back.
        row.stage = ImportStage.UNDOING if row.undone_at else ImportStage.WAITING
        row.ended_at, row.failure = None, ""
        return True

    return _act(user, run, act)


def take_back(user: User, run: Import, at: datetime) -> Import:
    """Stop what is being stored, or undo what was: every row of the import is taken back.

    Raises OtherStageError, NotToImportError, DependedUponError with what depends on it.
    """

    def act(row: Import) -> bool:
        if row.stage in (ImportStage.UNDOING, ImportStage.UNDONE):
            return False
        if row.stage == ImportStage.HALTED and row.undone_at:
            # What had begun to be taken back goes on from where it is.
            row.stage, row.ended_at, row.failure = ImportStage.UNDOING, None, ""
            return True
        _check(row, row.version, *UNDOABLE)
        obstacles = kind_of(row).obstacles(row)
        if obstacles:
            raise DependedUponError(obstacles)
        row.undone_by, row.undone_at, row.ended_at = user, at, None
        row.stage, row.total, row.done = ImportStage.UNDOING, row.done - row.overtaken, 0
        return True

    return _act(user, run, act)


def _act(user: User, run: Import, act: Callable[[Import], bool]) -> Import:
    """Do something to an import under its lock, and have the worker look; False for nothing."""
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=run.pk)
        if not authority_of(user).organizations(kind_of(row).permission):
            raise NotToImportError(NOT_YOURS)
        if act(row):
            row.version += 1
            row.attempt, row.touched_at = 0, None
            row.save()
            transaction.on_commit(wake_worker, robust=True)
    return row


def _check(row: Import, version: int, *stages: ImportStage) -> None:
    if row.stage not in stages or row.version != version:
        raise OtherStageError("این ورود پیش از این جلو رفته است؛ وضعیت کنونی آن را ببینید.")


def wake_worker() -> None:
    # Without a broker it waits for the next turn of the scheduler.
    hand_over("units.tasks.run_imports", [], "imports")
