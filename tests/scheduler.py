"""The real scheduler and a real worker in front of the test's own database."""

import os
import re
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
# What a failure shows of a log.
GRAVE = re.compile(r"\b(ERROR|CRITICAL)\b")
GRAVE_LINES, LAST_LINES = 5, 8
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
    """Start a worker of deadlines and exports, with so many processes in its pool."""
    queues = ["--queues", "deadlines,exports", "--concurrency", f"{concurrency}", "-l", "INFO"]
    worker.start([sys.executable, "-m", "celery", "-A", "config", "worker", *queues], environ())


def turns(worker: Background) -> int:
    """Count the tasks that the worker has ended."""
    return worker.log.read_text(encoding="utf-8").count("succeeded in")


def wait_for(
    happened: Callable[[], Any], *running: Background, told: Callable[[], object] | None = None
) -> Any:
    """Wait for the first true answer and give it; a patient limit, not a measure of speed.

    A wait in vain fails with what `told` says of how things stand, and with the end of the logs of
    the processes that it needs `running`; one of those that has ended is not waited for.
    """
    answers: list[Any] = []

    def over() -> bool:
        answers.append(happened())
        return bool(answers[-1]) or not all(process.process() for process in running)

    until(over, PATIENCE_SECONDS)
    # Asked once more: this may have been the last that a process did.
    if answer := answers[-1] or happened():
        return answer
    ended = [process.name for process in running if not process.process()]
    words = ["what was awaited did not happen"]
    words += [f"it stands so: {told()}"] if told else [f"the last answer was {answer!r}"]
    words += [f"not running any more: {', '.join(ended)}"] if ended else []
    pytest.fail("\n".join([*words, *map(end_of_log, running)]))


def end_of_log(process: Background) -> str:
    """Give the last faults in the log of a process, and how it ends."""
    lines = process.log.read_text(encoding="utf-8", errors="replace").splitlines()
    grave = [line for line in lines if GRAVE.search(line)]
    return "\n  ".join([f"{process.name}.log:", *grave[-GRAVE_LINES:], "…", *lines[-LAST_LINES:]])
