"""Tables to which rows are only added: the triggers of the database, said once for all of them."""

from collections.abc import Iterable

from django.db.migrations import RunSQL

_REFUSE = """
CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
"""
_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
"""
_REFUSE_YOUNG = """
CREATE FUNCTION portal_refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        AND (to_jsonb(OLD) ->> TG_ARGV[0])::timestamptz < now() - TG_ARGV[1]::interval
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed, and deleted by age alone', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
"""
_YOUNG_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_young('{column}', '{days} days');
"""


_REFUSE_SETTLED = """
CREATE FUNCTION portal_refuse_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR coalesce(to_jsonb(OLD) ->> TG_ARGV[0], '') <> ''
        OR to_jsonb(OLD) - TG_ARGV[1]::text[] IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV[1]::text[]
    THEN
        RAISE EXCEPTION 'rows of % are settled once and never changed', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;
"""
_SETTLED_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_settled('{mark}', '{{{columns}}}');
"""
_CALLED = {
    "portal_refuse_change": _REFUSE,
    "portal_refuse_young": _REFUSE_YOUNG,
    "portal_refuse_settled": _REFUSE_SETTLED,
}


def refusal() -> RunSQL:
    """Return the operation that makes what the triggers call; it stands in the first migration."""
    dropped = "".join(f"DROP FUNCTION {name}();" for name in _CALLED)
    return RunSQL("".join(_CALLED.values()), dropped)


def append_only(*tables: str) -> RunSQL:
    """Return the operation that lets rows of these tables be neither changed nor deleted."""
    return _guarded(tables, "".join(_TRIGGER.format(table=table) for table in tables))


def settled_once(*tables: str, mark: str, columns: tuple[str, ...]) -> RunSQL:
    """Return the operation that lets these columns be written once, and nothing else ever.

    A row is open while its `mark`, one of the columns, is empty.
    """
    names = ",".join(columns)
    made = (_SETTLED_TRIGGER.format(table=t, mark=mark, columns=names) for t in tables)
    return _guarded(tables, "".join(made))


def pruned_by_age(days: int, **tables: str) -> RunSQL:
    """Return the operation that lets rows of tables be deleted by age alone, changed never.

    Each table names the column of the moment from which the days count.
    """
    made = "".join(
        _YOUNG_TRIGGER.format(table=table, column=column, days=days)
        for table, column in tables.items()
    )
    return _guarded(tables, made)


def _guarded(tables: Iterable[str], made: str) -> RunSQL:
    return RunSQL(made, "".join(f"DROP TRIGGER append_only ON {table};" for table in tables))
