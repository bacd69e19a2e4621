"""The kind that every licence had is a row of the list; of a row only its end is written, once."""

from django.db import migrations

from config.append_only_triggers import settled_once

FIRST = """
INSERT INTO catalog_licencekind (code, name, files, since, note)
VALUES ('business', 'پروانه کسب', true, '2008-03-20', '')
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_licence_kinds")]

    operations = [
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        settled_once(
            "catalog_licencekind", mark="ended_at", columns=("until", "ended_by_id", "ended_at")
        ),
    ]
