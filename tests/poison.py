"""Rows that the database refuses, to see that one of them never stops the others."""

from django.db import connection


def poison(table: str, condition: str, event: str = "INSERT") -> None:
    """Let the database refuse what a condition on NEW names, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE OR REPLACE FUNCTION poisoned_{table}() RETURNS trigger AS $$
            BEGIN
                IF {condition} THEN RAISE check_violation USING MESSAGE = 'poisoned'; END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql"""
        )
        cursor.execute(
            f"""CREATE TRIGGER poisoned BEFORE {event} ON {table}
            FOR EACH ROW EXECUTE FUNCTION poisoned_{table}()"""
        )


def heal(table: str) -> None:
    """Let the database take everything again."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER poisoned ON {table}")
