"""Loading into bare tables: foreign keys and secondary indexes away, then back as they were.

Everything happens in the caller's transaction, so an error leaves the tables untouched. Checks and
primary keys stay; what comes back is validated by PostgreSQL over all rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

# Triggers that guard single edits; a load writes lines of months that are filed already, and
# months that stand with a version which comes after them, and units with their place: without the
# index of a unit's licences the trigger that copies it would read all of them for each one.
SINGLE = ("frozen", "standing_on_insert", "place_of_new")


class NotRestoredError(Exception):
    """What guards the tables after a load is not what guarded them before."""


@dataclass(frozen=True)
class Guard:
    """A constraint or index of a table, with the statement that makes it.

    PostgreSQL may word a condition another way once it is made again: the names must be the same.
    """

    table: str
    name: str
    statement: str = field(compare=False)
    constraint: bool
    foreign: bool


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Give a block the tables without guards. Raises NotRestoredError when one is not back."""
    before = _guards(tables)
    single = _single(tables)
    with connection.cursor() as cursor:
        # Rows written before in this transaction may still wait for their checks.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Foreign keys first: the unique constraints that they refer to cannot go before them.
        for guard in sorted(before, key=lambda g: not g.foreign):
            cursor.execute(
                f"ALTER TABLE {guard.table} DROP CONSTRAINT {guard.name}"
                if guard.constraint
                else f"DROP INDEX {guard.name}"
            )
        for table, trigger in single:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        # And last: what they refer to must be unique again.
        for guard in sorted(before, key=lambda g: g.foreign):
            cursor.execute(guard.statement)
        for table, trigger in single:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        # Django's keys are deferred: the rest of the transaction has them as before.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    lost = set(before) ^ set(_guards(tables))
    if lost or _single(tables) != single:
        raise NotRestoredError(", ".join(guard.name for guard in lost) or ", ".join(SINGLE))


def _guards(tables: Sequence[str]) -> list[Guard]:
    """List foreign keys of and to the tables, their unique constraints and plain indexes."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS, {"tables": list(tables)})
        return [Guard(*row) for row in cursor.fetchall()]


def _single(tables: Sequence[str]) -> list[tuple[str, str]]:
    """List the triggers of single edits that are on, each with its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname = ANY(%s)"
            " AND tgenabled = 'O' AND tgrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
            [list(SINGLE), list(tables)],
        )
        return [(table, trigger) for table, trigger in cursor.fetchall()]


_GUARDS = """
SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name,
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
           conrelid::regclass, conname, pg_get_constraintdef(oid)),
    true, contype = 'f'
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%(tables)s) AND contype IN ('f', 'u')
    OR confrelid::regclass::text = ANY(%(tables)s) AND contype = 'f'
UNION ALL
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),
    false, false
FROM pg_index i
WHERE i.indrelid::regclass::text = ANY(%(tables)s) AND NOT i.indisprimary AND i.indisvalid
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
                  AND c.contype IN ('u', 'p', 'x'))
ORDER BY 1, 2
"""
