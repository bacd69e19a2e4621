"""Databases in a cluster of the bench's own, where a commit is really on the disk.

Each scale is seeded once into a template. Every case gets a copy of it and the copy is dropped
behind the case, so that cases may change what they like and run alone or in any order. A copy that
cannot be dropped is dropped at the next start.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config.local import database as local_database

ROOT = Path(__file__).resolve().parent.parent
SHAPED_BY = (
    *("*/migrations/*.py", "demo/scale/*.py", "fixtures/*"),
    # What the loader takes from the small country: outputs, prices, rates and names.
    *("demo/trades.py", "demo/production_patterns.py", "demo/rates.py", "demo/people.py"),
)
CLUSTER = "bench"
# PostgreSQL itself waits five seconds in each for the last session to leave.
DROP_TRIES = 12
LEAVING_MS = 60_000


def use(name: str) -> None:
    """Point this process and its children at a database of the cluster."""
    os.environ["DATABASE_URL"] = _url(name)


def prepare(scale: str, *seed: str) -> str:
    """Find the template of a scale, seeded by `manage.py seed_scale` with these arguments.

    It is made anew when seed or tables have changed since, or when that was interrupted.
    """
    local_database.start("test")  # whose Redis the sessions and tasks use
    local_database.start(CLUSTER)
    name = f"bench_{scale}"
    wanted = _fingerprint(*seed)
    use(name)
    if _comment(name) != wanted:
        drop(name)
        _run("CREATE DATABASE {}", name)
        _manage("migrate", "--verbosity", "0")
        _manage("load_reference", "--verbosity", "0")
        _manage("seed_scale", *seed)
        # Written last: a seed that was interrupted has no fingerprint.
        _run("COMMENT ON DATABASE {} IS {}", name, comment=wanted)
    return name


@contextmanager
def copied(template: str, name: str) -> Iterator[None]:
    """Give a block a copy of a template under this name; two names measure side by side."""
    drop(name)
    # Copied file by file: block by block all of it would go through the log.
    _run(f'CREATE DATABASE {{}} TEMPLATE "{template}" STRATEGY FILE_COPY', name)
    try:
        yield
    finally:
        drop(name)


def drop(name: str) -> None:
    """End our own sessions in a database and drop it; nothing happens when there is none.

    Raises psycopg.errors.ObjectInUse when somebody else stays in it.
    """
    with psycopg.connect(_url("portal"), autocommit=True) as db:
        database = sql.Identifier(name)
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        # Nobody comes in while the others are being sent out.
        db.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(database))
        db.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [LEAVING_MS, name],
        )
        # WITH (FORCE) wants the right to end everybody there, autovacuum included, and fails for
        # lack of it; without FORCE the server ends its own workers by itself.
        for left in reversed(range(DROP_TRIES)):
            try:
                db.execute(sql.SQL("DROP DATABASE {}").format(database))
                return
            except psycopg.errors.ObjectInUse:
                if not left:
                    raise


def drop_leftovers(prefix: str) -> list[str]:
    """Drop the copies that an earlier run left behind; name those that still cannot be."""
    with psycopg.connect(_url("portal")) as db:
        found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        names = [str(name) for (name,) in db.execute(found, [prefix])]
    stuck = []
    for name in names:
        try:
            drop(name)
        except psycopg.Error:
            stuck.append(name)
    return stuck


def _url(name: str) -> str:
    return local_database.urls(CLUSTER).database_url.replace("@/portal?", f"@/{name}?")


def _run(statement: str, name: str, comment: str = "") -> None:
    with psycopg.connect(_url("portal"), autocommit=True) as db:
        db.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(comment)))


def _comment(name: str) -> str:
    """Read the fingerprint of the seed that lies in a database, '' without one."""
    with psycopg.connect(_url("portal")) as db:
        row = db.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
    return str(row[0] or "") if row else ""


def _fingerprint(*seed: str) -> str:
    digest = hashlib.sha256(" ".join(seed).encode())
    for path in sorted(path for pattern in SHAPED_BY for path in ROOT.glob(pattern)):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True, stdout=sys.stderr, cwd=ROOT)
