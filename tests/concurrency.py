"""Acts at one moment: threads that keep a connection each and start together, and visitors.

A visitor speaks to the portal's own WSGI application, so that a lost race shows the status a
browser would get, an unforeseen error included.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory

from accounts.models import User
from config.errors import ConflictError
from review.sweep.engine import Sweep
from tests.scheduler import wait_for

Act = Callable[[], object]
PATIENCE_SECONDS = 60
CSRF = "a" * 32


@dataclass(frozen=True)
class Outcome:
    """What came of one act: its result or the exception it ended with, and when it ran."""

    result: object
    began: float
    ended: float


class Starters:
    """Threads that start together, each on a database connection that it keeps."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count)

    def race(self, acts: list[Act]) -> list[Outcome]:
        """Do all at one moment; return the outcomes in the order of the acts."""
        gate = Barrier(len(acts), timeout=PATIENCE_SECONDS)
        return [future.result() for future in [self._pool.submit(_run, a, gate) for a in acts]]

    def close(self, count: int) -> None:
        """End the threads and their connections."""
        # Through the gate, so that each thread takes exactly one of them.
        self.race([_hang_up] * count)
        self._pool.shutdown()


@contextmanager
def starters(count: int) -> Iterator[Starters]:
    """Give so many threads that start together."""
    threads = Starters(count)
    try:
        yield threads
    finally:
        threads.close(count)


def race(acts: list[Act]) -> list[object]:
    """Do all at one moment, each on its own connection; give results, lost races included.

    Whatever is neither a result nor a ConflictError is raised here.
    """
    with starters(len(acts)) as threads:
        results = [outcome.result for outcome in threads.race(acts)]
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, ConflictError):
            raise result
    return results


def winners(results: list[object]) -> list[object]:
    """Keep what was done; a sweep that moved nothing did nothing."""
    return [
        result
        for result in results
        if not isinstance(result, Exception)
        and not (isinstance(result, Sweep) and result.moved == 0)
    ]


def _run(act: Act, gate: Barrier) -> Outcome:
    # A request would close the connection at its end.
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.ensure_connection()
    gate.wait()
    began = time.monotonic()
    try:
        result: object = act()
    except Exception as error:  # noqa: BLE001
        result = error
    return Outcome(result, began, time.monotonic())


def _hang_up() -> None:
    connection.close()  # asked here, it is this thread's own


def until_somebody_waits() -> None:
    """Go on once another connection waits for a lock that this thread's connection holds."""
    wait_for(_somebody_waits)


def _somebody_waits() -> bool:
    with connection.cursor() as db:
        # A transaction sees the other sessions as they were when it looked first.
        db.execute("SELECT pg_stat_clear_snapshot()")
        db.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return db.fetchone() is not None


class Refused(Exception):
    """The portal answered other than by doing what was asked; `status` is what it said."""

    def __init__(self, status: int, place: str) -> None:
        super().__init__(f"{status} {place}".strip())
        self.status = status


class Visitor:
    """A signed-in person who posts to the portal, each time other words.

    The same form sent twice is answered with its success; here every post is an act of its own.
    """

    _application: WSGIHandler | None = None
    _lock = threading.Lock()

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
        self._cookies: SimpleCookie = client.cookies

    def post(self, path: str, data: Mapping[str, object]) -> str:
        """Post; return where it led. Raises Refused for every other answer."""
        factory = RequestFactory()
        factory.cookies = self._cookies
        words = {**data, "window": str(uuid4()), "csrfmiddlewaretoken": CSRF}
        request = factory.post(path, words)
        seen: dict[str, str] = {}

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], Any]:
            seen.update({name.lower(): value for name, value in headers}, status=status[:3])
            return bytes

        response = self._portal()(request.environ, start)
        response.close()
        status, place = int(seen["status"]), seen.get("location", "")
        if status != 302 or place.startswith(resolve_url(settings.LOGIN_URL)):
            raise Refused(status, place)
        return place

    @classmethod
    def _portal(cls) -> WSGIHandler:
        with cls._lock:
            if cls._application is None:
                # One for all threads: building it twice at once loads the middleware twice.
                cls._application = WSGIHandler()
            return cls._application
