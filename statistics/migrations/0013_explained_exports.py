"""Few export lines explain their tonnes; the inbox finds them without reading all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0012_months_are_found")]
    operations = [
        migrations.AddIndex(
            model_name="exportline",
            index=models.Index(
                condition=models.Q(("tonnes_reason", ""), _negated=True),
                fields=["submission"],
                name="export_explained",
            ),
        ),
    ]
