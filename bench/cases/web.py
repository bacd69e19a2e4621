"""Step 2 over HTTP, 2 workers and 8 clients, against a minimal form of the same server.

Ours and the floor are seconds a request at full load. The minimal form has the same twenty rows in
a formset of Django's own, behind the same sign-in, and nothing beside them: no last month, no
rules, no version, no page around. The plain answer says what the server costs without any form.
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
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.forms import modelformset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.test import Client
from django.urls import path

from bench.cases.filing import PRODUCTS, draft, filled
from bench.table import Row
from bench.timing import DRIFT, Noisy
from config.urls import urlpatterns as portal_urls
from statistics.models import ProductionLine

WORKERS, CLIENTS = 2, 8
SECONDS = 3.0
# Ours is to give 100 pages and 80 savings a second wherever the minimal form gives 125.
GET_GOAL, POST_GOAL = 125 / 100, 125 / 80
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30
TOKEN = "b" * 32


def hello(request: HttpRequest) -> HttpResponse:
    """Answer a word through the whole middleware, as the signed-in person."""
    return HttpResponse(f"hello {request.user.pk}")


@transaction.atomic
def minimal(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show and save the quantities of one's own month."""
    lines = ProductionLine.objects.filter(
        submission__tracking_number=tracking, submission__unit__members__user=request.user.pk
    )
    lines = lines.select_related("product__measure").order_by("position")
    forms = _formset()(request.POST or None, queryset=lines, prefix="lines")
    if request.method == "POST" and forms.is_valid():
        forms.save()
        return HttpResponseRedirect(request.path)
    return HttpResponse(_page().render({"forms": forms, "csrf_token": get_token(request)}))


@cache
def _formset() -> Any:
    return modelformset_factory(ProductionLine, fields=["quantity"], extra=0)


@cache
def _page() -> Any:
    return engines["django"].from_string(
        "<form method=post><input type=hidden name=csrfmiddlewaretoken value={{ csrf_token }}>"
        "{{ forms.management_form }}{% for form in forms %}<p>{{ form.instance.product.name }}</p>"
        "{{ form.as_div }}{{ form.instance.product.measure.name_fa }}{% endfor %}</form>"
    )


urlpatterns = [
    *portal_urls,
    path("bench/hello/", hello),
    path("bench/minimal/<str:tracking>/", minimal),
]


def measure() -> list[Row]:
    """Serve the portal and this plain answer, and let the clients ask as fast as they can."""
    cases = []
    for _ in range(CLIENTS):
        owner, case = draft()
        browser = Client()
        browser.force_login(owner)
        codes = list(case.production.order_by("position").values_list("product__code", flat=True))
        cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies['sessionid'].value}"
        version = case.steps.get(step=2).version
        rows = list(case.production.order_by("position").values_list("pk", flat=True))
        forms = filled(codes), _rows(rows)
        cases.append(_Visitor(cookie, case.tracking_number, *forms, version))
    with _server() as port:
        for act in (_Visitor.plain, _Visitor.read, _Visitor.read_minimal):
            _at_once(port, cases, act)  # templates and plans are made by the first visitors
        plain = [_at_once(port, cases, _Visitor.plain)]
        read = _at_once(port, cases, _Visitor.read)
        save = _at_once(port, cases, _Visitor.save)
        least_read = _at_once(port, cases, _Visitor.read_minimal)
        least_save = _at_once(port, cases, _Visitor.save_minimal)
        plain.append(_at_once(port, cases, _Visitor.plain))
    if max(plain) > DRIFT * min(plain):
        raise Noisy
    return [
        Row("form step GET over HTTP / minimal form", read, least_read, GET_GOAL),
        Row("form step save POST over HTTP / minimal form", save, least_save, POST_GOAL),
        Row("form step GET over HTTP / plain answer", read, min(plain), None),
    ]


def _rows(rows: list[int]) -> dict[str, str]:
    """Return the minimal form as the browser sends it."""
    data = {"lines-INITIAL_FORMS": str(len(rows)), "lines-TOTAL_FORMS": str(len(rows))}
    return data | {f"lines-{number}-id": str(pk) for number, pk in enumerate(rows)}


class _Visitor:
    """One signed-in person with a month of their own, on one kept connection."""

    def __init__(
        self,
        cookie: str,
        tracking: str,
        form: dict[str, str],
        minimal_form: dict[str, str],
        version: int,
    ) -> None:
        self.url = f"/statistics/{tracking}/production/"
        self.minimal_url = f"/bench/minimal/{tracking}/"
        self.form, self.minimal_form, self.version = form, minimal_form, version
        self.cookie = f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def plain(self, http: http.client.HTTPConnection) -> None:
        self._ask(http, "GET", "/bench/hello/", 200)

    def read(self, http: http.client.HTTPConnection) -> None:
        self._ask(http, "GET", self.url, 200)

    def save(self, http: http.client.HTTPConnection) -> None:
        self._send(http, self.url, self.form | {"version": str(self.version)})

    def read_minimal(self, http: http.client.HTTPConnection) -> None:
        self._ask(http, "GET", self.minimal_url, 200)

    def save_minimal(self, http: http.client.HTTPConnection) -> None:
        self._send(http, self.minimal_url, self.minimal_form)

    def _send(self, http: http.client.HTTPConnection, url: str, form: dict[str, str]) -> None:
        """Send another quantity in every row."""
        self.version += 1
        typed = {f"lines-{n}-quantity": str(self.version) for n in range(PRODUCTS)}
        body = urlencode(form | typed | {"csrfmiddlewaretoken": TOKEN})
        self._ask(http, "POST", url, 302, body)

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
