"""A decision is never changed and never deleted."""

from django.db import migrations

from config.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0002_initial")]
    operations = [append_only("review_decision")]
