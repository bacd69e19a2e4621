"""Two clocks and a stopwatch: this machine's, the database's, and the time since the machine began.

A due instant is compared with the machine's clock, so a wrong one would move every case for ever.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

# Machines that keep time agree within a second; beyond this one of them does not.
TOLERANCE = timedelta(minutes=1)
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Stopwatch:
    """Seconds since this machine began to run; `boot` names that beginning.

    It runs on whatever the clock is set to, so two readings of one boot tell true time.
    """

    boot: str
    seconds: int


def database_offset() -> timedelta:
    """Measure how far this machine's clock is ahead of the database's; negative when behind."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    # The question took time; the answer was given somewhere within it.
    return before + (timezone.now() - before) / 2 - theirs


def database_began() -> datetime:
    """Read since when the database server runs, by its own clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
        began: datetime = cursor.fetchone()[0]
    return began


def stopwatch() -> Stopwatch:
    """Read the machine's stopwatch; without a boot where the system tells none."""
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return Stopwatch(boot, int(time.clock_gettime(time.CLOCK_BOOTTIME)))
