"""The measure in which a line was listed, and the product in whose place it stands."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _measure() -> Any:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="catalog.measure",
    )


class Migration(migrations.Migration):
    """Lines written before have the measure that their product had in their month."""

    dependencies = [
        ("catalog", "0003_catalogue_life"),
        ("statistics", "0005_raised_flags"),
    ]

    operations = [
        migrations.AddField("exportline", "measure", _measure()),
        migrations.AddField("productionline", "measure", _measure()),
        migrations.AddField(
            "productionline",
            "replaced",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.product",
            ),
        ),
        migrations.AddIndex(
            model_name="productionline",
            index=models.Index(
                condition=models.Q(("replaced__isnull", False)),
                fields=["replaced"],
                name="line_replaced",
            ),
        ),
    ]
