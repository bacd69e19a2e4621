"""Is the clock right by which cases are about to lapse?

What a sweep moves by a wrong clock is moved for ever. So it looks twice: at the database's clock,
and, when more than a day has passed since the last sweep, at what else knows that time has passed.
How many cases lapse is no sign: two hundred thousand at one midnight are lawful.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from config.clock import TOLERANCE, database_began, database_offset, stopwatch
from review.enums import Alarm
from review.models import Decision, SweepRun
from review.sweep.queries import last_ended, standing

SENTENCES = {
    Alarm.CLOCK: "the clocks of this machine and of the database differ by more than a minute.",
    Alarm.JUMP: (
        "more than a day lies behind the last sweep, and nothing else knows that it passed. Was the"
        " portal off so long? Then sweep --confirm-jump; else set the clock right."
    ),
}
# Beat sweeps every three minutes: a day without one is an outage, or a clock that jumped.
JUMP = timedelta(days=1)


def doubt_about(now: datetime) -> Alarm | None:
    """Say what speaks against sweeping by `now`; None where nothing does."""
    # Tests travel in time, the database does not.
    if not settings.CLOCK_GUARD:
        return None
    if abs(database_offset()) > TOLERANCE:
        return Alarm.CLOCK
    last = last_ended()
    if last is None or now - last.end.ended_at <= JUMP:
        return None
    return None if _borne_out(last, now) else Alarm.JUMP


def doubt_in_words() -> str:
    """Tell `/readyz` why nothing is swept, or that no sweep has come for too long."""
    now = timezone.now()
    # A portal that never swept has nothing to be late against.
    if last_ended() is None:
        return ""
    doubt = doubt_about(now)
    # The clock has its own line there.
    if doubt is Alarm.JUMP:
        return "waits for --confirm-jump"
    return "silent" if standing(now).silent else ""


def _borne_out(last: SweepRun, now: datetime) -> bool:
    """Ask whether the time since the last sweep really passed."""
    ended = last.end.ended_at
    watch = stopwatch()
    if last.boot and last.boot == watch.boot:
        # The same machine, never off since: its stopwatch knows.
        passed = timedelta(seconds=watch.seconds - (last.boot_seconds or 0))
        return now - last.begun_at <= passed + TOLERANCE
    # A database elsewhere that ran on meanwhile keeps its own time.
    if database_began() <= ended:
        return True
    # People worked in the first half of it. What they did after the clock had jumped would lie at
    # its end, however long the jump stays unnoticed.
    half = ended + (now - ended) / 2
    worked = Decision.objects.filter(actor__isnull=False, at__gt=ended, at__lt=half)
    return worked.exists()
