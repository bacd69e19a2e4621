"""What the database itself guards of the list of causes: nothing but an end is ever written."""

from django.db import migrations

from config.append_only_triggers import settled_once


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_causes")]
    operations = [
        settled_once(
            "catalog_cause", mark="ended_at", columns=("until", "ended_by_id", "ended_at")
        ),
    ]
