"""The real scheduler and a real worker in front of the test's own database."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest
from django.db import connection

from config.local import database
from config.local.processes import Background, until

PATIENCE_SECONDS = 240.0
# The portal's own schedule, except that the sweep's turn comes every second.
BEAT = """
import sys
from config.celery import app
app.conf.beat_schedule["sweep"]["schedule"] = 1.0
app.start(sys.argv[1:])
"""


def environ() -> dict[str, str]:
    """Lead a process to the test's own database, and to a Redis database beside it."""
    name, options = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    host = connection.settings_dict["HOST"] or options.get("host", "")
    # Redis has sixteen databases; number 0 is that of the settings.
    number = crc32(name.encode()) % 15 + 1
    return os.environ | {
        "PORTAL_PROFILE": "test",
        "DATABASE_URL": f"postgresql://portal@/{name}?host={quote(host, safe='')}",
        "REDIS_URL": f"{database.urls('test').broker_url}?virtual_host={number}",
    }


def start_beat(folder: Path, name: str) -> Background:
    """Start a scheduler with a turn every second."""
    process = Background(folder, name)
    schedule = str(folder / f"{name}-schedule")
    options = ["beat", "--schedule", schedule, "--pidfile", "", "-l", "INFO"]
    process.start([sys.executable, "-c", BEAT, *options], environ())
    return process


def start_worker(worker: Background, concurrency: int = 1) -> None:
    """Start a worker of both queues, with so many processes in its pool."""
    queues = ["--queues", "deadlines,exports", "--concurrency", f"{concurrency}", "-l", "INFO"]
    worker.start([sys.executable, "-m", "celery", "-A", "config", "worker", *queues], environ())


def turns(worker: Background) -> int:
    """Count the tasks that the worker has ended."""
    return worker.log.read_text(encoding="utf-8").count("succeeded in")


def wait_for(happened: Callable[[], Any]) -> Any:
    """Wait for the first true answer and give it; a patient limit, not a measure of speed."""
    answers: list[Any] = []

    def asked() -> Any:
        answers.append(happened())
        return answers[-1]

    if not until(asked, PATIENCE_SECONDS):
        pytest.fail("what was awaited did not happen")
    return answers[-1]
