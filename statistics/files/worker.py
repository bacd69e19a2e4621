"""What a worker does with files that wait: one after the other, each whole or not at all.

A worker that dies leaves nothing that anybody could take for a file. Whoever finds its file without
a sign of life begins it anew, and the page says so; a file that ended several workers is given up.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.notices.services import notify
from config.persian import format_number
from config.signs_of_life import signing
from config.uploads import storage
from statistics.enums import FILES_AT_WORK, FileState
from statistics.files.queries import choice_of, count_rows
from statistics.files.services import (
    NOTHING,
    NothingToExportError,
    Progress,
    SupersededError,
    finish,
)
from statistics.models import FigureFile

# A worker that gave no sign for so long is taken for dead.
SILENCE = timedelta(minutes=3)
# How often the work signs and says how far it is, in seconds, and the thread that does it.
SIGN_SECONDS = 2.0
SIGNER: Final = "file-signer"
# So many workers may die of a file; the next would take the other work of its queue with it again.
ATTEMPTS: Final = 3
# What one month of a file may take.
MONTH_SECONDS: Final = 1800
BROKEN: Final = (
    "ساخت این فایل چند بار نیمه‌کاره ماند و چیزی از آن نگه داشته نشد. "
    "دورهٔ کوتاه‌تری را درخواست کنید؛ اگر باز هم ساخته نشد به مدیر فنی سامانه بگویید."
)
logger = logging.getLogger(__name__)


def run_waiting() -> int:
    """Make what waits, one after the other; return how many files came to an end."""
    ended = 0
    while (file := _claim(timezone.now())) is not None:
        try:
            if file.attempt > ATTEMPTS:
                logger.error("File %s ended %s workers; it is given up.", file.pk, ATTEMPTS)
                _fail(file, BROKEN)
            else:
                _make(file)
            ended += 1
        except NothingToExportError:
            _fail(file, NOTHING)
            ended += 1
        except SupersededError:
            logger.warning("File %s goes on elsewhere.", file.pk)
        except (DatabaseError, OSError) as fault:
            # Its words may hold figures. The next turn counts as another attempt.
            state = getattr(fault.__cause__, "sqlstate", "")
            logger.error("File %s broke off: %s %s", file.pk, type(fault).__name__, state)
            _let_go(file)
    return ended


@transaction.atomic
def _claim(now: datetime) -> FigureFile | None:
    """Take the next file that waits, or whose worker died; what was written of it goes."""
    silent = Q(touched_at=None) | Q(touched_at__lt=now - SILENCE)
    rows = FigureFile.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    file = rows.filter(silent, state__in=FILES_AT_WORK).first()
    if file is None:
        return None
    storage.drop_half(file.stored)
    # A key of its own: one that was taken for dead and is not writes over nobody.
    file.stored = storage.new_key()
    file.state, file.attempt, file.touched_at = FileState.WORKING, file.attempt + 1, now
    file.begun_at, file.done = now, 0
    file.save(update_fields=["stored", "state", "attempt", "touched_at", "begun_at", "done"])
    return file


def _make(file: FigureFile) -> None:
    choice, progress = choice_of(file), Progress()
    mine = FigureFile.objects.filter(pk=file.pk, attempt=file.attempt, state=FileState.WORKING)

    def sign() -> None:
        progress.lost = not mine.update(touched_at=timezone.now(), done=progress.done)

    with signing(sign, SIGN_SECONDS, SIGNER):
        mine.update(total=count_rows(choice))
        finish(file, choice, progress, timezone.now(), MONTH_SECONDS)
    with transaction.atomic():
        _tell(file, "آماده است", f"{format_number(file.done)} ردیف دارد.")


def _fail(file: FigureFile, why: str) -> None:
    with transaction.atomic():
        failed = FigureFile.objects.filter(
            pk=file.pk, attempt=file.attempt, state__in=FILES_AT_WORK
        ).update(state=FileState.FAILED, stored="", failure=why)
        if failed:
            _tell(file, "ساخته نشد", why)


def _let_go(file: FigureFile) -> None:
    """Leave the file to the next turn."""
    FigureFile.objects.filter(pk=file.pk, attempt=file.attempt).update(touched_at=None)


def _tell(file: FigureFile, what: str, words: str) -> None:
    title = f"فایل {file.get_kind_display()}: {what}"
    url = reverse("files:one", args=[file.pk])
    notify([file.by_id], NoticeKind.FILE, title, words, url, timezone.now())
