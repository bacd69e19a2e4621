"""The real scheduler and a real worker: what is due moves once, whatever is killed meanwhile."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.local.processes import Background
from review.models import Decision
from review.sweep.engine import BATCH
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import throng
from tests.scheduler import start_beat, start_worker, turns, wait_for
from tests.world import World

CASES = 3 * BATCH
# A gate in front of one decision: while the test holds its lock, the sweep stands in mid-batch.
GATE = 5013
MAKE_GATE = (
    """
    CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared({gate}); RETURN NEW; END $$
    """,
    """
    CREATE OR REPLACE TRIGGER gate BEFORE INSERT ON review_decision FOR EACH ROW
    WHEN (NEW.submission_id = {case}) EXECUTE FUNCTION gate()
    """,
    "SELECT pg_advisory_lock({gate})",
)
NO_GATE = ("SELECT pg_advisory_unlock_all()", "DROP FUNCTION IF EXISTS gate() CASCADE")
AT_THE_GATE = """
SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE d.datname = current_database() AND locktype = 'advisory' AND objid = %s AND NOT granted
"""


class Gate:
    """Holds whoever writes the decision of `case`, until it is opened."""

    def __init__(self, case: int) -> None:
        for statement in MAKE_GATE:
            _sql(statement.format(gate=GATE, case=case))

    def visitor(self) -> int | None:
        """Find the database process that waits here, if one does."""
        found = _sql(AT_THE_GATE, [GATE])
        return found[0][0] if found else None

    def open_after(self, visitor: int) -> None:
        """Let the visitor go, and wait until the database knows that its client is dead."""
        _sql("SELECT pg_advisory_unlock(%s)", [GATE])
        wait_for(lambda: not _sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [visitor]))


@pytest.fixture
def worker(shared_world: World, tmp_path: Path) -> Iterator[Background]:
    """Give the worker, not started yet; it never outlives the test."""
    process = Background(tmp_path, "worker")
    yield process
    process.stop()
    for statement in NO_GATE:
        _sql(statement)


@pytest.fixture
def beat(shared_world: World, tmp_path: Path) -> Iterator[Background]:
    """Start the scheduler with a turn every second."""
    process = start_beat(tmp_path, "beat")
    yield process
    process.stop()


def test_the_schedule_moves_a_long_due_case_by_one_level_only(
    shared_world: World, worker: Background, beat: Background
) -> None:
    case = shared_world.filed()
    start_worker(worker)
    wait_for(_lapses, worker, beat)
    moved = Submission.objects.get(pk=case.pk)
    assert (moved.state, moved.lapsed_union) == (State.AT_PROVINCE, True)
    assert moved.due_at is not None
    assert moved.entered_at is not None
    assert moved.due_at > moved.entered_at  # the province keeps all its days
    wait_for(lambda: turns(worker) > 2, worker, beat)
    assert _lapses() == 1


def test_a_worker_killed_in_mid_sweep_leaves_every_case_with_one_decision(
    shared_world: World, worker: Background, beat: Background
) -> None:
    cases = _due_cases(shared_world)
    gate = Gate(cases[BATCH // 2].pk)
    start_worker(worker)
    visitor = wait_for(gate.visitor, worker, beat)
    _kill_all(worker)
    gate.open_after(visitor)
    assert _lapses() == 0  # a batch that did not commit never happened

    gate = Gate(cases[BATCH + BATCH // 2].pk)
    start_worker(worker)
    visitor = wait_for(gate.visitor, worker, beat)
    assert _lapses() == BATCH
    _kill_the_one_that_sweeps(worker)
    gate.open_after(visitor)
    wait_for(lambda: _lapses() >= CASES, worker, beat, told=_lapses)
    assert "WorkerLostError" in worker.log.read_text(encoding="utf-8")

    ended = turns(worker)
    wait_for(lambda: turns(worker) > ended + 1, worker, beat)
    lapsed = Decision.objects.filter(kind="lapsed").values_list("submission", flat=True)
    assert sorted(lapsed) == [case.pk for case in cases]
    assert Submission.objects.filter(state=State.AT_PROVINCE).count() == CASES


def _sql(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _lapses() -> int:
    return Decision.objects.filter(kind="lapsed").count()


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
    """Lay many cases at the union, all due since long, one of them really filed."""
    due = world.filed().due_at
    assert due
    throng(world, CASES - 1, due)
    return list(Submission.objects.order_by("pk"))
