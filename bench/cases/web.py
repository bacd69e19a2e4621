"""Step 2 over HTTP, 2 workers and 8 clients, against a plain Django answer of the same server.

Ours and the floor are seconds a request at full load, so the ratio says how many plain answers
the server gives in the time of one page.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from bench.cases.filing import _draft, _filled
from bench.table import Row
from bench.timing import DRIFT, Noisy
from config.urls import urlpatterns as portal_urls

WORKERS, CLIENTS = 2, 8
SECONDS = 3.0
# Ours is to give 100 pages and 80 savings a second wherever a minimal form gives 125. Such a form
# takes about as long as three plain answers of the same server; hence these ratios to one.
GET_GOAL, POST_GOAL = 3 * 125 / 100, 3 * 125 / 80
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30
TOKEN = "b" * 32


def hello(request: HttpRequest) -> HttpResponse:
    """Answer a word through the whole middleware, as the signed-in person."""
    return HttpResponse(f"hello {request.user.pk}")


urlpatterns = [*portal_urls, path("bench/hello/", hello)]


def measure() -> list[Row]:
    """Serve the portal and this plain answer, and let the clients ask as fast as they can."""
    cases = []
    for _ in range(CLIENTS):
        owner, case = _draft()
        browser = Client()
        browser.force_login(owner)
        codes = list(case.production.order_by("position").values_list("product__code", flat=True))
        cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies['sessionid'].value}"
        version = case.steps.get(step=2).version
        cases.append(_Visitor(cookie, case.tracking_number, _filled(codes), version))
    with _server() as port:
        plain = [_at_once(port, cases, _Visitor.plain)]
        read = _at_once(port, cases, _Visitor.read)
        save = _at_once(port, cases, _Visitor.save)
        plain.append(_at_once(port, cases, _Visitor.plain))
    if max(plain) > DRIFT * min(plain):
        raise Noisy
    return [
        Row("form step GET over HTTP / plain answer", read, min(plain), GET_GOAL),
        Row("form step save POST over HTTP / plain answer", save, min(plain), POST_GOAL),
    ]


class _Visitor:
    """One signed-in person with a month of their own, on one kept connection."""

    def __init__(self, cookie: str, tracking: str, form: dict[str, str], version: int) -> None:
        self.url = f"/statistics/{tracking}/production/"
        self.form, self.version = form, version
        self.cookie = f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def plain(self, http: http.client.HTTPConnection) -> None:
        self._ask(http, "GET", "/bench/hello/", 200)

    def read(self, http: http.client.HTTPConnection) -> None:
        self._ask(http, "GET", self.url, 200)

    def save(self, http: http.client.HTTPConnection) -> None:
        form = self.form | {"version": str(self.version), "csrfmiddlewaretoken": TOKEN}
        self._ask(http, "POST", self.url, 302, urlencode(form))
        self.version += 1

    def _ask(
        self, http: http.client.HTTPConnection, verb: str, url: str, wanted: int, body: str = ""
    ) -> None:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        http.request(verb, url, body or None, headers)
        answer = http.getresponse()
        answer.read()
        assert answer.status == wanted, f"{verb} {url}: {answer.status}"


def _at_once(
    port: int, visitors: list[_Visitor], act: Callable[[_Visitor, http.client.HTTPConnection], None]
) -> float:
    """Return the seconds a request while all visitors ask for SECONDS."""
    counts: list[int] = []
    end = time.monotonic() + SECONDS

    def ask(visitor: _Visitor) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        done = 0
        while time.monotonic() < end:
            act(visitor, connection)
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
def _server() -> Iterator[int]:
    """Serve this module's addresses with gunicorn, as production does, on a free port."""
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
        for _ in range(PATIENCE_SECONDS * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()
