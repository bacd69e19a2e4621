"""Strict by default: what would be a surprise in production fails here.

Unordered queries come back shuffled, a GET that writes fails, an unknown template variable fails
(`--fail-on-template-vars`), warnings are errors.
"""

import os
import random
import secrets
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.conf import settings
from django.db import connection
from django.db.models.sql import compiler
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from config import settings as told
from config.local import database
from tests import world as worlds
from tests.statistics.filing import Filer
from tests.world import FILED_AT

# By default an example that takes 200 ms fails: on a busy machine any does.
hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """Start the test servers when pytest is called by hand; `make test` has them already."""
    if not hasattr(config, "workerinput"):
        database.start("test")
        # Nothing is collected for tests, and WhiteNoise warns of a folder that is not there.
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # A database made anew gives out the numbers of the last run, of which Redis remembers forms.
    cache: dict[str, Any] = settings.CACHES["default"]
    cache["KEY_PREFIX"] = secrets.token_hex(4)
    # Clearing a cache empties its whole database: each process clears its own.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    cache["LOCATION"] = f"{told.ENV.redis_url}?db={int(worker) + 1}"


@pytest.fixture(autouse=True)
def _shuffle_unordered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give rows of unordered queries in random order, as PostgreSQL may any day."""
    original = compiler.SQLCompiler.results_iter

    def shuffled(self: Any, *args: Any, **kwargs: Any) -> Any:
        rows: Any = original(self, *args, **kwargs)
        query = self.query
        ordered = query.order_by or query.extra_order_by or query.combinator
        ordered = ordered or (query.default_ordering and query.get_meta().ordering)
        # A slice without an order would give other rows, not the same ones in another order.
        if ordered or query.is_sliced or query.distinct_fields:
            return rows
        rows = list(rows)
        random.shuffle(rows)
        return iter(rows)

    monkeypatch.setattr(compiler.SQLCompiler, "results_iter", shuffled)


class StrictClient(Client):
    """A browser whose GET and HEAD may not write, but a line of the trail of access."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        with connection.execute_wrapper(_refuse_writes):
            return super().get(*args, **kwargs)

    def head(self, *args: Any, **kwargs: Any) -> Any:
        with connection.execute_wrapper(_refuse_writes):
            return super().head(*args, **kwargs)


def _refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    # The trail of access alone is written on reading: a refused page is a line of it.
    if sql.startswith('INSERT INTO "accounts_accessevent"'):
        return execute(sql, params, many, context)
    verb = sql.lstrip(" (").split(None, 1)[0].upper()
    assert verb not in {"INSERT", "UPDATE", "DELETE"}, f"a GET wrote: {sql[:200]}"
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any) -> None:
    """Keep files of evidence in a folder of the run's own."""
    folder = tmp_path_factory.getbasetemp() / "files"
    monkeypatch.setattr(settings, "PORTAL_FILES", folder, raising=False)


@pytest.fixture
def client() -> Client:
    """Open a browser in which nobody has signed in."""
    return StrictClient()


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """Give a function that opens a browser with somebody signed in."""

    def open_browser(user: Any) -> Client:
        browser = StrictClient()
        browser.force_login(user)
        return browser

    return open_browser


@pytest.fixture
def world(db: None) -> worlds.World:
    """Build offices, officers, a unit and its owner."""
    return worlds.build()


@pytest.fixture
def shared_world(transactional_db: None) -> worlds.World:
    """Build the world and commit it, for threads and browsers."""
    return worlds.build()


@pytest.fixture
def third_of_aban(time_machine: clock.TimeMachineFixture) -> None:
    """Let it be eleven o'clock on the third of Aban 1398 in Tehran."""
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def filer(world: worlds.World, third_of_aban: None, sign_in: Callable[[Any], Client]) -> Filer:
    """Sit the unit's owner down, signed in, with nothing begun."""
    return Filer(world, sign_in(world.owner))
