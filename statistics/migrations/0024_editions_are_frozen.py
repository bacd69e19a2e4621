"""Triggers: an edition that is out, or failed, never changes, and takes no cell any more."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once

MADE = """
CREATE FUNCTION statistics_refuse_late_cell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM added n JOIN statistics_edition e ON e.id = n.edition_id
    WHERE e.state <> 'working';
    IF FOUND THEN
        RAISE EXCEPTION 'cells come with their edition'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cells_come_with_their_edition';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER with_edition AFTER INSERT ON statistics_frozencell REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_refuse_late_cell();
"""
DROP = """
DROP TRIGGER with_edition ON statistics_frozencell;
DROP FUNCTION statistics_refuse_late_cell();
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0023_editions")]
    operations = [
        migrations.RunSQL(MADE, DROP),
        settled_once(
            "statistics_edition",
            mark="ended_at",
            columns=(
                *("state", "attempt", "touched_at", "done", "total"),
                *("number", "as_of", "ended_at", "failure"),
            ),
        ),
        append_only(
            "statistics_editionsecret",
            "statistics_frozencell",
            "statistics_frozencontribution",
            "statistics_secretcell",
        ),
    ]
