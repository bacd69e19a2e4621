"""What the database itself guards: sent minutes and their tasks stay, answers are only added."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once

_WRITTEN = ("number", "held_on", "chair", "secretary", "present", "minutes", "version")
_SENDING = ("figures", "sent_at", "sent_by_id")

# A task lives as long as its minutes are written: it stands and falls with another row.
_FREEZE = """
CREATE FUNCTION oversight_freeze_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
    -- Shared with who sends the minutes this moment: one of the two waits for the other.
    PERFORM FROM oversight_meeting WHERE id = meeting AND sent_at IS NULL FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND OLD.meeting_id <> NEW.meeting_id) THEN
        RAISE EXCEPTION 'tasks of sent minutes are never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_tasks';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_tasks BEFORE INSERT OR UPDATE OR DELETE ON oversight_meetingtask
    FOR EACH ROW EXECUTE FUNCTION oversight_freeze_tasks();
"""
_THAW = """
DROP TRIGGER frozen_tasks ON oversight_meetingtask;
DROP FUNCTION oversight_freeze_tasks();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0005_meetings")]
    operations = [
        settled_once("oversight_meeting", mark="sent_at", columns=(*_WRITTEN, *_SENDING)),
        append_only("oversight_taskanswer"),
        migrations.RunSQL(_FREEZE, _THAW),
    ]
