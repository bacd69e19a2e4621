"""The log of sweeps: added to, and pruned by age alone."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from config.append_only import pruned_by_age

KEPT_DAYS = 30


def _id() -> tuple[str, Any]:
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_technical_post"),
        ("catalog", "0004_policy_added_to"),
        ("review", "0005_talk_append_only"),
    ]
    operations = [
        migrations.CreateModel(
            name="SweepRun",
            fields=[
                _id(),
                ("begun_at", models.DateTimeField(db_index=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.CharField(choices=[("beat", "زمان‌بند"), ("hand", "دستی")], max_length=4),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SweepEnd",
            fields=[
                _id(),
                ("ended_at", models.DateTimeField()),
                ("due", models.PositiveIntegerField()),
                ("moved", models.PositiveIntegerField()),
                ("lag_seconds", models.PositiveBigIntegerField()),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="end",
                        to="review.sweeprun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SweepAlarm",
            fields=[
                _id(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("silence", "جاروبی نرسیده است"),
                            ("lag", "جاروب دیر رسیده است"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alarms",
                        to="review.sweeprun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "kind"), name="one_alarm_a_sweep_and_kind"
                    )
                ],
            },
        ),
        pruned_by_age(
            KEPT_DAYS,
            review_sweeprun="begun_at",
            review_sweepend="ended_at",
            review_sweepalarm="at",
        ),
    ]
