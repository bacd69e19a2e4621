"""Strict by default: what would be a surprise in production fails here.

Unordered queries come back shuffled, a GET that writes fails, an unknown template variable fails
(`--fail-on-template-vars`), warnings are errors.
"""

import gc
import os
import random
import secrets
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import time_machine as clock
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import caches
from django.db import connection
from django.db.models.sql import compiler
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from config import settings as told
from config.local import database
from tests import emptied_tables, kept_states, template_database
from tests import world as worlds
from tests.statistics.filing import Filer
from tests.world import FILED_AT

# By default an example that takes 200 ms fails: on a busy machine any does.
hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("portal")
_TESTS = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Start the test servers when pytest is called by hand; `make test` has them already."""
    if not hasattr(config, "workerinput"):
        database.start("test")
        # Nothing is collected for tests, and WhiteNoise warns of a folder that is not there.
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # A hash costs a quarter of a second by design; that none is saved is tried by promise P12.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.parallelism = 1, 1
    Argon2PasswordHasher.memory_cost = 8
    TransactionTestCase._fixture_teardown = lambda _: emptied_tables.empty()  # type: ignore[attr-defined]
    cache: dict[str, Any] = settings.CACHES["default"]
    # Clearing a cache empties its whole database: each process clears its own.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    cache["LOCATION"] = f"{told.ENV.redis_url}?db={int(worker) + 1}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> None:
    """Let each process copy the migrated database; one that is kept is migrated where it stands."""
    # On somebody's own server nothing is made but the test databases.
    if "DATABASE_URL" not in os.environ and (django_db_createdb or not django_db_keepdb):
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database.prepare()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage among what the tests make, and not so often: it took a tenth of their time.

    What was collected, some 400,000 objects, stays to the end and need not be looked through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(autouse=True)
def _kept_states(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the world be put back where it was made before; what others patch is theirs alone."""
    with kept_states.begin(request.node):
        yield


@pytest.fixture(autouse=True)
def _swept_out(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Sweep what the tests took back out of the tables, each so many tests."""
    yield
    if not next(_TESTS) % emptied_tables.SWEPT_EVERY:
        with django_db_blocker.unblock():
            emptied_tables.sweep_out()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let Redis remember nothing of other tests, whose cases had the same numbers."""
    settings.CACHES["default"]["KEY_PREFIX"] = caches["default"].key_prefix = secrets.token_hex(4)


@pytest.fixture(autouse=True)
def _shuffle_unordered() -> Iterator[None]:
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

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler.SQLCompiler, "results_iter", shuffled)
        yield


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
def _own_store(tmp_path_factory: Any) -> Iterator[None]:
    """Keep files of evidence in a folder of the run's own."""
    folder = tmp_path_factory.getbasetemp() / "files"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PORTAL_FILES", folder, raising=False)
        yield


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
