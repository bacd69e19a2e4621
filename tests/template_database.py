"""One migrated database from which every process of every run copies its own.

All migrations from the first one take a minute of processor time, and each process of tests and
promises went through them by itself.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from config.local import database

ROOT = Path(__file__).resolve().parents[1]
NAME = "migrated"
# Migrations call the apps, so any of their modules may shape what comes out.
SHAPED_BY = ("*/migrations/*.py", "config/*.py", "accounts/*.py", "catalog/*.py")


def prepare() -> str:
    """Find the migrated database, made anew when anything that shapes it has changed."""
    with (settings.LOCAL_DIR / "template.lock").open("w") as lock:
        # The first process makes it, the others find it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = _fingerprint()
        with psycopg.connect(_url("portal"), autocommit=True) as db:
            if _comment(db) != wanted:
                for statement in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
                    db.execute(sql.SQL(statement).format(sql.Identifier(NAME)))
                _migrate()
                # Written last: one that was interrupted has no fingerprint.
                told = sql.SQL("COMMENT ON DATABASE {} IS {}")
                db.execute(told.format(sql.Identifier(NAME), sql.Literal(wanted)))
    return NAME


def _migrate() -> None:
    environ = os.environ | {"DATABASE_URL": _url(NAME), "PORTAL_PROFILE": "test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=environ)


def _url(name: str) -> str:
    return database.urls("test").database_url.replace("@/portal?", f"@/{name}?")


def _comment(db: psycopg.Connection[tuple[object, ...]]) -> str:
    """Read the fingerprint of the database that is there, '' without one."""
    found = db.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [NAME]
    ).fetchone()
    return str(found[0] or "") if found else ""


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SHAPED_BY for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
