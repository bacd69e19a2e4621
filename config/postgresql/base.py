"""The database engine of the portal: Django's for PostgreSQL, healing a plan that became stale.

An upgrade that changes the type of a column makes every prepared statement that reads it fail,
in every connection that ever prepared it, for as long as the connection lives («cached plan must
not change result type»). Such a connection is closed, and the statement asked again where that is
safe: outside a transaction it did nothing, so it runs once more over a new connection. Inside one
what was done before is lost with it: `StalePlanError`, answered by `config.middleware`.
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.utils import NotSupportedError, OperationalError

_WORDS = "cached plan must not change result type"


class StalePlanError(OperationalError):
    """The transaction met a plan of before the upgrade; nothing of it was done."""


class _Healing:
    """A cursor that asks once more, over a new connection, what a stale plan refused."""

    db: Any
    cursor: Any

    def _execute(self, sql: str, params: Any, *ignored: Any) -> Any:
        try:
            done = super()._execute(sql, params, *ignored)  # type: ignore[misc]
        except NotSupportedError as fault:
            if _WORDS not in str(fault):
                raise
            inside = self.db.in_atomic_block or not self.db.get_autocommit()
            self.db.renew()
            if inside:
                raise StalePlanError(str(fault)) from fault
            self.cursor = self.db.cursor().cursor
            done = super()._execute(sql, params, *ignored)  # type: ignore[misc]
        self.db.note(sql)
        return done


class HealingCursor(_Healing, CursorWrapper):
    """The usual one."""


class HealingDebugCursor(_Healing, CursorDebugWrapper):
    """The one that keeps what it was asked."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with cursors that heal; `commits` counts what was made to stay."""

    commits = 0

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return HealingCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return HealingDebugCursor(cursor, self)

    def _commit(self) -> Any:
        self.commits += 1
        return super()._commit()  # type: ignore[misc]

    def note(self, sql: Any) -> None:
        """Count a statement that stays by itself: one that writes, outside a transaction."""
        writes = not str(sql).lstrip(" (\n").upper().startswith(("SELECT", "SET", "SHOW"))
        if writes and not self.in_atomic_block and self.get_autocommit():
            self.commits += 1

    def renew(self) -> None:
        """Close this connection and, in a pool, all others: they prepared the same statements."""
        if self.pool:
            self.pool.drain()
        if self.connection is not None:
            self.connection.close()
        self.close()
