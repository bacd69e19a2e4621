"""What the database itself guards: a sent list of best units stays as it was."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("oversight", "0008_best_units")]
    operations = [append_only("oversight_bestunitlist", "oversight_bestunit")]
