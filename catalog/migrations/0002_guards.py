"""What the database itself guards: policy in force and the log of catalogue edits."""

from django.db import migrations

from config.append_only_triggers import append_only

IN_FORCE = """
CREATE FUNCTION catalog_policy_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.effective_from <= (now() AT TIME ZONE 'Asia/Tehran')::date THEN
        RAISE EXCEPTION 'policy % is in force since % and cannot be changed',
            OLD.key, OLD.effective_from USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER policy_in_force BEFORE UPDATE OR DELETE ON catalog_policy
    FOR EACH ROW EXECUTE FUNCTION catalog_policy_in_force();
"""
UNDO = """
DROP TRIGGER policy_in_force ON catalog_policy;
DROP FUNCTION catalog_policy_in_force();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [
        migrations.RunSQL(IN_FORCE, UNDO),
        append_only("catalog_cataloguechange"),
    ]
