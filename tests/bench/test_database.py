"""Copies of a template, on the real server of the tests."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from bench import database
from bench.database import copied, drop_leftovers
from config.local import database as local_database
from tests.bench.conftest import Databases, held
from tests.scheduler import wait_for


def enter(name: str) -> "psycopg.Connection[tuple[object, ...]]":
    url = local_database.urls("test").database_url.replace("@/portal?", f"@/{name}?")
    return psycopg.connect(url, autocommit=True)


def test_a_copy_is_gone_behind_its_case(name: str, databases: Databases) -> None:
    with copied(name, f"{name}_one"):
        assert databases() == [f"{name}_one"]
    assert databases() == []


def test_sessions_that_the_case_left_open_are_ended(name: str, databases: Databases) -> None:
    with copied(name, f"{name}_one"):
        session = enter(f"{name}_one")
    assert databases() == []
    session.close()


def test_a_session_that_nobody_may_end_is_waited_for(
    name: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DROP_TRIES", 12)
    with ThreadPoolExecutor(1) as pool:
        with held(name):
            dropped = pool.submit(database.drop, name)
            wait_for(lambda: asked_for(f'DROP DATABASE "{name}"'))
        dropped.result()
    assert drop_leftovers(name) == []


def asked_for(statement: str) -> bool:
    with psycopg.connect(local_database.urls("test").database_url) as db:
        sql = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = %s"
        return bool(db.execute(sql, [statement]).fetchone())


def test_a_copy_that_stays_in_use_is_dropped_at_the_next_start(
    name: str, databases: Databases
) -> None:
    copy = f"{name}_one"
    with ExitStack() as holding:
        with pytest.raises(psycopg.errors.ObjectInUse), copied(name, copy):
            holding.enter_context(held(copy))
        assert drop_leftovers(copy) == [copy] == databases()
    assert drop_leftovers(copy) == [] == databases()
