"""The portal served as in production, and people who ask it over HTTP."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from accounts.models import User
from config.local.processes import until

WORKERS = 2
ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60
# Shorter than the server keeps a connection that nobody uses.
IDLE_SECONDS = 1.0
TOKEN = "b" * 32
SECONDS = 3.0

Someone = TypeVar("Someone", bound="Visitor")


class Visitor:
    """One person on one kept connection, signed in where it is a user."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if user:
            browser = Client()
            browser.force_login(user)
            session = f"{settings.SESSION_COOKIE_NAME}={browser.cookies['sessionid'].value}"
            self.headers["Cookie"] = f"{session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self.used = 0.0

    def read(self, url: str) -> str:
        """Ask for a page; return its ETag, empty for a private page."""
        return self._ask("GET", url, 200)

    def read_again(self, url: str, tag: str) -> None:
        """Ask for a page that has not changed since it was read with this ETag."""
        self._ask("GET", url, 304, **{"If-None-Match": tag})

    def send(self, url: str, form: dict[str, str]) -> None:
        """Post a form that is taken and leads on."""
        self._ask("POST", url, 302, urlencode(form | {"csrfmiddlewaretoken": TOKEN}))

    def _ask(self, verb: str, url: str, wanted: int, body: str = "", **headers: str) -> str:
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.http.close()  # the server does so soon: the next request opens it anew
        self.http.request(verb, url, body or None, self.headers | headers)
        answer = self.http.getresponse()
        self.used = time.monotonic()
        answer.read()
        assert answer.status == wanted, f"{verb} {url}: {answer.status}"
        return answer.headers.get("ETag", "")


def at_once(visitors: Sequence[Someone], act: Callable[[Someone], object]) -> float:
    """Let all ask for SECONDS; how many seconds a request took at full load."""
    counts: list[int] = []
    end = time.monotonic() + SECONDS

    def ask(visitor: Someone) -> None:
        done = 0
        while time.monotonic() < end:
            act(visitor)
            done += 1
        counts.append(done)

    threads = [threading.Thread(target=ask, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == len(visitors), "a visitor was refused"
    return SECONDS / sum(counts)


@contextmanager
def served() -> Iterator[int]:
    """Serve the portal, with the bench's plain answers beside it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "bench.cases.webapp", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", "4"]
    environ = os.environ | {"PORTAL_PROCESS": "web"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=sys.stderr, stderr=subprocess.STDOUT
    )
    try:
        until(lambda: server.poll() is not None or _answers(port), PATIENCE_SECONDS)
        assert server.poll() is None, f"the server ended with {server.returncode}"
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
