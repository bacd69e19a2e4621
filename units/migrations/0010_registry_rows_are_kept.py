"""Capacity and verification are only added to; an issue is settled once."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once


class Migration(migrations.Migration):
    dependencies = [("units", "0009_contacts_capacity_verification")]

    operations = [
        append_only("units_capacity", "units_verification"),
        settled_once(
            "units_registryissue",
            mark="settled_at",
            columns=("settled_by_id", "settled_at", "outcome"),
        ),
    ]
