"""Servers of a promise's own, which it may kill: PostgreSQL whose commits are on the disk, Redis.

They lie below `.local/promise/`, one pair for each name, and are gone when the promise is tried.
What an interrupted run has left is ended by the next one.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from config.local import database, processes
from config.local import servers as local_servers
from config.local.paths import servers_of
from config.local.processes import Background
from promises.pytest_plugin import ROOT
from tests.scheduler import wait_for

# The pair of the bench keeps fsync on, as an office would.
DURABLE = "bench"


@dataclass(frozen=True)
class Servers:
    """A running pair; `environ` leads a process of the portal to it."""

    root: Path

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a process that works on this pair."""
        urls = database.urls(DURABLE, self.root)
        return os.environ | {
            "PORTAL_PROFILE": "test",
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.broker_url,
        }

    def start(self) -> None:
        database.start(DURABLE, self.root)

    def kill(self, program: str) -> None:
        """End `postgres` as `pg_ctl stop -m immediate` does, or `redis-server` as a power cut."""
        leader = local_servers.leader(servers_of(DURABLE, self.root), program)
        assert leader, f"{program} does not run"
        # A killed postmaster would leave its children behind with the shared memory.
        sign = signal.SIGQUIT if program == "postgres" else signal.SIGKILL
        processes.end([leader], sign, patience=local_servers.PATIENCE_SECONDS)

    def manage(self, *command: str) -> None:
        """Run a command of the portal on this pair."""
        done = [sys.executable, "manage.py", *command]
        subprocess.run(done, cwd=ROOT, env=self.environ, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def own_servers(name: str) -> Iterator[Servers]:
    """Give a fresh pair; it never outlives the block."""
    root = ROOT / ".local" / "promise" / name
    root.mkdir(parents=True, exist_ok=True)
    database.clear(DURABLE, root)
    try:
        database.start(DURABLE, root)
        yield Servers(root)
    finally:
        database.clear(DURABLE, root)


@contextmanager
def looking_at(servers: Servers) -> Iterator[None]:
    """Let this thread's models speak to the database of the pair.

    Content types have other keys there, so what is known of them is forgotten on both ways.
    """
    before, there = connections.settings["default"], database.urls(DURABLE, servers.root)
    host = there.database_url.partition("?host=")[2].replace("%2F", "/")
    changed = before | {"NAME": "portal", "HOST": host, "OPTIONS": dict(before["OPTIONS"])}
    changed["OPTIONS"].pop("host", None)
    usual = connections["default"]
    connections.settings["default"] = changed
    connections["default"] = connections.create_connection("default")
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        ContentType.objects.clear_cache()
        connections.settings["default"] = before
        connections["default"] = usual


@contextmanager
def served(folder: Path, environ: dict[str, str], options: Sequence[str] = ()) -> Iterator[int]:
    """Serve the portal as production does, two processes of four threads; give the port.

    What it says stands in `web.log` of the folder.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    web = Background(folder, "web")
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", *options]
    web.start(command, environ | {"PORTAL_PROCESS": "web"})
    try:
        wait_for(lambda: _answers(port), web)
        yield port
    finally:
        web.stop()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
