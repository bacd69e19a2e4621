"""How a tracking number is made: eleven digits from a sequence of the database."""

from django.db import connection


def next_tracking_numbers(count: int) -> list[str]:
    """Return the next eleven-digit tracking numbers, from a sequence that never repeats."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('statistics_tracking_number') FROM generate_series(1, %s)", [count]
        )
        return [f"{number:011d}" for (number,) in cursor.fetchall()]
