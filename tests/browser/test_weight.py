"""What a step weighs on the line: at most 150 KB on a first visit, 15 KB on every later one.

Files are gathered and compressed as for production and served by WhiteNoise, pages are compressed
by the portal itself; the browser counts the bytes that arrived, headers included.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect

from catalog.models import Measure, Product
from review import workflow
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PostedLines
from statistics.models import Submission
from tests.browser.conftest import Browse
from tests.statistics.publication.pages.conftest import publish_years
from tests.world import FILED_AT, MEHR, World

FIRST_BYTES, LATER_BYTES = 150_000, 15_000
PRODUCTS, EXPORTED = 20, 3
PAGES = ("period", "production", "exports", "employment", "month")
COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


class Unaided(WSGIHandler):
    """The portal with no help for its static files."""

    def __init__(self, portal: WSGIHandler) -> None:
        self.portal = portal

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.portal(environ, start_response)


@pytest.fixture
def deployed(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Serve the portal with its files as a deployed one does; give its address."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": COMPRESSED}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        # What the technical pages bring takes long to compress and is no part of a step.
        others = ["admin", "guardian"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=others)
        server = LiveServerThread("127.0.0.1", static_handler=Unaided)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


class Scale:
    """Weighs what a page loads, file by file."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._names: dict[str, str] = {}
        self._parts: dict[str, int] = {}
        line: Any = page.context.new_cdp_session(page)
        line.on("Network.requestWillBeSent", self._asked)
        line.on("Network.loadingFinished", self._arrived)
        line.send("Network.enable")

    def weigh(self, path: str) -> dict[str, int]:
        """Open a page; return the bytes of each part that came over the line."""
        self._parts = {}
        self.page.goto(path, wait_until="networkidle")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self._parts

    def _asked(self, event: dict[str, Any]) -> None:
        self._names[event["requestId"]] = event["request"]["url"]

    def _arrived(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self._parts[self._names[event["requestId"]]] = int(event["encodedDataLength"])


def _many_products(world: World) -> str:
    """File a month of many products, three of them exported; return the next one's number."""
    ton = Measure.objects.get(code="ton")
    codes = [f"25205{number:05}" for number in range(PRODUCTS)]
    Product.objects.bulk_create(
        Product(code=code, name=f"ظرف پلاستیکی {code}", isic_class_id="2520", level=5, measure=ton)
        for code in codes
    )
    number = world.draft(MEHR - 1).tracking_number
    made = PostedLines(dict.fromkeys(codes, Decimal(20)))
    services.save_production(world.owner, number, 0, made, True, FILED_AT)
    five = ExportFigures(Decimal(5), Decimal(5), Decimal(322), Decimal(6300))
    sent = PostedLines(dict.fromkeys(codes[:EXPORTED], five))
    services.save_exports(world.owner, number, 0, True, sent, True, FILED_AT)
    services.save_employment(world.owner, number, 0, EmploymentAnswers(2, 1, 0), True, FILED_AT)
    ready = Submission.objects.get(tracking_number=number)
    workflow.file(world.owner, number, ready.version, FILED_AT)
    return world.draft().tracking_number


def test_a_step_is_light_at_the_first_visit_and_lighter_later(
    deployed: str, shared_world: World, chromium: Browser, clock: time_machine.Traveller
) -> None:
    number = _many_products(shared_world)
    browse = Browse(chromium, deployed)
    heavy = {}
    for name in PAGES:
        scale = Scale(browse(shared_world.owner))
        for visit, most in (("first", FIRST_BYTES), ("later", LATER_BYTES)):
            parts = scale.weigh(f"/statistics/{number}/{name}/")
            assert parts
            if sum(parts.values()) > most:
                heavy[name, visit] = parts
    for context in browse.contexts:
        context.close()
    assert heavy == {}
    assert browse.watch.troubles() == []


def test_what_is_published_is_light_at_the_first_visit_and_lighter_later(
    deployed: str, shared_world: World, chromium: Browser, clock: time_machine.Traveller
) -> None:
    publish_years(shared_world)
    browse = Browse(chromium, deployed)
    heavy = {}
    for path in ("/", "/public/", "/public/?division=all", "/public/method/"):
        scale = Scale(browse())
        for visit, most in (("first", FIRST_BYTES), ("later", LATER_BYTES)):
            parts = scale.weigh(path)
            assert sum(parts.values()) > 0 or visit == "later"
            if sum(parts.values()) > most:
                heavy[path, visit] = parts
    for context in browse.contexts:
        context.close()
    assert heavy == {}
    assert browse.watch.troubles() == []
