"""A policy value is followed by another, in force or not: rows are only added."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_peers_of_first_filings")]
    operations = [append_only("catalog_policy")]
