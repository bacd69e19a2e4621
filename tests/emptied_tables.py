"""Emptying the database after a test that commits: what is empty already costs nothing.

Django empties all tables at once, which gives each of them and of their indexes a new file, and
makes every content type and permission anew: most of the time of a small test that commits. Here
the rows are deleted of the tables that have any. What is left is what Django leaves; that it is
the same is a test of its own. The server of the tests cleans nothing up by itself, so what tests
took back is swept out of the files from time to time: whoever reads a table reads through it.
"""

from functools import cache
from hashlib import sha256

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

# Made anew from the models by Django; here they stay, as long as they are what it made.
MADE_OF_MODELS = (ContentType, Permission)
# A table of the small world of tests never comes to this many bytes by what is in it.
LARGE_BYTES = 2**18
SWEPT_EVERY = 50

_made_of_models = ""


def empty() -> None:
    """Leave no row but those that Django itself makes after it has emptied all tables."""
    global _made_of_models
    if not _made_of_models or _made_of_models != _of_models() or not _may_delete():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        _made_of_models = _of_models()
        return
    _delete()
    ContentType.objects.clear_cache()


def made_of_models() -> str:
    """Name what Django made anew: rows that were written before name other permissions."""
    return _made_of_models


def sweep_out() -> None:
    """Clean the tables that have grown, unless somebody's country stays open meanwhile."""
    if connection.in_atomic_block or not connection.settings_dict["NAME"].startswith("test_"):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)"
            " AND pg_relation_size(oid) > %s",
            [[*_tables()], LARGE_BYTES],
        )
        if large := [table for (table,) in cursor.fetchall()]:
            cursor.execute(f"VACUUM {', '.join(large)}")


def _delete() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever still writes is waited for, as by Django's own statement.
        cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN EXCLUSIVE MODE")
        cursor.execute(_filled())
        filled = cursor.fetchall()
        # Past the triggers, which keep what is filed.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for (table,) in filled:
            cursor.execute(f"DELETE FROM {table}")


@cache
def _tables() -> tuple[str, ...]:
    """Name the tables of the models, but those whose rows stay."""
    kept = {model._meta.db_table for model in MADE_OF_MODELS}
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(found) - kept))


@cache
def _filled() -> str:
    one = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
    return " UNION ALL ".join(one.format(table) for table in _tables())


def _of_models() -> str:
    """Digest the content types and permissions that there are."""
    rows = [
        sorted(model._base_manager.values_list(*(f.attname for f in model._meta.concrete_fields)))
        for model in MADE_OF_MODELS
    ]
    return sha256(repr(rows).encode()).hexdigest()


@cache
def _may_delete() -> bool:
    """Tell whether triggers may be passed by: not on every server of somebody's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        (may,) = cursor.fetchone()
    return bool(may)
