import django.db.models.deletion
from django.db import migrations, models

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("statistics", "0029_public_files")]

    operations = [
        migrations.CreateModel(
            name="EditionResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due", models.PositiveIntegerField()),
                ("filed", models.PositiveIntegerField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="response",
                        to="statistics.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due__gt", 0), ("due__gte", models.F("filed"))),
                        name="edition_response_is_a_share",
                    )
                ],
            },
        ),
        append_only("statistics_editionresponse"),
    ]
