"""A reading that says nothing for long is followed only when its worker is really dead."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from tests.scheduler import environ, wait_for
from tests.units.imports.acts import brought
from tests.units.imports.files import row
from tests.world import World
from units.enums import ImportStage
from units.imports import kinds, worker
from units.imports.registry.kind import UNITS
from units.models import Import

pytestmark = pytest.mark.django_db(transaction=True)
SOON, SILENCE = 0.05, timedelta(seconds=2)
# A worker whose reader says nothing for as long as anybody waits.
SLOW = """
import django; django.setup()
from django.conf import settings
from units.imports import worker
from config.uploads.tables.child import start
settings.PORTAL_FILES = {files!r}
worker.SIGN_SECONDS = {soon}
start.__file__ = {reader!r}
worker.run_waiting()
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SIGN_SECONDS", SOON)
    monkeypatch.setattr(worker, "SILENCE", SILENCE)


@pytest.fixture
def slow_check(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Let the judging of a file say nothing until it may end."""
    may_end = Event()

    def check(*args: Any) -> None:
        assert may_end.wait(60)
        UNITS.check(*args)

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, check=check))
    yield may_end
    may_end.set()


def touched(run: Import) -> Any:
    return Import.objects.values_list("touched_at", flat=True).get(pk=run.pk)


def signers() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == worker.SIGNER]


def in_a_thread(act: Callable[[], int]) -> int:
    try:
        return act()
    finally:
        connections.close_all()


def test_a_slow_reading_is_left_to_its_worker(world: World, slow_check: Event) -> None:
    run = brought(world.province_officer, [row(1)], world.province)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(in_a_thread, worker.run_waiting)
        begun = wait_for(lambda: touched(run))
        # Longer than any worker may be silent.
        wait_for(lambda: touched(run) > begun + SILENCE)
        assert worker.run_waiting() == 0
        slow_check.set()
        assert reading.result() == 1
    found = Import.objects.get(pk=run.pk)
    assert (found.stage, found.attempt, found.new) == (ImportStage.CHECKED, 1, 1)
    # Nobody signs any more for what has ended.
    assert signers() == []


def test_what_ends_the_reading_ends_its_signs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, check=check))
    brought(world.province_officer, [row(1)], world.province)
    with pytest.raises(KeyboardInterrupt):
        worker.run_waiting()
    assert signers() == []


def test_a_worker_that_was_killed_is_followed(world: World, tmp_path: Any) -> None:
    reader = tmp_path / "slow.py"
    reader.write_text("import signal, time; signal.alarm(60); time.sleep(60)")
    run = brought(world.province_officer, [row(1)], world.province)
    code = SLOW.format(soon=SOON, reader=str(reader), files=str(settings.PORTAL_FILES))
    dying = subprocess.Popen([sys.executable, "-c", code], env=environ())
    try:
        begun = wait_for(lambda: touched(run))
        wait_for(lambda: touched(run) > begun)
        assert worker.run_waiting() == 0
    finally:
        dying.kill()
        dying.wait()
    last = touched(run)
    wait_for(lambda: timezone.now() > last + SILENCE)
    assert worker.run_waiting() == 1
    found = Import.objects.get(pk=run.pk)
    assert (found.stage, found.attempt, found.new) == (ImportStage.CHECKED, 2, 1)
