"""A kept round says whether it declares no activity, for the month that stands by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0005_levels_decided"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="idle",
            field=models.BooleanField(null=True),
        ),
    ]
