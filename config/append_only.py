"""Tables to which rows are only added: one trigger of the database, said once for all of them."""

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


def refusal() -> RunSQL:
    """Return the operation that makes what the triggers call; it stands in the first migration."""
    return RunSQL(_REFUSE, "DROP FUNCTION portal_refuse_change();")


def append_only(*tables: str) -> RunSQL:
    """Return the operation that lets rows of these tables be neither changed nor deleted."""
    return RunSQL(
        "".join(_TRIGGER.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER append_only ON {table};" for table in tables),
    )


def pruned_by_age(days: int, **tables: str) -> RunSQL:
    """Return the operation that lets rows of tables be deleted by age alone, changed never.

    Each table names the column of the moment from which the days count.
    """
    made = "".join(
        _YOUNG_TRIGGER.format(table=table, column=column, days=days)
        for table, column in tables.items()
    )
    return RunSQL(_REFUSE_YOUNG + made, "DROP FUNCTION portal_refuse_young() CASCADE;")
