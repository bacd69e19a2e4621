"""The bench's copies, in the cluster of the tests, whose databases are small and quickly made."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bench import database
from config.local import database as local_database
from config.local.paths import servers_of
from config.local.servers import POSTGRES

Databases = Callable[[], list[str]]


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name the template of this test; every database that begins so is dropped behind it."""
    monkeypatch.setattr(database, "CLUSTER", "test")
    monkeypatch.setattr(database, "DROP_TRIES", 1)
    monkeypatch.setenv("DATABASE_URL", "")
    mine = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(local_database.urls("test").database_url, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{mine}"')
    yield mine
    assert database.drop_leftovers(mine) == []


@pytest.fixture
def databases(name: str) -> Databases:
    """Give a function that names the databases of this test besides its template."""

    def found() -> list[str]:
        with psycopg.connect(local_database.urls("test").database_url) as db:
            sql = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1"
            return [str(one) for (one,) in db.execute(sql, [f"{name}_%"])]

    return found


@contextmanager
def held(name: str) -> Iterator[None]:
    """Stay in a database as its server's own superuser does, whom the portal's role cannot end."""
    pair = servers_of("test", database.ROOT)
    programs = next(pair.sockets.glob("programs-*"), None) or _site_packages()
    command = [str(programs / POSTGRES / "bin/psql"), "-XAtq", "-h", str(pair.sockets)]
    command += ["-U", "postgres", "-d", name]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=pair.user.pw_uid,
        cwd="/",
    ) as psql:
        assert psql.stdin
        assert psql.stdout
        psql.stdin.write("SELECT 'inside';\n")
        psql.stdin.flush()
        assert psql.stdout.readline() == "inside\n"
        try:
            yield
        finally:
            psql.stdin.close()
            psql.wait()


def _site_packages() -> Path:
    return Path(psycopg.__file__).parent.parent
