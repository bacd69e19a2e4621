"""One row never stops the others: what a job cannot write is set aside and told.

A job that runs over many rows in one statement loses them all when the database refuses one. So it
halves, until that row is alone, and goes on without it. The technical administrators are told once
of each; the row leaves the list when a later run of the job meets it no more.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.authority import holders_anywhere
from accounts.enums import Job, NoticeKind, Permission
from accounts.models import SetAside
from accounts.notices.services import notify
from config.persian import format_number

# Classes of SQLSTATE that a row brings about: its data, a constraint, a guard's own refusal.
# Everything else (no connection, a deadlock, a missing column) is no fault of a row.
_ROW_FAULTS = ("22", "23", "P0")
# So many refused rows are no longer a fault of rows.
AT_MOST = 1000


def fault_of_row(error: DatabaseError) -> str:
    """Give what the database minds about a row in one sentence, empty when it is no row's fault.

    Never its details, which would show what stands in the row.
    """
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or ""
    if not state.startswith(_ROW_FAULTS):
        return ""
    diag = getattr(cause, "diag", None)
    return getattr(diag, "message_primary", None) or type(cause).__name__


def in_halves(act: Callable[[int, int], int], first: int, last: int) -> tuple[int, dict[str, str]]:
    """Act on all ids from first to last, each half in a transaction of its own where one fails.

    Returns what the acts counted, and the faults of the rows set aside.
    """
    done, aside, waiting = 0, dict[str, str](), [(first, last)]
    while waiting:
        low, high = waiting.pop()
        try:
            with transaction.atomic():
                done += act(low, high)
        except DatabaseError as error:
            fault = fault_of_row(error)
            if not fault or len(aside) >= AT_MOST:
                raise
            if low == high:
                aside[str(low)] = fault
            else:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]
    return done, aside


def settle(job: Job, aside: Mapping[str, str], at: datetime) -> None:
    """Keep what a whole run of a job set aside, and nothing that it did not meet again."""
    SetAside.objects.filter(job=job).exclude(row__in=aside).delete()
    if aside:
        add(job, aside, at)


@transaction.atomic
def add(job: Job, aside: Mapping[str, str], at: datetime) -> None:
    """Keep rows set aside; who runs the portal is told of those that were not known."""
    new = 0
    for row, fault in sorted(aside.items()):
        _, created = SetAside.objects.get_or_create(
            job=job, row=row, defaults={"fault": fault, "since": at}
        )
        new += created
    if not new:
        return
    title = f"{job.label}: {format_number(new)} ردیف کنار گذاشته شد"
    body = (
        "پایگاه داده نوشتن این ردیف‌ها را نپذیرفت. بقیه انجام شده است و این‌ها در هر نوبت "
        "دوباره امتحان می‌شوند. شماره و علت هر کدام در فهرست «ردیف‌های کنارگذاشته» آمده است."
    )
    people = holders_anywhere(Permission.RUN_PORTAL)
    url = reverse("technical:accounts_setaside_changelist")
    notify(sorted(people), NoticeKind.ALARM, title, body, url, at)


def drop(job: Job, rows: list[str]) -> None:
    """Forget rows that somebody has seen to."""
    SetAside.objects.filter(job=job, row__in=rows).delete()
