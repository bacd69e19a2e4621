"""How each kind of process speaks to PostgreSQL."""

from typing import Any

import pytest
from psycopg import connect
from psycopg.conninfo import make_conninfo

from config.database_options import DatabaseOptions, Patience, Pooler, Process, read
from config.local import database

URL = "postgresql://portal:secret@db.example:5432/portal"


def told(url: str = URL, **variables: str) -> DatabaseOptions:
    faults: list[str] = []
    found = read(variables, url, faults)
    assert faults == []
    return found


def refused(url: str = URL, **variables: str) -> str:
    faults: list[str] = []
    read(variables, url, faults)
    return "\n".join(faults)


def test_a_page_gives_up_what_a_sweep_and_a_migration_wait_for() -> None:
    web, worker, command = (
        told(**({"PORTAL_PROCESS": name} if name else {})) for name in ("web", "worker", "")
    )
    assert web.patience == Patience(statement=30, lock=10, idle=60)
    assert worker.patience == Patience(statement=900, lock=60, idle=900)
    assert command.patience == Patience(statement=0, lock=60, idle=0)
    assert "-c statement_timeout=30000" in web.options["options"]
    assert "-c statement_timeout=0" in command.options["options"]
    assert web.options["connect_timeout"] == 5
    assert web.options["tcp_user_timeout"] == 15_000


def test_each_number_may_be_set() -> None:
    found = told(
        PORTAL_PROCESS="web",
        DATABASE_STATEMENT_TIMEOUT="45",
        DATABASE_LOCK_TIMEOUT="0",
        DATABASE_IDLE_TIMEOUT="90",
        DATABASE_CONNECT_TIMEOUT="3",
        DATABASE_NETWORK_TIMEOUT="7",
    )
    assert found.patience == Patience(statement=45, lock=0, idle=90, connect=3, network=7)


def test_the_server_takes_these_words() -> None:
    """Let a real PostgreSQL tell what it understood."""
    local = told(database.urls("test").database_url, PORTAL_PROCESS="web")
    options: dict[str, Any] = dict(local.options)
    for djangos in ("server_side_binding", "prepare_threshold"):
        options.pop(djangos)
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with connect(make_conninfo("", dbname="portal", user="portal", **options)) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in names]
    assert shown == [("30s",), ("10s",), ("1min",)]


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("db1,db2", "db1,db2", ""),
        ("db1:5432,db2:5433", "db1,db2", "5432,5433"),
        ("[::1]:5432,db2:5432", "[::1],db2", "5432,5432"),
    ],
)
def test_several_servers_may_be_named_and_the_one_that_takes_writing_is_found(
    hosts: str, host: str, port: str
) -> None:
    found = told(f"postgresql://u:p@{hosts}/portal")
    assert (found.address["HOST"], str(found.address["PORT"])) == (host, port)
    assert found.options["target_session_attrs"] == "read-write"
    assert told().options["target_session_attrs"] == "any"


def test_behind_a_pooler_nothing_is_prepared_and_nothing_is_asked_at_the_door() -> None:
    through = told(URL.replace("5432", "6432"), DATABASE_POOLER="transaction")
    assert through.pooler is Pooler.TRANSACTION
    assert through.options["prepare_threshold"] is None
    assert "options" not in through.options
    session = told(URL.replace("5432", "6432"), DATABASE_POOLER="session")
    assert session.options["prepare_threshold"] == 5
    assert told().options["prepare_threshold"] == 5


@pytest.mark.parametrize(
    ("url", "variables", "words"),
    [
        (URL.replace("5432", "6432"), {}, "DATABASE_POOLER must say what listens on port 6432"),
        (
            f"{URL}?prepare_threshold=5",
            {"DATABASE_POOLER": "transaction"},
            "sets prepare_threshold",
        ),
        (f"{URL}?options=-c%20x", {"DATABASE_POOLER": "transaction"}, "forbids"),
        (
            URL,
            {"DATABASE_POOLER": "transaction", "PORTAL_PROCESS": Process.WORKER},
            "DATABASE_URL of the worker must lead to PostgreSQL itself",
        ),
    ],
)
def test_half_a_pooler_is_refused_with_a_sentence(
    url: str, variables: dict[str, str], words: str
) -> None:
    assert words in refused(url, **variables)
