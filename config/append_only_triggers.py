"""Tables to which rows are only added: the triggers of the database, said once for all of them.

Each operation brings the function that its triggers call; whoever is first makes it.
"""

from collections.abc import Iterable

from django.db.migrations import RunSQL

_REFUSE = """
CREATE OR REPLACE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION portal_refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION portal_refuse_settled() RETURNS trigger LANGUAGE plpgsql AS $$
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


def append_only(*tables: str) -> RunSQL:
    """Let rows of these tables be neither changed nor deleted."""
    return _guarded(tables, _REFUSE + "".join(_TRIGGER.format(table=table) for table in tables))


def settled_once(*tables: str, mark: str, columns: tuple[str, ...]) -> RunSQL:
    """Let these columns be written once, and nothing else ever.

    A row is open while its `mark`, one of the columns, is empty.
    """
    names = ",".join(columns)
    made = "".join(_SETTLED_TRIGGER.format(table=t, mark=mark, columns=names) for t in tables)
    return _guarded(tables, _REFUSE_SETTLED + made)


def pruned_by_age(days: int, **tables: str) -> RunSQL:
    """Let rows of these tables be deleted by age alone, and changed never.

    Each table names the column of the moment from which the days count.
    """
    made = "".join(
        _YOUNG_TRIGGER.format(table=table, column=column, days=days)
        for table, column in tables.items()
    )
    return _guarded(tables, _REFUSE_YOUNG + made)


def _guarded(tables: Iterable[str], made: str) -> RunSQL:
    return RunSQL(made, "".join(f"DROP TRIGGER append_only ON {table};" for table in tables))
