"""Rehearsals of a policy and what they found."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _id() -> tuple[str, Any]:
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_policy_added_to"),
        ("review", "0006_sweeps"),
        ("statistics", "0009_reminders_and_notebook"),
        ("units", "0002_activity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                _id(),
                ("values", models.JSONField()),
                ("asked_at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "در صف"),
                            ("running", "در حال آزمودن"),
                            ("done", "آماده"),
                            ("failed", "ناکام"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("touched_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__range", (0, 100))),
                        name="progress_in_percent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RehearsalFinding",
            fields=[
                _id(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lapses_union", "نزد اتحادیه خودکار می‌شد"),
                            ("lapses_province", "نزد سازمان استان خودکار می‌شد"),
                            ("lapses_ministry", "نزد وزارت خودکار می‌شد"),
                            ("open_union", "نزد اتحادیه هنوز وقت داشت"),
                            ("open_province", "نزد سازمان استان هنوز وقت داشت"),
                            ("open_ministry", "نزد وزارت هنوز وقت داشت"),
                            ("inactive", "واحد غیرفعال می‌شد"),
                            ("active", "واحد فعال می‌ماند"),
                        ],
                        max_length=16,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("instead", models.DateTimeField(null=True)),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.province",
                    ),
                ),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="review.rehearsal",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statistics.submission",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["rehearsal", "kind", "province", "id"], name="rehearsal_found"
                    )
                ],
            },
        ),
    ]
