"""The states of the world of tests, made by the services once a process and put back from then on.

Nearly every test begins with the same offices and the same filed month: making them took two fifths
of the time of the rooms of review. What is put back is what the services wrote, row by row; that
it is the same is a test of its own. A test that patches anything is given no kept state and leaves
none; one whose writing others see is given the state in which it begins and no other.
"""

import json
import pickle
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from tests.emptied_tables import made_of_models

State = tuple[object, ...]
Rows = dict[str, dict[str, str]]
Result = TypeVar("Result")

# Whoever asks for one of these may make the services write something else.
PATCHING = frozenset({"monkeypatch", "settings"})
_READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|SET|SHOW|EXPLAIN|FETCH|DECLARE|CLOSE)\b")
# That somebody has signed in changes nothing of what the acts write.
_SIGNS_IN = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM) "
    r'"(django_session|accounts_usersession|accounts_accessevent|accounts_user" SET "last_login)"'
)


@dataclass(frozen=True)
class Written:
    """What one act wrote, as statements that write it again, and what it returned."""

    statements: str
    result: bytes


_kept: dict[State, Written] = {}
# The state in which the database is known to be; None once anything else has written.
_state: State | None = None
_keeping = False
_emptied = False
# Whose database that is: a test may go over to one of its own.
_watched: BaseDatabaseWrapper | None = None
_commits = False
# With which a test begins: before it nobody else can have written.
_FIRST_ACTS = frozenset({"build"})


def patches(item: pytest.Item) -> bool:
    """Tell whether a test or a fixture of this project that it uses asks for what patches."""
    fixtures: Any = item._fixtureinfo  # type: ignore[attr-defined]
    asked = set(fixtures.argnames)
    for definition in (found[-1] for found in fixtures.name2fixturedefs.values()):
        # pytest-django's own, which every test uses, have no folder.
        asked |= set(definition.argnames) if definition.baseid else set()
    return bool(PATCHING & asked)


def commits(item: pytest.Item) -> bool:
    """Tell whether a test is undone by emptying the database."""
    marks = item.iter_markers("django_db")
    asked: list[str] = item.fixturenames  # type: ignore[attr-defined]
    return "transactional_db" in asked or any(mark.kwargs.get("transaction") for mark in marks)


@contextmanager
def begin(item: pytest.Item) -> Iterator[None]:
    """Let one test begin where nothing is written, unless it patches."""
    global _commits, _emptied, _state, _watched
    empty = ("emptied", made_of_models()) if _emptied else ("migrated",)
    _state = None if patches(item) else empty
    _commits = commits(item)
    _watched = connections["default"]
    _watched.execute_wrappers.append(_watch)
    try:
        yield
    finally:
        _watched.execute_wrappers.remove(_watch)
        _state = None
        # After a test that commits every table is emptied, of what migrations have brought too.
        _emptied |= _commits


def reach(act: State, do: Callable[[], Result]) -> Result:
    """Do an act, or put back what it wrote the last time it was done in this very state."""
    global _keeping, _state
    if _commits and act[0] not in _FIRST_ACTS:
        _state = None
    elsewhere = connections["default"] is not _watched
    if _state is None or elsewhere or not _may_put_back():
        return do()
    name = (*_state, (*act, *_moment()))
    if kept := _kept.get(name):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(kept.statements)
        _state = name
        restored: Result = pickle.loads(kept.result)
        return restored
    if _keeping:
        # The acts of which another is made are kept once somebody does them alone.
        return do()
    _keeping, before = True, rows()
    try:
        result = do()
    finally:
        _keeping = False
    _kept[name] = Written(_difference(before, rows()), pickle.dumps(result))
    _state = name
    return result


def state() -> State | None:
    """Name the acts that brought the database where it is; None once anything else has written."""
    return _state


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    global _state
    if not _READS.match(sql) and not _SIGNS_IN.match(sql):
        _state = None
    return execute(sql, params, many, context)


def _moment() -> State:
    """Name the minute to which a test has moved the clock."""
    return (int(time.time() // 60),) if time_machine.escape_hatch.is_travelling() else ()


@cache
def _may_put_back() -> bool:
    """Tell whether rows may be written past the triggers: not on every server of somebody's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        (may,) = cursor.fetchone()
    return bool(may)


@cache
def _tables() -> dict[str, tuple[str, str]]:
    """Name the key and the written columns of every table that has a key of one column."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT t.oid::regclass::text, k.attname,
                (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                 FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0
                 AND NOT a.attisdropped AND a.attgenerated = '')
            FROM pg_class t
            JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary AND i.indnatts = 1
            JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = i.indkey[0]
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
        """)
        return {table: (key, columns) for table, key, columns in cursor.fetchall()}


def rows() -> Rows:
    """Read every row of the database as JSON, by table and key."""
    parts = [
        f"SELECT '{table}', {key}::text, to_jsonb(r)::text FROM {table} r"
        for table, (key, _) in _tables().items()
    ]
    rows: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for table, key, row in cursor.fetchall():
            rows.setdefault(table, {})[key] = row
    return rows


def _difference(before: Rows, after: Rows) -> str:
    """Write the statements that bring the rows of before to those of after."""
    statements = ["SET LOCAL session_replication_role = replica"]
    for table, (key, columns) in _tables().items():
        old, new = before.get(table, {}), after.get(table, {})
        gone = [one for one, row in old.items() if new.get(one) != row]
        come = [json.loads(row) for one, row in new.items() if old.get(one) != row]
        if gone:
            keys = ", ".join(map(_quoted, gone))
            statements.append(f"DELETE FROM {table} WHERE {key}::text IN ({keys})")
        if come:
            rows = _quoted(json.dumps(come, ensure_ascii=False))
            statements.append(
                f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns}"
                f" FROM jsonb_populate_recordset(NULL::{table}, {rows})"
            )
    statements.append("SET LOCAL session_replication_role = origin")
    return ";\n".join(statements)


def _quoted(text: str) -> str:
    return sql.Literal(text).as_string(connection.connection)
