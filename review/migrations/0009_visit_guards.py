"""What the database itself guards of visits: forms are only added, what is closed stays."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once

_PLANNED = ("visitor_id", "planned_on", "planned_time", "why", "state", "version")
_WRITTEN = (
    *("form_id", "visited_on", "companion", "finding", "summary", "product_id"),
    *("latitude", "longitude", "saved_at", "written_at"),
)
_CLOSED = ("note", "closed_by_id", "closed_at")

# Answers and photographs live as long as their visit is written: they stand and fall with its row.
_FREEZE = """
CREATE FUNCTION review_freeze_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    visit bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.visit_id ELSE NEW.visit_id END;
BEGIN
    -- Shared with who confirms this moment: one of the two waits for the other.
    PERFORM FROM review_visit WHERE id = visit AND state = 'planned' FOR SHARE;
    IF NOT FOUND OR TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'rows of % stand once their visit is written', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_report';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_report BEFORE INSERT OR UPDATE OR DELETE ON review_visitanswer
    FOR EACH ROW EXECUTE FUNCTION review_freeze_report();
CREATE TRIGGER frozen_report BEFORE INSERT OR UPDATE OR DELETE ON review_visitphoto
    FOR EACH ROW EXECUTE FUNCTION review_freeze_report();
"""
_THAW = "DROP FUNCTION review_freeze_report() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("review", "0008_visits")]
    operations = [
        append_only("review_visitquestionnaire", "review_visitquestion"),
        settled_once("review_visit", mark="closed_at", columns=(*_PLANNED, *_WRITTEN, *_CLOSED)),
        settled_once(
            "review_visitproposal",
            mark="declined_at",
            columns=("declined_by_id", "declined_at", "note"),
        ),
        migrations.RunSQL(_FREEZE, _THAW),
    ]
