"""A real browser in front of the portal on real PostgreSQL and Redis.

The portal runs in threads of the test's own process, so a frozen clock holds for its pages too.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from threading import Condition
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import User
from tests.browser.watch import Watch
from tests.world import FILED_AT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = "The browser tests need Chromium: sudo apt-get install chromium"
# Only ever waited for by what fails.
PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium once. Missing, it fails the tests: never a skip."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail(NO_CHROMIUM)
    expect.set_options(timeout=PATIENCE_MS)
    with pytest.MonkeyPatch.context() as environ, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; no coroutine ever touches the database.
        environ.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()
        # Beside that loop Django holds connections of their own, seen only while it runs.
        connections.close_all()


class KeptStaticFiles(StaticFilesHandler):
    """Static files that the browser keeps, as in production; their date may be a frozen one."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        response = super().serve(request)
        # Good for longer than any frozen clock is behind.
        response.headers["Cache-Control"] = "max-age=1000000000, immutable"
        return response


class CountingServer(ThreadedWSGIServer):
    """A server that knows whether anybody is still connected to it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.open, self.changed = 0, Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.changed:
            self.open += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.open -= 1
                self.changed.notify_all()

    def wait_for_the_last(self) -> None:
        """Return once all that a closed browser sent has been answered."""
        # Connections are taken in order: who is taken now stands behind all of the browser's.
        with socket.create_connection(("127.0.0.1", self.server_port)) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        with self.changed:
            assert self.changed.wait_for(lambda: not self.open, PATIENCE_MS / 1000)


class Portal(LiveServerThread):
    """The thread that takes connections."""

    server_class = CountingServer
    httpd: CountingServer


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Portal]:
    """Serve the portal, static files included, in threads of this process."""
    served = Portal("127.0.0.1", static_handler=KeptStaticFiles)
    served.daemon = True
    served.start()
    served.is_ready.wait()
    assert served.error is None
    yield served
    served.terminate()


@pytest.fixture(scope="session")
def portal(server: Portal) -> str:
    """Give the address of the portal."""
    return f"http://127.0.0.1:{server.port}"


class Browse:
    """Opens pages for people; each in a browser profile of its own, all of them watched."""

    def __init__(self, chromium: Browser, portal: str) -> None:
        self.chromium, self.portal = chromium, portal
        self.contexts: list[BrowserContext] = []
        self.watch = Watch()

    def __call__(self, user: User | None = None, *, javascript: bool = True) -> Page:
        """Open an empty page of a new profile, with `user` signed in when one is given."""
        context = self.chromium.new_context(
            base_url=self.portal,
            viewport={"width": 1366, "height": 768},
            locale="fa-IR",
            timezone_id="Asia/Tehran",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        self.watch.over(context)
        if user:
            # The password is tried elsewhere: here a session is made and its cookie handed over.
            client = Client()
            client.force_login(user)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.portal}
            context.add_cookies([cookie])
        return context.new_page()


@pytest.fixture
def browse(
    transactional_db: None, chromium: Browser, server: Portal, portal: str
) -> Iterator[Browse]:
    """Give a function that opens a browser; afterwards its console must be clean.

    A page that is left sends what was typed behind it: the tables are emptied once that is stored.
    """
    opened = Browse(chromium, portal)
    yield opened
    for context in opened.contexts:
        context.close()
    server.httpd.wait_for_the_last()
    assert opened.watch.troubles() == []


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Freeze everybody's clock where the guide's sample was filed."""
    with time_machine.travel(FILED_AT, tick=False) as traveller:
        yield traveller
