"""What the database itself guards: what was issued, received, said and answered stays."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once

# An issued circular is told late and withdrawn, each once, and nothing else.
_ISSUED = """
CREATE FUNCTION outreach_keep_circular() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := '{withdrawn_at,withdrawn_by_id,withdrawal_reason,told_late_at}';
BEGIN
    IF OLD.issued_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
        OR (OLD.told_late_at IS NOT NULL AND NEW.told_late_at IS DISTINCT FROM OLD.told_late_at)
        OR to_jsonb(OLD) - ends IS DISTINCT FROM to_jsonb(NEW) - ends
    THEN
        RAISE EXCEPTION 'an issued circular is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_circular';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_circular BEFORE UPDATE OR DELETE ON outreach_circular
    FOR EACH ROW EXECUTE FUNCTION outreach_keep_circular();
"""
_UNISSUED = """
DROP TRIGGER issued_circular ON outreach_circular;
DROP FUNCTION outreach_keep_circular();
"""
# Annexes and targets live as long as their circular is written.
_FREEZE = """
CREATE FUNCTION outreach_freeze_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.circular_id ELSE NEW.circular_id END;
BEGIN
    -- Shared with who issues it this moment: one of the two waits for the other.
    PERFORM FROM outreach_circular WHERE id = made AND issued_at IS NULL FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND OLD.circular_id <> NEW.circular_id) THEN
        RAISE EXCEPTION 'annexes and targets of an issued circular are never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_circular';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_circular BEFORE INSERT OR UPDATE OR DELETE ON outreach_circularannex
    FOR EACH ROW EXECUTE FUNCTION outreach_freeze_parts();
CREATE TRIGGER frozen_circular BEFORE INSERT OR UPDATE OR DELETE ON outreach_circular_targets
    FOR EACH ROW EXECUTE FUNCTION outreach_freeze_parts();
"""
_THAW = """
DROP TRIGGER frozen_circular ON outreach_circularannex;
DROP TRIGGER frozen_circular ON outreach_circular_targets;
DROP FUNCTION outreach_freeze_parts();
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]
    operations = [
        migrations.RunSQL(_ISSUED, _UNISSUED),
        migrations.RunSQL(_FREEZE, _THAW),
        settled_once(
            "outreach_circularhop", mark="passed_at", columns=("passed_at", "passed_by_id")
        ),
        append_only("outreach_unitreceipt", "outreach_circularreminder", "outreach_ticketentry"),
        settled_once(
            "outreach_helpcategory", mark="ended_at", columns=("until", "ended_by_id", "ended_at")
        ),
    ]
