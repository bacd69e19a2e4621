"""What the database itself guards: a published evaluation is never changed."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]
    operations = [append_only("oversight_evaluationedition")]
