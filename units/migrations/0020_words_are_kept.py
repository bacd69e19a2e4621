"""The words of a unit become a column: read along another index, each name was split anew."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import units.models.unit


class Migration(migrations.Migration):
    dependencies = [("units", "0019_coming_aboard_guards")]

    operations = [
        migrations.RemoveIndex(model_name="unit", name="unit_words"),
        migrations.AddField(
            model_name="unit",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=units.models.unit.UnitWords(),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="unit_words"
            ),
        ),
    ]
