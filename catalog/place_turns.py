"""In which order counties and units are held: a turn first, then rows.

A unit carries the provincial organization of its county. Whoever places a unit (an act on its file,
a batch of an import) holds the unit and comes to need its county; a county that moves is held and
comes to need its units. Each takes a turn before it holds any row: many place units at once, and a
county moves when nobody does. A row of either would not do, as a unit that is just coming into the
county is seen by nobody yet.
"""

from django.db import connection

_PLACES = 0x504C4143


def place_units() -> None:
    """Take a turn among others who place units, until the transaction ends."""
    _take("pg_advisory_xact_lock_shared")


def move_counties() -> None:
    """Take a turn of one's own, until the transaction ends."""
    _take("pg_advisory_xact_lock")


def _take(lock: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [_PLACES])
