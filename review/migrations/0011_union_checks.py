"""What a union says it checked stays with its approval."""

import django.db.models.deletion
from django.db import migrations, models

from config.append_only import append_only

ANSWER = [("yes", "بله"), ("no", "خیر")]


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0010_followup_complaints_leave"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnionCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("licence", models.CharField(blank=True, choices=ANSWER, max_length=3)),
                ("place", models.CharField(blank=True, choices=ANSWER, max_length=3)),
                ("quantity", models.CharField(blank=True, choices=ANSWER, max_length=3)),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="union_check",
                        to="review.decision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("licence", ""), ("place", ""), ("quantity", ""), _negated=True
                        ),
                        name="union_check_says_something",
                    )
                ],
            },
        ),
        append_only("review_unioncheck"),
    ]
