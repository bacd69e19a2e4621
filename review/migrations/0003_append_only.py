"""A decision is never changed and never deleted."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_decision
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_initial"),
        ("statistics", "0003_tracking_and_frozen_figures"),
    ]
    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER append_only ON review_decision;")]
