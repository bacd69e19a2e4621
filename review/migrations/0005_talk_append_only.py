"""What was said stays: questions and answers are only added, a request is answered once."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_question
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_answer
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();

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
DROP TRIGGER append_only ON review_answer;
DROP TRIGGER append_only ON review_question;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0004_talk"),
        ("statistics", "0003_tracking_and_frozen_figures"),
    ]
    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
