"""Reading the log of sweeps: the last one, whether it is late, and the lines of the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from config.keyset import Page, older, page_of, pk_cursor
from review.enums import SweepTrigger
from review.models import SweepRun
from statistics.models import Submission

PAGE = 50
# A sweep as of an older moment leaves what came due since.
OF_THE_PRESENT = timedelta(minutes=1)
ENDED, MOVED, LATE, UNFINISHED = "", "moved", "late", "unfinished"


@dataclass(frozen=True)
class SweepStatus:
    """How the sweep stands now: the last one, how long ago, how late the oldest waiting case is.

    `silent` when the last is older than the policy's limit, `behind` when a case has waited
    longer than that.
    """

    last: SweepRun | None
    age: timedelta | None
    lag: timedelta
    limit: timedelta

    @property
    def silent(self) -> bool:
        return self.age is not None and self.age > self.limit

    @property
    def behind(self) -> bool:
        return self.lag > self.limit


def limit(now: datetime) -> timedelta:
    """Read how late the sweep may be (policy `sweep_late_minutes`)."""
    minutes = PolicyBook.load().number(PolicyKey.SWEEP_LATE_MINUTES, tehran_day(now))
    return timedelta(minutes=minutes)


def many(now: datetime) -> int:
    """Read beyond how many moves of one sweep somebody is told (policy `sweep_many`)."""
    return PolicyBook.load().number(PolicyKey.SWEEP_MANY, tehran_day(now))


def standing(now: datetime) -> SweepStatus:
    """Measure the last sweep and the oldest waiting case against `now`."""
    last = last_ended()
    oldest = Submission.objects.filter(due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    age = now - last.end.ended_at if last else None
    return SweepStatus(last, age, now - (oldest or now), limit(now))


def last_ended() -> SweepRun | None:
    """Find the latest sweep of the present that came to its end; None when there was none."""
    runs = SweepRun.objects.select_related("end").filter(end__isnull=False)
    return runs.filter(at__gte=F("begun_at") - OF_THE_PRESENT).order_by("-end__ended_at").first()


def before(run: SweepRun) -> SweepRun | None:
    """Find the scheduled sweep that ended before another; None for the first."""
    runs = SweepRun.objects.select_related("end").filter(end__isnull=False, by=SweepTrigger.BEAT)
    return runs.filter(pk__lt=run.pk).order_by("-pk").first()


def read_log(only: str, cursor: str, late: timedelta) -> Page[SweepRun]:
    """Read a page of the log, the latest first."""
    rows = SweepRun.objects.select_related("end").order_by("-pk")
    chosen = {
        MOVED: Q(end__moved__gt=0),
        LATE: Q(end__lag_seconds__gt=late.total_seconds()),
        UNFINISHED: Q(end=None),
        # A filter that no page offers shows everything.
    }.get(only, Q())
    return page_of(older(rows.filter(chosen), cursor), pk_cursor, PAGE)
