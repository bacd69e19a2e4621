"""Published evaluations: editions are only added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_technical_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("review", "0008_evidence"),
    ]
    operations = [
        migrations.CreateModel(
            name="EvaluationEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "span",
                    models.CharField(
                        choices=[("month", "ماهانه"), ("quarter", "فصلی")], max_length=7
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveSmallIntegerField()),
                ("as_of", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("previous_digest", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("span", "year", "number", "serial"), name="one_edition_a_serial"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serial__gte", 1)), name="editions_count_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("serial", 1), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="later_edition_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="edition_has_digest",
                    ),
                ],
            },
        ),
        append_only("review_evaluationedition"),
    ]
