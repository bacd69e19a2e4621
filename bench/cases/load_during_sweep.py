"""What owners and reviewers feel of a sweep: the same load with it and without it.

Owners save step 2 and union officers approve, each at a steady pace over HTTP; what counts is how
long after its moment an answer comes, so that a queue that builds up is felt too.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from bench.cases.filing import draft
from bench.cases.sweep import NOW, STEP, choose, reset
from bench.cases.web import Owner
from bench.people import bring, officer_at
from bench.server import Visitor, served
from bench.table import BenchRow
from bench.timing import DRIFT, NoisyError
from review.sweep.engine import sweep
from statistics.models import Submission
from tests.review.cases import STATED

OWNERS, OFFICERS = 6, 2
PACE_SECONDS = 0.5
ROUNDS = 3
QUIET_SECONDS = 6.0
# More cases than an officer decides while it is measured.
STOCK = 1000
GOAL = 1.5


def measure() -> list[BenchRow]:
    """Measure the load alone, beside sweeps of 100,000 cases, and alone again."""
    choose(STEP)
    with served() as port:
        owners = [Owner(port, *draft()) for _ in range(OWNERS)]
        acts = [owner.save for owner in owners] + _officers(port)
        _felt(acts, lambda: time.sleep(QUIET_SECONDS))  # templates and plans are made
        alone, beside = [], []
        for _ in range(ROUNDS):
            reset()
            alone.append(_felt(acts, lambda: time.sleep(QUIET_SECONDS)))
            beside += _felt(acts, lambda: sweep(NOW))
    if max(map(_p95, alone)) > DRIFT * min(map(_p95, alone)):
        raise NoisyError
    quiet = [waited for times in alone for waited in times]
    return [
        BenchRow("save and approve beside a sweep / alone, p95", _p95(beside), _p95(quiet), GOAL)
    ]


def _officers(port: int) -> list[Callable[[], None]]:
    """Seat officers at two unions, who approve what waits there and is due after the sweep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM bench_due")
        [swept] = cursor.fetchone()
    others = Submission.objects.exclude(state="draft").filter(pk__gt=swept).order_by("pk")
    unions = Organization.objects.filter(kind=OrganizationKind.UNION).order_by("pk")[:OFFICERS]
    acts = []
    for number, desk in enumerate(unions):
        keys = others.values_list("pk", flat=True)[number * STOCK : (number + 1) * STOCK]
        cases = Submission.objects.filter(pk__in=list(keys))
        bring(cases, desk, NOW + timedelta(days=365))
        acts.append(Officer(port, officer_at(desk), cases).approve)
    return acts


class Officer(Visitor):
    """An officer who approves one case after the other."""

    def __init__(self, port: int, user: User, cases: QuerySet[Submission]) -> None:
        super().__init__(port, user)
        self.waiting = iter(list(cases.order_by("pk").values_list("tracking_number", "version")))

    def approve(self) -> None:
        tracking, version = next(self.waiting)
        self.send(f"/review/{tracking}/approve/", {"version": str(version), **STATED})


def _felt(acts: list[Callable[[], None]], meanwhile: Callable[[], object]) -> list[float]:
    """Collect the seconds from the moment of each request to its answer, until `meanwhile` ends."""
    waited: list[float] = []
    served: list[None] = []
    over = threading.Event()

    def ask(act: Callable[[], None], moment: float) -> None:
        while not over.is_set():
            time.sleep(max(0.0, moment - time.monotonic()))
            act()
            waited.append(time.monotonic() - moment)
            # The next moment is the planned one, however late this answer came: a queue is felt.
            moment += PACE_SECONDS
        served.append(None)

    start = time.monotonic()
    threads = [
        # Spread over the pace, so that they do not all knock at once.
        threading.Thread(target=ask, args=(act, start + PACE_SECONDS * n / len(acts)))
        for n, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    try:
        meanwhile()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert len(served) == len(acts), "somebody was refused"
    return waited


def _p95(times: list[float]) -> float:
    return sorted(times)[len(times) * 95 // 100]
