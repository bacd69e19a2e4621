"""What the database itself guards: no licence has two of them on one day."""

from django.db import migrations

# Without extensions a GiST index knows ranges alone, so licence and day are one number: the
# licence's id, then the days since 1900 in six digits. An open end holds all days to come.
GUARD = """
ALTER TABLE units_licencestate ADD CONSTRAINT one_state_a_licence_and_day EXCLUDE USING gist (
    int8range(
        licence_id * 1000000 + (since - DATE '1900-01-01'),
        licence_id * 1000000 + coalesce(until - DATE '1900-01-01', 999999),
        '[]'
    ) WITH &&
)
"""
DROP = "ALTER TABLE units_licencestate DROP CONSTRAINT one_state_a_licence_and_day"


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, DROP)]
