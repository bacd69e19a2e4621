"""What the database itself guards: the log of decisions, what was said, and what was attached."""

from django.db import migrations

from config.append_only_triggers import append_only, pruned_by_age, settled_once

SENT_STAYS = """
CREATE FUNCTION review_refuse_change_of_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT FROM statistics_submission s
        WHERE s.id = OLD.submission_id AND s.round >= OLD.round
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'evidence that was sent is never changed nor taken off'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;

CREATE TRIGGER sent_stays BEFORE UPDATE OR DELETE ON review_evidence
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change_of_evidence();
"""
UNDO = """
DROP FUNCTION review_refuse_change_of_evidence() CASCADE;
"""
KEPT_DAYS = 30


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("statistics", "0002_guards")]
    operations = [
        append_only(
            "review_decision",
            "review_question",
            "review_answer",
            "review_contact",
            "review_unioncheck",
        ),
        settled_once(
            "review_correctionrequest",
            mark="outcome",
            columns=(
                "outcome",
                "answer",
                "answered_by_id",
                "answered_at",
                "organization_id",
                "decision_id",
            ),
        ),
        settled_once(
            "review_complaint",
            mark="verdict",
            columns=("verdict", "answer", "answered_by_id", "answered_at"),
        ),
        pruned_by_age(
            KEPT_DAYS,
            review_sweeprun="begun_at",
            review_sweepend="ended_at",
            review_sweepalarm="at",
        ),
        migrations.RunSQL(SENT_STAYS, UNDO),
    ]
