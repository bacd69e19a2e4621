"""Work of a page that may take longer than a page: a file for a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def allow_seconds(seconds: int) -> Iterator[None]:
    """Let each statement in here take so long, inside a transaction, whose end takes it back."""
    with connection.cursor() as cursor:
        # `true`: for this transaction only, so that a pooler gives it to nobody else.
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
    raw: Any = connection.connection
    # A web process gives a silent server up by itself (config.postgresql.patience).
    before = getattr(raw, "patience", None)
    if before is not None:
        raw.patience = max(before, seconds + 5.0)
    try:
        yield
    finally:
        if before is not None:
            raw.patience = before
