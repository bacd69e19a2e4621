"""Triggers that copy the place of the last licence to its unit, and keep the copy from others.

A statement's licences are copied together, so that a list of a hundred thousand is one more UPDATE.
"""

from django.db import migrations

from config.append_only_triggers import append_only

# As `units.queries.HOLDER` has it: the last one issued, of several on a day the first by number.
PLACED = """
UPDATE units_unit u SET county_id = p.county_id, union_id = p.union_id, trade_id = p.trade_id,
    organization_code = coalesce(p.organization_code, '')
FROM (
    SELECT t.unit_id, l.county_id, l.union_id, l.trade_id, c.organization_code
    FROM (SELECT DISTINCT unit_id FROM {units}) AS t
    LEFT JOIN LATERAL (
        SELECT county_id, union_id, trade_id FROM units_licence x
        WHERE x.unit_id = t.unit_id ORDER BY x.issued_on DESC, x.number LIMIT 1
    ) AS l ON true
    LEFT JOIN catalog_county c ON c.code = l.county_id
) AS p
WHERE u.id = p.unit_id AND (u.county_id, u.union_id, u.trade_id, u.organization_code)
    IS DISTINCT FROM (p.county_id, p.union_id, p.trade_id, coalesce(p.organization_code, ''))
"""
FUNCTIONS = f"""
CREATE FUNCTION units_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {PLACED.format(units="touched")};
    RETURN NULL;
END $$;
CREATE FUNCTION units_county_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE units_unit u SET organization_code = c.organization_code
    FROM touched c WHERE u.county_id = c.code AND u.organization_code <> c.organization_code;
    RETURN NULL;
END $$;
CREATE FUNCTION units_keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.county_id := OLD.county_id;
    NEW.union_id := OLD.union_id;
    NEW.trade_id := OLD.trade_id;
    NEW.organization_code := OLD.organization_code;
    RETURN NEW;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER place_of_new AFTER INSERT ON units_licence REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION units_place();
CREATE TRIGGER place_of_changed AFTER UPDATE ON units_licence REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION units_place();
CREATE TRIGGER place_of_deleted AFTER DELETE ON units_licence REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION units_place();
CREATE TRIGGER county_moved AFTER UPDATE ON catalog_county REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION units_county_moved();
-- A unit that was read before its licence changed would write its old place back.
CREATE TRIGGER keep_place
    BEFORE UPDATE OF county_id, union_id, trade_id, organization_code ON units_unit
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION units_keep_place();
"""
DROP = """
DROP TRIGGER place_of_new ON units_licence;
DROP TRIGGER place_of_changed ON units_licence;
DROP TRIGGER place_of_deleted ON units_licence;
DROP TRIGGER county_moved ON catalog_county;
DROP TRIGGER keep_place ON units_unit;
DROP FUNCTION units_place();
DROP FUNCTION units_county_moved();
DROP FUNCTION units_keep_place();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0005_registry")]

    operations = [
        migrations.RunSQL(PLACED.format(units="units_licence") + ";" + FUNCTIONS + TRIGGERS, DROP),
        append_only("units_registrychange"),
    ]
