"""What must be right for the portal to do its work: one question each, answered by name.

A probe returns an empty text where all is well, or says in a few words what is wrong. Apps above
add their own with `register`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import cache as redis
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from redis.exceptions import RedisError

from config import heartbeats
from config.cache import ask_anew
from config.clock import TOLERANCE, database_offset
from config.database_options import Pooler
from config.environment import Profile
from config.uploads.storage import try_writing

OK, DOWN, UNKNOWN = "ok", "down", "unknown"
DATABASE, REDIS = "database", "redis"


@dataclass(frozen=True)
class Probe:
    """One question; `needs` names the server without which it cannot be asked."""

    name: str
    ask: Callable[[], str]
    needs: str = ""


def report() -> dict[str, str]:
    """Ask everything once; each name has «ok» or what is wrong."""
    found: dict[str, str] = {}
    for probe in (*_PROBES, *_registered):
        if found.get(probe.needs, OK) == DOWN:
            # A server that hangs is waited for once, not once a question.
            found[probe.name] = UNKNOWN
            continue
        try:
            found[probe.name] = probe.ask() or OK
        except (DatabaseError, RedisError, OSError):
            found[probe.name] = DOWN
    return found


def register(probe: Probe) -> None:
    if probe not in _registered:
        _registered.append(probe)


def _one(sql: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[object, ...] = cursor.fetchone()
    return row


def _database() -> str:
    standby, only = _one("SELECT pg_is_in_recovery(), current_setting('transaction_read_only')")
    return "read only" if standby or only == "on" else ""


def _clock() -> str:
    """A clock that is wrong stops the sweep (review.sweep.guard)."""
    if not settings.CLOCK_GUARD:
        return ""
    ahead = database_offset()
    return f"{ahead.total_seconds():+.0f} s from the database's" if abs(ahead) > TOLERANCE else ""


@cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _migrations() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        lacking = _migrations_of_this_code() - {*cursor.fetchall()}
    return f"{len(lacking)} not applied" if lacking else ""


def _role() -> str:
    """The portal works in tables that it does not own: whoever owns them may take guards away."""
    if settings.PROFILE is not Profile.PRODUCTION:
        return ""
    mighty, owned = _one(
        "SELECT rolsuper, EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid ="
        " c.relnamespace WHERE n.nspname = 'public' AND c.relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = current_user"
    )
    if mighty:
        return "a superuser"
    return "owns the tables" if owned else ""


# What deploy/append-only.sql takes away, asked of the database itself.
_RIGHTS_LEFT = """
SELECT count(*) FILTER (WHERE
    has_table_privilege(tgrelid, 'TRUNCATE')
    OR (f <> 'portal_refuse_settled' AND has_table_privilege(tgrelid, 'UPDATE'))
    OR (f <> 'portal_refuse_young' AND has_table_privilege(tgrelid, 'DELETE'))), count(*)
FROM (SELECT tgrelid, tgfoid::regproc::text AS f FROM pg_trigger WHERE tgname = 'append_only') t
"""


def _append_only() -> str:
    left, guarded = _one(_RIGHTS_LEFT)
    if not guarded:
        return "no table is guarded"
    if settings.PROFILE is not Profile.PRODUCTION:
        return ""
    return f"rights left on {left} tables" if left else ""


def _pooler() -> str:
    """A pooler that nobody spoke of mixes up prepared statements, under load only."""
    if settings.DATABASE_POOLER is not Pooler.NONE:
        return ""
    connection.ensure_connection()
    # PostgreSQL tells its own process; a pooler makes up another number.
    told = connection.connection.info.backend_pid
    return "not told (DATABASE_POOLER)" if _one("SELECT pg_backend_pid()") != (told,) else ""


def _evidence() -> str:
    try:
        try_writing()
    except OSError as fault:
        return f"not writable: {fault.strerror}"
    return ""


def _redis() -> str:
    # What is so now: a server that is back is ready at once.
    ask_anew()
    redis.get("readyz")
    return ""


def _worker() -> str:
    silent = heartbeats.silent(*heartbeats.QUEUES)
    return f"silent: {', '.join(silent)}" if silent else ""


def _beat() -> str:
    return "silent" if heartbeats.silent(heartbeats.BEAT) else ""


_PROBES = (
    Probe(DATABASE, _database),
    Probe("clock", _clock, DATABASE),
    Probe("migrations", _migrations, DATABASE),
    Probe("role", _role, DATABASE),
    Probe("append_only", _append_only, DATABASE),
    Probe("pooler", _pooler, DATABASE),
    Probe("evidence", _evidence),
    Probe(REDIS, _redis),
    Probe("worker", _worker, REDIS),
    Probe("beat", _beat, REDIS),
)
_registered: list[Probe] = []
