"""Posts of an installation that is older than appointments get theirs.

Only the operator's command gave posts then, so each is `by_command`; a year from now it is reviewed.
"""

from django.db import migrations

# Roles and states as they were when this was written: a migration reads no code of a later day.
WRITE = """
WITH held AS (
    SELECT g.user_id, g.role, g.content_object_id AS organization_id,
        min(g.granted_at) AS since, max(g.until) AS until
    FROM accounts_organizationpermission g
    WHERE g.since IS NULL AND (g.until IS NULL OR g.until > now())
    GROUP BY g.user_id, g.role, g.content_object_id
), written AS (
    INSERT INTO accounts_appointment (role, organization_id, user_id, full_name, title, mobile,
        email, until, state, letter_number, by_command, way, invitation_digest, accepted_at,
        review_due, version)
    SELECT h.role, h.organization_id, h.user_id, u.full_name, '', u.mobile, u.email, h.until,
        'held', '', true, '', '', h.since, current_date + 365, 1
    FROM held h JOIN accounts_user u ON u.id = h.user_id
    WHERE NOT EXISTS (
        SELECT FROM accounts_appointment a WHERE a.user_id = h.user_id AND a.role = h.role
            AND a.organization_id = h.organization_id AND a.state = 'held')
    RETURNING id
)
INSERT INTO accounts_appointmentevent (appointment_id, act, note, at)
SELECT id, 'commanded', 'پیش از ثبت انتصاب‌ها', now() FROM written
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_looks_into_the_trail")]
    # Taken back they stay: an event is never deleted.
    operations = [migrations.RunSQL(WRITE, migrations.RunSQL.noop)]
