"""A change of a registered mobile is settled once."""

from django.db import migrations

from config.append_only_triggers import settled_once


class Migration(migrations.Migration):
    dependencies = [("units", "0018_coming_aboard")]
    operations = [
        settled_once(
            "units_mobilechange",
            mark="settled_at",
            columns=("settled_by_id", "settled_office_id", "settled_at", "granted", "reason"),
        )
    ]
