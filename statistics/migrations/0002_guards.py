"""What the database itself guards: tracking numbers, frozen figures, logs that only grow."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once

SEQUENCE = """
CREATE SEQUENCE statistics_tracking_number MINVALUE 11400000001 MAXVALUE 99999999999;
"""

FROZEN = """
CREATE FUNCTION statistics_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Where a line leaves and where it comes to; OLD is null on INSERT, NEW on DELETE.
    PERFORM FROM statistics_submission
    WHERE id IN (OLD.submission_id, NEW.submission_id) AND state NOT IN ('draft', 'returned');
    IF FOUND THEN
        RAISE EXCEPTION 'figures of a filed submission are frozen'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'figures_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

TABLES = ("productionline", "exportdeclaration", "exportline", "employment", "raisedflag")

TRIGGERS = "".join(
    f"CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON statistics_{table} "
    "FOR EACH ROW EXECUTE FUNCTION statistics_refuse_frozen();"
    for table in TABLES
)

# A case that becomes final stands with the round that it has then; that a final one has a version
# at all is a check of the table. A load turns off the trigger of INSERT: its versions come later.
STANDING = """
CREATE FUNCTION statistics_refuse_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM statistics_revision
    WHERE id = NEW.standing_id AND submission_id = NEW.id AND round = NEW.round;
    IF NOT FOUND OR NEW.state <> 'final' THEN
        RAISE EXCEPTION 'what stands for a month is its own version, the last that became final'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'standing_is_the_final_version';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER standing_on_insert BEFORE INSERT ON statistics_submission FOR EACH ROW
    WHEN (NEW.standing_id IS NOT NULL) EXECUTE FUNCTION statistics_refuse_standing();
CREATE TRIGGER standing BEFORE UPDATE ON statistics_submission FOR EACH ROW
    WHEN (NEW.standing_id IS DISTINCT FROM OLD.standing_id
          OR NEW.standing_id IS NOT NULL AND NEW.state = 'final' AND OLD.state <> 'final')
    EXECUTE FUNCTION statistics_refuse_standing();
"""

UNDO = """
DROP FUNCTION statistics_refuse_standing() CASCADE;
DROP SEQUENCE statistics_tracking_number;
DROP FUNCTION statistics_refuse_frozen() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial")]
    operations = [
        migrations.RunSQL(SEQUENCE + FROZEN + TRIGGERS + STANDING, UNDO),
        append_only("statistics_revision", "statistics_exportlog", "statistics_askedreminder"),
        settled_once(
            "statistics_selectedunit",
            "statistics_selectedproduct",
            mark="ended_at",
            columns=("until", "ended_by_id", "ended_at"),
        ),
    ]
