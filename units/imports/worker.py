"""What a worker does with imports: read, store, take back, in batches that nobody does twice.

One import at a time is stored or taken back; another waits for it. Each batch is a transaction with
the marks of its rows, so that whoever follows a worker that died goes on behind its last batch.
Nothing of a row is logged: a holder's id may stand in it.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.notices.services import notify
from config.persian import format_number, quoted
from config.signs_of_life import signing
from config.uploads import storage
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.uploaded import open_table
from units.enums import ImportStage, RowState, RowVerdict
from units.imports.keeping_services import drop_file
from units.imports.kinds import ImportKind, kind_of
from units.models import Import, ImportRow

# A worker that gave no sign for so long is taken for dead.
SILENCE = timedelta(minutes=3)
# How often a reading signs meanwhile, in seconds, and the thread that does it.
SIGN_SECONDS = 20.0
SIGNER = "import-signer"
# So many workers may die of it; the next would take the other work of its queue with it again.
ATTEMPTS = 3
# Whoever chooses what is stored next holds this lock of the database.
CLAIMING = 0x494D504F
BROKEN = "خواندن این فایل چند بار ناتمام ماند؛ دوباره ارسال کنید یا به دفتر آمار بگویید."
HALTED = "ثبت چند بار ناتمام ماند و از همان ردیف می‌تواند ادامه یابد."
# Of two that wait for each other's rows (a batch, the nightly judging) the database ends one.
LOST_RACES = ("40001", "40P01")
WRITING = (ImportStage.STORING, ImportStage.UNDOING)
logger = logging.getLogger(__name__)


class SupersededError(Exception):
    """The import is no longer this worker's, or a person has stopped it."""


def run_waiting() -> int:
    """Do what waits, one after the other; return how many stages came to an end."""
    ended = 0
    while (run := _claim(timezone.now())) is not None:
        try:
            if run.attempt > ATTEMPTS:
                logger.error("Import %s ended %s workers; it is given up.", run.pk, ATTEMPTS)
                _give_up(run)
            else:
                _STEPS[ImportStage(run.stage)](run, kind_of(run))
            ended += 1
        except SupersededError:
            logger.warning("Import %s goes on elsewhere.", run.pk)
        except Exception as fault:  # noqa: BLE001  its words may hold an id; the next import goes on
            state = getattr(fault.__cause__, "sqlstate", "")
            if state in LOST_RACES:
                logger.warning("Import %s lost a race for its rows and goes on.", run.pk)
                _let_go(run)
                continue
            logger.error("Import %s failed: %s %s", run.pk, type(fault).__name__, state)
            _give_up(run)
    return ended


@transaction.atomic
def _claim(now: datetime) -> Import | None:
    """Take the next one that waits, or whose worker died."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])
    silent = Q(touched_at=None) | Q(touched_at__lt=now - SILENCE)
    rows = Import.objects.select_for_update(skip_locked=True).order_by("pk")
    run = rows.filter(silent, stage=ImportStage.READING).first()
    if run is None:
        writing = rows.filter(stage__in=WRITING)
        # One at a time is written, and what has begun goes before what waits.
        if not Import.objects.filter(stage__in=WRITING, touched_at__gte=now - SILENCE).exists():
            waiting = rows.filter(stage=ImportStage.WAITING).order_by("confirmed_at", "pk")
            run = writing.first() or waiting.first()
    if run is None:
        return None
    if run.stage == ImportStage.WAITING:
        run.stage, run.begun_at = ImportStage.STORING, now
    run.attempt, run.touched_at = run.attempt + 1, now
    run.save(update_fields=["stage", "begun_at", "attempt", "touched_at"])
    return run


def _read(run: Import, kind: ImportKind) -> None:
    """Read the file and keep what it would do."""
    ImportRow.objects.filter(imported=run).delete()
    try:
        with (
            _signing(run),
            storage.path_of(run.stored).open("rb") as file,
            open_table(file, kind.columns(run)) as table,
        ):
            _write(run, done=0, total=table.row_count)
            kind.check(run, table, lambda done: _write(run, done=done))
            headings, notes = list(table.headings), list(table.notes)
    except UnacceptableFileError as fault:
        _end_unread(run, str(fault))
        return
    with transaction.atomic():
        counts = _counted(run)
        rows = sum(counts[verdict] for verdict in RowVerdict.values)
        _write(run, stage=ImportStage.CHECKED, headings=headings, notes=notes, rows=rows, **counts)
        words = f"{format_number(counts['new'] + counts['changed'])} ردیف آمادهٔ ثبت است و "
        words += f"{format_number(counts['refused'])} ردیف خطا دارد. هنوز چیزی ثبت نشده است."
        _tell(run, "بررسی شد", words)


def _signing(run: Import) -> AbstractContextManager[None]:
    """Sign for a reading while it goes on: neither its process nor the judging says anything."""
    mine = Import.objects.filter(pk=run.pk, attempt=run.attempt, stage=run.stage)
    return signing(lambda: mine.update(touched_at=timezone.now()), SIGN_SECONDS, SIGNER)


def _end_unread(run: Import, failure: str) -> None:
    """Say why nothing could be read; the file is not kept."""
    with transaction.atomic():
        drop_file(run)
        values = {"stage": ImportStage.UNREADABLE, "failure": failure, "stored": run.stored}
        _write(run, ended_at=timezone.now(), **values)
        _tell(run, "خوانده نشد", failure)


def _counted(run: Import) -> dict[str, Any]:
    rows = ImportRow.objects.filter(imported=run)
    found = dict(rows.values_list("verdict").order_by("verdict").annotate(Count("pk")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(jsonb_array_length(changes)), 0) FROM units_importrow"
            " WHERE imported_id = %s AND verdict = 'changed'",
            [run.pk],
        )
        facts = cursor.fetchone()[0]
        cursor.execute(
            "SELECT c, count(*) FROM units_importrow, unnest(consequences) AS c"
            " WHERE imported_id = %s AND verdict IN ('new', 'changed') GROUP BY c",
            [run.pk],
        )
        consequences = dict(cursor.fetchall())
    counts = {verdict: found.get(verdict, 0) for verdict in RowVerdict.values}
    return {**counts, "facts": facts, "consequences": consequences}


def _store(run: Import, kind: ImportKind) -> None:
    """Store the rows behind the last batch."""
    rows = ImportRow.objects.filter(imported=run, state="").order_by("place")
    rows = rows.filter(verdict__in=(RowVerdict.NEW, RowVerdict.CHANGED))
    while True:
        with transaction.atomic():
            row = _still_mine(run)
            batch = rows.filter(place__gt=row.reached)[: kind.batch]
            places = dict(batch.values_list("pk", "place"))
            if not places:
                _end(row, kind, ImportStage.STORED)
                break
            now = timezone.now()
            left = kind.store(row, rows.filter(pk__in=places), now)
            _mark(places, left, RowState.STORED, RowState.OVERTAKEN)
            _write(
                run,
                done=F("done") + len(places),
                reached=max(places.values()),
                overtaken=F("overtaken") + len(left),
            )
    if kind.afterwards:
        kind.afterwards()


def _undo(run: Import, kind: ImportKind) -> None:
    """Take the stored rows back, the last first."""
    rows = ImportRow.objects.filter(imported=run, state=RowState.STORED).order_by("-place")
    while True:
        with transaction.atomic():
            row = _still_mine(run)
            places = dict(
                rows.filter(place__lte=row.reached)[: kind.batch].values_list("pk", "place")
            )
            if not places:
                _end(row, kind, ImportStage.UNDONE)
                break
            left = kind.undo(row, rows.filter(pk__in=places), timezone.now())
            _mark(places, left, RowState.UNDONE, RowState.KEPT)
            _write(
                run,
                done=F("done") + len(places),
                reached=min(places.values()) - 1,
                kept=F("kept") + len(left),
            )
    if kind.afterwards:
        kind.afterwards()


def _mark(places: dict[int, int], left: Any, done: RowState, other: RowState) -> None:
    """Say of each row of a batch what became of it."""
    ImportRow.objects.filter(pk__in=places.keys() - left.keys()).update(state=done)
    for pk, words in left.items():
        fault = {"column": "", "written": "", "fault": words, "remedy": ""}
        ImportRow.objects.filter(pk=pk).update(state=other, faults=[fault])


def _end(run: Import, kind: ImportKind, stage: ImportStage) -> None:
    _write(run, stage=stage, ended_at=timezone.now())
    if stage == ImportStage.UNDONE:
        _tell(run, "برگردانده شد", f"{format_number(run.done - run.kept)} ردیف برگردانده شد.")
    else:
        words = f"{format_number(run.done - run.overtaken)} ردیف ثبت شد."
        left = run.refused + run.overtaken
        _tell(run, "ثبت شد", words + (f" {format_number(left)} ردیف کنار ماند." if left else ""))


def _give_up(run: Import) -> None:
    try:
        if run.stage == ImportStage.READING:
            _end_unread(run, BROKEN)
            return
        with transaction.atomic():
            _write(run, stage=ImportStage.HALTED, failure=HALTED, ended_at=timezone.now())
            _tell(run, "متوقف شد", HALTED)
    except SupersededError:
        logger.warning("Import %s goes on elsewhere.", run.pk)


def _let_go(run: Import) -> None:
    """Leave the import to the next turn, which counts as another attempt."""
    Import.objects.filter(pk=run.pk, attempt=run.attempt).update(touched_at=None)


def _still_mine(run: Import) -> Import:
    # Locked until the batch commits: nobody claims or stops it between the look and the writing.
    mine = Import.objects.select_for_update().filter(
        pk=run.pk, attempt=run.attempt, version=run.version, stage=run.stage
    )
    row = mine.first()
    if row is None:
        raise SupersededError(run.pk)
    return row


def _write(run: Import, **values: Any) -> None:
    # A worker that was taken for dead writes nothing over who follows it.
    mine = Import.objects.filter(pk=run.pk, attempt=run.attempt, version=run.version)
    if not mine.filter(stage=run.stage).update(touched_at=timezone.now(), **values):
        raise SupersededError(run.pk)


def _tell(run: Import, what: str, words: str) -> None:
    people = {run.by_id, run.confirmed_by_id, run.undone_by_id} - {None}
    title = f"ورود فایل {quoted(run.name)}: {what}"
    url = reverse("imports:one", args=[run.pk])
    notify(filter(None, people), NoticeKind.IMPORT, title, words, url, timezone.now())


_STEPS: dict[ImportStage, Callable[[Import, ImportKind], None]] = {
    ImportStage.READING: _read,
    ImportStage.STORING: _store,
    ImportStage.UNDOING: _undo,
}
