"""Who takes from which queue: a big import stands before no deadline and no letter."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config import celery, heartbeats
from config.local import demo
from config.local.processes import Background
from statistics.files import services as files
from units.imports import services

DEPLOY = Path(settings.BASE_DIR, "deploy")
WORKERS = sorted(DEPLOY.glob("*.service"))


def queues_of(command: str) -> set[str]:
    """Read what a command line of Celery takes from; none where it is no worker."""
    found = re.search(r"--queues (\S+)", command)
    return set(found[1].split(",")) if found else set()


def shipped() -> dict[str, set[str]]:
    found = {unit.stem: queues_of(unit.read_text(encoding="utf-8")) for unit in WORKERS}
    return {name: queues for name, queues in found.items() if queues}


def test_files_that_come_and_go_have_queues_and_a_worker_of_their_own() -> None:
    assert shipped() == {
        "portal-worker": {"deadlines", "exports"},
        "portal-imports": {"imports", "files"},
    }
    assert {*heartbeats.QUEUES} == set.union(*shipped().values())


def test_one_file_at_once_is_worked_on_and_the_sweep_has_the_machine_first() -> None:
    unit = (DEPLOY / "portal-imports.service").read_text(encoding="utf-8")
    assert "--concurrency 1" in unit
    # Two workers of one name on a machine would take each other's signs of life.
    assert "--hostname imports@" in unit
    assert "Nice=" in unit


def test_the_demonstration_runs_the_same_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, list[str]] = {}
    monkeypatch.setattr(
        Background, "start", lambda self, command, environ: started.update({self.name: command})
    )
    demo._start_processes(8000, {})
    found = {name: queues_of(" ".join(command)) for name, command in started.items()}
    assert {name: queues for name, queues in found.items() if queues} == {
        "worker": {"deadlines", "exports"},
        "imports": {"imports", "files"},
    }
    assert started["imports"][-1] != started["worker"][-1]


def test_only_files_stand_in_the_queues_of_files() -> None:
    schedule = celery.app.conf.beat_schedule.values()
    queues = {entry["task"]: entry["options"]["queue"] for entry in schedule}
    assert {task for task, queue in queues.items() if queue == "imports"} == {
        "units.tasks.run_imports",
        "units.tasks.prune_imports",
    }
    assert {task for task, queue in queues.items() if queue == "files"} == {
        "statistics.tasks.make_editions",
        "statistics.tasks.make_files",
        "statistics.tasks.prune_files",
    }
    assert {*queues.values()} <= {*heartbeats.QUEUES}


def test_whoever_brings_a_file_wakes_the_worker_of_imports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(services, "hand_over", lambda *message: sent.append(message))
    services.wake_worker()
    assert sent == [("units.tasks.run_imports", [], "imports")]


def test_whoever_asks_for_a_long_file_wakes_the_worker_of_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(files, "hand_over", lambda *message: sent.append(message))
    files.wake_worker()
    assert sent == [("statistics.tasks.make_files", [], "files")]
