"""The numbers above an inbox read an index alone; what begins with a case needs no second one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_leave"),
        ("statistics", "0013_explained_exports"),
        ("units", "0003_who_owes_months"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="submission",
            name="queue",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="queue_returned",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="queue_flagged",
        ),
        migrations.AlterField(
            model_name="exportline",
            name="submission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="export_lines",
                to="statistics.submission",
            ),
        ),
        migrations.AlterField(
            model_name="productionline",
            name="submission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="production",
                to="statistics.submission",
            ),
        ),
        migrations.AlterField(
            model_name="raisedflag",
            name="submission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flagged",
                to="statistics.submission",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="submission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="statistics.submission",
            ),
        ),
        migrations.AlterField(
            model_name="stepstate",
            name="submission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="statistics.submission",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="units.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("state__in", ("at_union", "at_province", "at_ministry"))),
                fields=["desk", "priority_at", "id"],
                include=(
                    "due_at",
                    "state",
                    "round",
                    "skipped_union",
                    "lapsed_union",
                    "lapsed_province",
                    "lapsed_ministry",
                ),
                name="queue",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(
                    ("flags__gt", 0), ("state__in", ("at_union", "at_province", "at_ministry"))
                ),
                fields=["desk", "priority_at", "id"],
                include=(
                    "state",
                    "round",
                    "skipped_union",
                    "lapsed_union",
                    "lapsed_province",
                    "lapsed_ministry",
                ),
                name="queue_flagged",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("state", "returned")),
                fields=["desk", "correction_due", "id"],
                include=(
                    "state",
                    "round",
                    "skipped_union",
                    "lapsed_union",
                    "lapsed_province",
                    "lapsed_ministry",
                ),
                name="queue_returned",
            ),
        ),
    ]
