"""The real scheduler and a real worker: what is due moves once, whatever is killed meanwhile."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest
from django.db import connection

from config import localdb
from config.jalali import JalaliMonth
from config.processes import Background
from review.models import Decision
from review.sweep import BATCH
from statistics.enums import State
from statistics.models import Submission
from tests.world import FILED_AT, World, licence_for

PATIENCE_SECONDS = 90.0
CASES = BATCH + 1000
MONTHS_A_UNIT = 12 * 100
# The portal's own schedule, except that the sweep's turn comes every second.
BEAT = """
import sys
from config.celery import app
app.conf.beat_schedule["sweep"]["schedule"] = 1.0
app.start(sys.argv[1:])
"""
# A gate in front of one decision: while the test holds its lock, the sweep stands in mid-batch.
GATE = 5013
MAKE_GATE = """
CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(%(gate)s); RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER gate BEFORE INSERT ON review_decision FOR EACH ROW
WHEN (NEW.submission_id = %(case)s) EXECUTE FUNCTION gate();
SELECT pg_advisory_lock(%(gate)s);
"""
NO_GATE = "SELECT pg_advisory_unlock_all(); DROP FUNCTION IF EXISTS gate() CASCADE"
AT_THE_GATE = """
SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE d.datname = current_database() AND locktype = 'advisory' AND objid = %s AND NOT granted
"""


class Gate:
    """Holds whoever writes the decision of `case`, until it is opened."""

    def __init__(self, case: int) -> None:
        _sql(MAKE_GATE, {"gate": GATE, "case": case})

    def visitor(self) -> int | None:
        """Return the database process that waits here, if one does."""
        found = _sql(AT_THE_GATE, [GATE])
        return found[0][0] if found else None

    def open_after(self, visitor: int) -> None:
        """Let the visitor go, and wait until the database knows that its client is dead."""
        _sql("SELECT pg_advisory_unlock(%s)", [GATE])
        _await(lambda: not _sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [visitor]))


@pytest.fixture
def environ() -> dict[str, str]:
    """Return the environment of the test's own database, and of a Redis database beside it."""
    name, options = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    host = connection.settings_dict["HOST"] or options.get("host", "")
    number = crc32(name.encode()) % 15 + 1
    return os.environ | {
        "PORTAL_PROFILE": "test",
        "DATABASE_URL": f"postgresql://portal@/{name}?host={quote(host, safe='')}",
        "REDIS_URL": f"{localdb.urls('test').broker_url}?virtual_host={number}",
    }


@pytest.fixture
def worker(shared_world: World, tmp_path: Path) -> Iterator[Background]:
    """Return the worker, not started yet; it never outlives the test."""
    process = Background(tmp_path, "worker")
    yield process
    process.stop()
    _sql(NO_GATE)


@pytest.fixture
def beat(shared_world: World, tmp_path: Path, environ: dict[str, str]) -> Iterator[Background]:
    """Start the scheduler with a turn every second."""
    process = Background(tmp_path, "beat")
    schedule = ["beat", "--schedule", str(tmp_path / "schedule"), "--pidfile", "", "-l", "INFO"]
    process.start([sys.executable, "-c", BEAT, *schedule], environ)
    yield process
    process.stop()


def test_the_schedule_moves_a_long_due_case_by_one_level_only(
    shared_world: World, worker: Background, beat: Background, environ: dict[str, str]
) -> None:
    case = shared_world.filed()
    _start(worker, environ)
    _await(_lapses)
    moved = Submission.objects.get(pk=case.pk)
    assert (moved.state, moved.lapsed_union) == (State.AT_PROVINCE, True)
    assert moved.due_at is not None
    assert moved.entered_at is not None
    assert moved.due_at > moved.entered_at  # the province keeps all its days
    _await(lambda: _turns(worker) > 2)
    assert _lapses() == 1


def test_a_worker_killed_in_mid_sweep_leaves_every_case_with_one_decision(
    shared_world: World, worker: Background, beat: Background, environ: dict[str, str]
) -> None:
    cases = _due_cases(shared_world)
    gate = Gate(cases[BATCH // 2].pk)
    _start(worker, environ)
    visitor = _await(gate.visitor)
    _kill_all(worker)
    gate.open_after(visitor)
    assert _lapses() == 0  # a batch that did not commit never happened

    gate = Gate(cases[BATCH + 500].pk)
    _start(worker, environ)
    visitor = _await(gate.visitor)
    assert _lapses() == BATCH
    _kill_the_one_that_sweeps(worker)
    gate.open_after(visitor)
    _await(lambda: _lapses() >= CASES)
    assert "WorkerLostError" in worker.log.read_text(encoding="utf-8")

    turns = _turns(worker)
    _await(lambda: _turns(worker) > turns + 1)
    lapsed = Decision.objects.filter(kind="lapsed").values_list("submission", flat=True)
    assert sorted(lapsed) == [case.pk for case in cases]
    assert Submission.objects.filter(state=State.AT_PROVINCE).count() == CASES


def _sql(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _lapses() -> int:
    return Decision.objects.filter(kind="lapsed").count()


def _turns(worker: Background) -> int:
    """Return how many sweeps the worker has ended."""
    return worker.log.read_text(encoding="utf-8").count("succeeded in")


def _await(happened: Callable[[], Any]) -> Any:
    """Return the first true answer; a patient limit, not a measure of speed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(0.1)
    pytest.fail("what was awaited did not happen")


def _start(worker: Background, environ: dict[str, str]) -> None:
    queues = ["--queues", "deadlines,exports", "--concurrency", "1", "-l", "INFO"]
    worker.start([sys.executable, "-m", "celery", "-A", "config", "worker", *queues], environ)


def _kill_all(worker: Background) -> None:
    """End the worker and its pool at once, as a power cut does."""
    process = worker.process()
    assert process is not None
    os.killpg(process.pid, signal.SIGKILL)


def _kill_the_one_that_sweeps(worker: Background) -> None:
    """End the pool's process, as a system short of memory does; the worker starts another."""
    process = worker.process()
    assert process is not None
    for child in process.children():
        child.kill()


def _due_cases(world: World) -> list[Submission]:
    """Return many cases that lie at the union, all due since long, written without being filed."""
    due = world.filed().due_at
    first = JalaliMonth(1387, 1)
    units = range(CASES // MONTHS_A_UNIT)
    licences = [
        licence_for(f"049999{unit:04}", "9990000018", world.union, world.owner) for unit in units
    ]
    Submission.objects.bulk_create(
        Submission(
            unit=licences[number // MONTHS_A_UNIT].unit,
            licence=licences[number // MONTHS_A_UNIT],
            year=(first + number % MONTHS_A_UNIT).year,
            month=(first + number % MONTHS_A_UNIT).month,
            tracking_number=f"{99000000000 + number}",
            state=State.AT_UNION,
            desk=world.union,
            entered_at=FILED_AT,
            filed_at=FILED_AT,
            due_at=due,
            priority_at=due,
            round=1,
            version=6,
        )
        for number in range(CASES - 1)
    )
    return list(Submission.objects.order_by("pk"))
