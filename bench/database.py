"""A database of the bench's own, beside the tests' in their cluster, seeded once for each scale."""

import os
import subprocess
import sys

import psycopg
from psycopg import sql

from config import localdb


def use(scale: str) -> None:
    """Point this process at the database of a scale."""
    own = localdb.urls("test").database_url
    os.environ["DATABASE_URL"] = own.replace("@/portal?", f"@/bench_{scale}?")


def prepare(scale: str, units: int, months: int) -> None:
    """Make and seed the database of a scale unless it is there."""
    url = localdb.start("test").database_url
    name = f"bench_{scale}"
    with psycopg.connect(url, autocommit=True) as db:
        found = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _manage("migrate", "--verbosity", "0")
    if _count() == 0:
        _manage("load_reference")
        _manage("seed_scale", "--units", str(units), "--months", str(months))


def _count() -> int:
    with psycopg.connect(os.environ["DATABASE_URL"]) as db:
        row = db.execute("SELECT count(*) FROM (SELECT FROM units_unit LIMIT 1) AS a").fetchone()
    return int(row[0]) if row else 0


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True, stdout=sys.stderr)
