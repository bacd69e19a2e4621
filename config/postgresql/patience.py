"""Connections of a web process: one whose server says nothing is given up.

PostgreSQL's own limits are kept by the server, and a server that hangs keeps none. Its machine
still acknowledges what is sent, so the network's limits do not help either.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

from config.database_options import DatabaseOptions

# The server's own limit speaks first: it ends the statement and keeps the connection.
GRACE_SECONDS = 5.0
# A sound server answers the question whether it is there at once.
CHECK_SECONDS = 2.0


class PatientConnection(Connection[Any]):
    """A connection that waits for its server so many seconds; None: for ever."""

    patience: float | None = None

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        patience = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=patience)
        except OperationalError as fault:
            # psycopg's own name for it is private. What the server would answer later is
            # somebody else's by then: the connection goes, its words unread.
            if type(fault).__name__ == "_WaitTimeout":
                self.pgconn.finish()
                raise OperationalError("the server does not answer") from fault
            raise

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        """Run a statement; the pool's question whether the server lives is the empty one."""
        if query != "":
            return super().execute(query, *args, **options)
        try:
            with self._patient(CHECK_SECONDS):
                return super().execute(query, *args, **options)
        except OperationalError:
            # Where one is dead the others are: a visitor waits for one new connection, not for
            # each old one to be found out.
            pool: Any = getattr(self, "_pool", None)
            if pool:
                pool.drain()
            raise

    @contextmanager
    def _patient(self, seconds: float) -> Generator[None, None, None]:
        before, self.patience = self.patience, seconds
        try:
            yield
        finally:
            self.patience = before


def pool_options(database: DatabaseOptions) -> dict[str, Any]:
    """Let the pool make such connections, a little more patient than the server's own limit."""
    limit = database.patience.statement
    patience = limit + GRACE_SECONDS if limit else None
    kind = type("WebConnection", (PatientConnection,), {"patience": patience})
    return {"connection_class": kind}
