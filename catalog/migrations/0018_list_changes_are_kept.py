"""What was done to the short lists is only added to."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_list_changes")]
    operations = [append_only("catalog_listchange")]
