"""The log of identified exports; its rows are never changed and never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_notices_and_sessions"),
        ("catalog", "0002_policy"),
        ("statistics", "0003_tracking_and_frozen_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("production", "تولید"),
                            ("exports", "صادرات"),
                            ("employment", "اشتغال"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "اکسل (XLSX)"), ("csv", "CSV")], max_length=4
                    ),
                ),
                ("purpose", models.CharField(max_length=300)),
                ("from_year", models.PositiveSmallIntegerField()),
                ("from_month", models.PositiveSmallIntegerField()),
                ("to_year", models.PositiveSmallIntegerField()),
                ("to_month", models.PositiveSmallIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.province",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True),
                        name="export_has_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="export_has_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_year__lt", models.F("to_year")),
                            models.Q(
                                ("from_month__lte", models.F("to_month")),
                                ("from_year", models.F("to_year")),
                            ),
                            _connector="OR",
                        ),
                        name="export_months_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rows__gt", 0)), name="export_has_rows"
                    ),
                ],
            },
        ),
        append_only("statistics_exportlog"),
    ]
