"""P3, deadlines are exact whatever the scheduler does: it is away, doubled, killed, misled.

What is expected comes from `promises.expected_deadlines`, not from the portal's own calendar.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Notice
from config.jalali import JalaliMonth, from_parts, jalali_parts
from config.local.processes import Background
from promises.expected_deadlines import DAYS, ONWARD, day_of, due_after, end_of
from promises.pytest_plugin import ROOT, Tally
from review import tasks
from review.deadlines import Clocks
from review.models import Decision, SweepEnd
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Submission
from tests.clone_cases import copies
from tests.review.cases import throng
from tests.scheduler import start_beat, start_worker, turns, wait_for
from tests.world import World, tehran

TICK = timedelta(microseconds=1)
DUE = tehran(1398, 8, 7, 0)
KILLS, KILLS_AT_NIGHT = 200, 2000
# How long a sweep may live at most: found by trying, so that half of them end a batch before.
FIRST_LIFE_SECONDS, LONGER, SHORTER = 0.1, 1.1, 0.91
# Mostly small ones; at times one so large that the kill comes in mid-statement.
BATCHES = (1, 1, 1, 20, 20, 20, 100, 100, 100, 1500)
ZONES = ("UTC", "Asia/Tehran", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")


def test_each_lapse_moves_one_level_however_long_the_scheduler_was_away(
    shared_world: World, tally: Tally, nightly: bool
) -> None:
    """Sweeps at random moments up to ten days apart, at the very instant and the tick before.

    At times the clock is set back; what was moved stays as it is.
    """
    cases = copies(shared_world.filed(), 60)
    begin = tehran(1397, 12, 20)
    stands: dict[int, tuple[State, datetime | None, int]] = {}
    for number, case in enumerate(cases):
        case.due_at = case.priority_at = end_of(day_of(begin) + timedelta(days=number % 20))
        stands[case.pk] = (State.AT_UNION, case.due_at, case.version)
    Submission.objects.bulk_update(cases, ["due_at", "priority_at"])
    mine = Submission.objects.filter(pk__in=stands)
    now = begin
    for _ in range(600 if nightly else 60):
        now = _next_sweep(now, [due for _, due, _ in stands.values() if due])
        with time_machine.travel(now, tick=False):
            tasks.sweep()
        for pk, (state, due, version) in stands.items():
            if due and due <= now:
                onward = ONWARD[state]
                after = due_after(onward, now) if onward in DAYS else None
                stands[pk] = (onward, after, version + 1)
        found = {row[0]: row[1:] for row in mine.values_list("pk", "state", "due_at", "version")}
        for pk, expected in stands.items():
            tally.add(found[pk] == expected, f"at {now}: {found[pk]}, expected {expected}")
        if not any(due for _, due, _ in stands.values()):
            break
    moved = Decision.objects.filter(kind="lapsed", submission__in=stands)
    early = [d for d in moved if d.due_at is None or d.at < d.due_at]
    tally.add(not early and moved.count() == 3 * len(cases), f"{len(early)} early, {moved.count()}")
    tally.say(f"scheduler away up to ten days: {moved.count()} lapses, {len(early)} early")


def _next_sweep(now: datetime, dues: list[datetime]) -> datetime:
    """Choose a later moment: often just around the next due instant, at times days after."""
    ahead = min((due for due in dues if due > now), default=now)
    kind = random.choice(("tick before", "exactly", "minutes", "days", "set back"))
    if kind == "tick before" and ahead - TICK > now:
        return ahead - TICK
    if kind == "exactly":
        return ahead
    if kind == "set back":
        return now - timedelta(hours=random.uniform(0, 72))
    limit = 10 * 24 * 60 if kind == "days" else 30
    return now + timedelta(minutes=random.uniform(0, limit))


def test_two_schedulers_and_two_sweepers_move_each_case_once(
    shared_world: World, tally: Tally, tmp_path: Path
) -> None:
    """Two real beats, a worker of two processes; the cases were due ten days ago."""
    since = timezone.now() - timedelta(days=10)
    cases = throng(shared_world, 3000, since)
    later = throng(shared_world, 50, timezone.now() + timedelta(days=1))
    worker = Background(tmp_path, "worker")
    beats = [start_beat(tmp_path, name) for name in ("beat", "other-beat")]
    try:
        start_worker(worker, concurrency=2)
        lapsed = Decision.objects.filter(kind="lapsed")
        wait_for(lambda: lapsed.count() >= len(cases), worker, *beats, told=lapsed.count)
        ended = turns(worker)
        wait_for(lambda: turns(worker) > ended + 6, worker, *beats)
    finally:
        for process in (*beats, worker):
            process.stop()
    found = _lapses_of(cases)
    for case in cases:
        rows = found.get(case.pk, [])
        good = len(rows) == 1 and rows[0][2] == due_after(State.AT_PROVINCE, rows[0][1])
        tally.add(good, f"case {case.pk}: {rows}")
    early = Decision.objects.filter(submission__in=later).count()
    tally.add(early == 0, f"{early} moved before their instant")
    logged = SweepEnd.objects.aggregate(moved=Sum("moved"))["moved"]
    tally.add(logged == len(cases), f"the log of sweeps counts {logged} of {len(cases)}")
    tally.say(f"two beats, two sweepers: {len(cases)} cases due since ten days, {early} early")


def _lapses_of(cases: list[Submission]) -> dict[int, list[tuple[str, datetime, datetime]]]:
    """Read (state it came to, when, next due instant) of each lapse, by case."""
    found: dict[int, list[tuple[str, datetime, datetime]]] = {}
    rows = Decision.objects.filter(submission__in=[c.pk for c in cases], kind="lapsed")
    columns = ("submission", "to_state", "at", "submission__due_at")
    for pk, *row in rows.order_by("pk").values_list(*columns):
        found.setdefault(pk, []).append(tuple(row))
    return found


# A case is as it was, or moved one level with its one decision: nothing else exists.
TORN = """
SELECT count(*) FROM statistics_submission s
LEFT JOIN (SELECT submission_id, count(*) AS n, min(at) AS at, min(due_at) AS due_at
           FROM review_decision GROUP BY 1) d ON d.submission_id = s.id
WHERE NOT coalesce(
    (s.state = 'at_union' AND s.version = 6 AND d.n IS NULL AND NOT s.lapsed_union)
    OR (s.state = 'at_province' AND s.version = 7 AND d.n = 1 AND s.lapsed_union
        AND d.at = %(now)s AND d.due_at <= %(now)s
        AND s.entered_at = %(now)s AND s.due_at = %(next)s), FALSE)
"""


@contextmanager
def _victim() -> Iterator["subprocess.Popen[str]"]:
    name = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-m", "promises.kill_worker", name],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        assert process.stdin
        process.stdin.close()


def _sweep_killed(victim: "subprocess.Popen[str]", batch: int, life: float) -> bool:
    """Let a sweep begin and kill it (kill -9) at a random instant; False when it ended before."""
    assert victim.stdin
    assert victim.stdout
    seconds = random.uniform(0, life)
    victim.stdin.write(f"{DUE.isoformat()} {batch} {seconds}\n")
    victim.stdin.flush()
    return victim.stdout.readline() == "killed\n"


def test_a_sweep_killed_two_hundred_times_leaves_nothing_torn(
    shared_world: World, tally: Tally, nightly: bool
) -> None:
    throng(shared_world, 10_000, DUE)
    early = throng(shared_world, 300, DUE + TICK)
    due = Submission.objects.filter(due_at__lte=DUE)
    kills, at_work, life = 0, 0, FIRST_LIFE_SECONDS
    with _victim() as victim:
        while kills < (KILLS_AT_NIGHT if nightly else KILLS):
            left = due.count()
            if left < 5000:
                throng(shared_world, 5000, DUE)
                continue
            if _sweep_killed(victim, random.choice(BATCHES), life):
                kills += 1
                moved_some = due.count() < left
                at_work += moved_some
                # Killed before its first batch a sweep shows nothing: the next one lives longer.
                life *= SHORTER if moved_some else LONGER
                # Counted at once: the next sweep would mend what this kill had torn.
                torn = _torn()
                tally.add(torn == 0, f"kill {kills}: {torn} cases torn")
    wait_for(lambda: [sweep(DUE), not due.exists()][1], told=lambda: f"{due.count()} are due")
    moved = Submission.objects.filter(state=State.AT_PROVINCE).count()
    total = Submission.objects.count() - len(early)
    waiting = Submission.objects.filter(pk__in=[case.pk for case in early], state=State.AT_UNION)
    told = Notice.objects.values("url").distinct().count()
    tally.add(_torn() == 0 and moved == total == Decision.objects.count(), f"{moved} of {total}")
    tally.add(waiting.count() == len(early), f"{waiting.count()} of {len(early)} not due wait")
    # As many addresses as notices: no case was told twice.
    tally.add(told == Notice.objects.count() == total, f"{total} lapses, {told} told")
    tally.say(f"{kills} sweeps killed, {at_work} of them after a batch; {total} cases once each")


def _torn() -> int:
    values = {"now": DUE, "next": due_after(State.AT_PROVINCE, DUE)}
    with connection.cursor() as cursor:
        cursor.execute(TORN, values)
        (count,) = cursor.fetchone() or (-1,)
    return int(count)


@contextmanager
def _in_zone(zone: str) -> Iterator[None]:
    """Give process and database another time zone by default, as a misconfigured server has."""
    before = os.environ.get("TZ", "")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    _default_zone(f"ALTER DATABASE {name} SET TimeZone TO '{zone}'")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ["TZ"] = before
        time.tzset()
        _default_zone(f"ALTER DATABASE {name} RESET TimeZone")


def _default_zone(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()  # the next session begins with it


@pytest.mark.parametrize("zone", ZONES)
def test_due_instants_do_not_depend_on_the_servers_zone(
    shared_world: World, tally: Tally, zone: str
) -> None:
    """Every day from 1387 to 1405, at its edges; then stored, read back and swept."""
    first, last = from_parts(1387, 1, 1), from_parts(1405, 12, 29)
    with _in_zone(zone):
        clocks = Clocks.load()
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            arrivals = (end_of(day) - TICK, end_of(day))
            faults = [
                f"{zone} {state} {at}: {clocks.due(state, at, '03')}"
                for at in arrivals
                for state in DAYS
                if clocks.due(state, at, "03") != due_after(state, at)
            ]
            tally.add(not faults, "; ".join(faults))
        for year, month, day_ in ((1398, 1, 1), (1398, 6, 28), (1401, 6, 30), (1405, 7, 10)):
            _stored_and_swept(shared_world, tally, tehran(year, month, day_, 23, 59), zone)
    days = (last - first).days + 1
    tally.say(f"zone {zone}: due instants of {days} days identical, {tally.tried - days} swept")


def _stored_and_swept(world: World, tally: Tally, at: datetime, zone: str) -> None:
    """File a month, then sweep a tick before its stored instant and at it."""
    year, month, _ = jalali_parts(day_of(at))
    case = world.filed(JalaliMonth(year, month) - 1, at)
    due = due_after(State.AT_UNION, at)
    stored = Submission.objects.get(pk=case.pk).due_at
    before, then = sweep(due - TICK).moved, sweep(due).moved
    moved = Submission.objects.get(pk=case.pk)
    good = (stored, before, then) == (due, 0, 1)
    good = good and moved.due_at == due_after(State.AT_PROVINCE, due)
    tally.add(good, f"{zone}: filed {at}, stored {stored}, swept {before} and {then}")
    Submission.objects.filter(pk=case.pk).update(due_at=None)
