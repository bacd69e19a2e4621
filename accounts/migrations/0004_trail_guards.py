"""What the database itself guards: the trail of access, the history of grants, the technical log."""

from django.db import migrations

from config.append_only_triggers import append_only, pruned_by_age

GRANTS = """
CREATE FUNCTION accounts_note_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed accounts_organizationpermission;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    INSERT INTO accounts_grantchange (
        at, act, user_id, role, organization_id, permission_id, since, until, written_by
    ) VALUES (
        clock_timestamp(), lower(TG_OP), changed.user_id, changed.role, changed.content_object_id,
        changed.permission_id, changed.since, changed.until, session_user
    );
    RETURN NULL;
END $$;
CREATE TRIGGER note_grant AFTER INSERT OR UPDATE OR DELETE ON accounts_organizationpermission
    FOR EACH ROW EXECUTE FUNCTION accounts_note_grant();

CREATE FUNCTION accounts_grant_ends_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'until' IS DISTINCT FROM to_jsonb(NEW) - 'until' THEN
        RAISE EXCEPTION 'of a grant only the end is changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_ends_only BEFORE UPDATE ON accounts_organizationpermission
    FOR EACH ROW EXECUTE FUNCTION accounts_grant_ends_only();
"""
UNDO = """
DROP FUNCTION accounts_note_grant() CASCADE;
DROP FUNCTION accounts_grant_ends_only() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_access_trail"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [
        migrations.RunSQL(GRANTS, UNDO),
        append_only("accounts_grantchange", "django_admin_log"),
        pruned_by_age(400, accounts_accessevent="at"),
    ]
