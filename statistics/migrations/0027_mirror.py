"""The mirror of an edition: what is told of groups, and apart what never leaves; triggers."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from config.append_only_triggers import append_only

# Groups come with their edition, as its cells do.
MADE = """
CREATE TRIGGER with_edition AFTER INSERT ON statistics_mirrorgroup REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_refuse_late_cell();
"""
DROP = "DROP TRIGGER with_edition ON statistics_mirrorgroup;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_networks_and_lost_phones"),
        ("catalog", "0025_influence_and_rule_switch"),
        ("statistics", "0026_standing_of_a_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="MirrorGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        choices=[("per_person", "تولید هر نفر"), ("growth", "تغییر تولید")],
                        max_length=10,
                    ),
                ),
                ("low", models.DecimalField(decimal_places=6, max_digits=34)),
                ("middle", models.DecimalField(decimal_places=6, max_digits=34)),
                ("high", models.DecimalField(decimal_places=6, max_digits=34)),
                ("holders", models.PositiveIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statistics.edition",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.measure",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "product", "measure", "figure", "organization"),
                        name="one_group_a_key",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__gte", 0),
                            ("low__lte", models.F("middle")),
                            ("middle__lte", models.F("high")),
                        ),
                        name="group_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holders__gte", 10)), name="group_of_ten_at_least"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MirrorTrace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        choices=[("per_person", "تولید هر نفر"), ("growth", "تغییر تولید")],
                        max_length=10,
                    ),
                ),
                ("told", models.BooleanField()),
                ("source", models.PositiveSmallIntegerField(null=True)),
                (
                    "prints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statistics.edition",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.measure",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "product", "measure", "figure", "organization"),
                        name="one_trace_a_key",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told", True),
                            models.Q(("prints", []), ("source", None)),
                            _connector="OR",
                        ),
                        name="hidden_group_has_no_prints",
                    ),
                ],
            },
        ),
        migrations.RunSQL(MADE, DROP),
        append_only("statistics_mirrorgroup", "statistics_mirrortrace"),
    ]
