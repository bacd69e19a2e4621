"""What was said stays: questions and answers are only added, a request is answered once."""

from django.db import migrations

from config.append_only import append_only

ANSWERED_ONCE = """
CREATE FUNCTION review_refuse_change_of_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.outcome <> ''
        OR (OLD.submission_id, OLD.reason, OLD.asked_by_id, OLD.asked_at)
            IS DISTINCT FROM (NEW.submission_id, NEW.reason, NEW.asked_by_id, NEW.asked_at)
    THEN
        RAISE EXCEPTION 'a request is answered once and never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER answered_once BEFORE UPDATE OR DELETE ON review_correctionrequest
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change_of_request();
"""
UNDO = """
DROP FUNCTION review_refuse_change_of_request() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0004_talk"),
    ]
    operations = [
        append_only("review_question", "review_answer"),
        migrations.RunSQL(ANSWERED_ONCE, UNDO),
    ]
