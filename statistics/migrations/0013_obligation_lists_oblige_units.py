"""Triggers that keep a unit's first month by its lists; of a row only its withdrawal is written."""

from django.db import migrations

from config.append_only_triggers import settled_once

FUNCTIONS = """
CREATE FUNCTION statistics_oblige(units bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE units_unit u SET obliged_from = f.first_day
    FROM (
        SELECT t.id, (
            SELECT min(l.first_day)
            FROM statistics_listedunit m JOIN statistics_obligationlist l ON l.id = m.list_id
            WHERE m.unit_id = t.id AND m.ended_at IS NULL AND l.ended_at IS NULL
        ) AS first_day
        FROM unnest(units) AS t(id)
    ) AS f
    WHERE u.id = f.id AND u.obliged_from IS DISTINCT FROM f.first_day
$$;
CREATE FUNCTION statistics_unit_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM statistics_oblige(array_agg(DISTINCT unit_id)) FROM touched;
    RETURN NULL;
END $$;
CREATE FUNCTION statistics_list_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM statistics_oblige(array_agg(DISTINCT m.unit_id))
    FROM touched t JOIN statistics_listedunit m ON m.list_id = t.id;
    RETURN NULL;
END $$;
CREATE FUNCTION units_keep_obliged_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.obliged_from := OLD.obliged_from;
    RETURN NEW;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER unit_listed AFTER INSERT ON statistics_listedunit REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_unit_listed();
CREATE TRIGGER unit_withdrawn AFTER UPDATE ON statistics_listedunit
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_unit_listed();
CREATE TRIGGER list_withdrawn AFTER UPDATE ON statistics_obligationlist
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_list_withdrawn();
-- A unit that was read before it was listed would write the old month back.
CREATE TRIGGER keep_obliged_from BEFORE UPDATE OF obliged_from ON units_unit
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION units_keep_obliged_from();
"""
DROP = """
DROP TRIGGER unit_listed ON statistics_listedunit;
DROP TRIGGER unit_withdrawn ON statistics_listedunit;
DROP TRIGGER list_withdrawn ON statistics_obligationlist;
DROP TRIGGER keep_obliged_from ON units_unit;
DROP FUNCTION statistics_unit_listed();
DROP FUNCTION statistics_list_withdrawn();
DROP FUNCTION units_keep_obliged_from();
DROP FUNCTION statistics_oblige(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0012_obligation_lists"), ("units", "0011_obliged_from")]

    operations = [
        migrations.RunSQL(FUNCTIONS + TRIGGERS, DROP),
        settled_once(
            "statistics_obligationlist",
            "statistics_listedunit",
            mark="ended_at",
            columns=("ended_by_id", "ended_at", "end_reason"),
        ),
    ]
