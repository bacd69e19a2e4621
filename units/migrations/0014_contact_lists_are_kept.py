"""Which lists of numbers left is only added to."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("units", "0013_contact_lists")]

    operations = [append_only("units_contactlistexport")]
