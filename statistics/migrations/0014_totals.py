"""Where a version was filed and how people looked at it; the totals of what stands."""

import django.db.models.deletion
from django.db import migrations, models

# Of rounds that were kept before, the place is not known: the latest route and licence are nearest.
# The table only grows; its trigger steps aside for this one statement. Its foreign keys are looked
# at at once: a table with checks that wait cannot be altered.
FILL = """
ALTER TABLE statistics_revision DISABLE TRIGGER append_only;
UPDATE statistics_revision r SET county_id = l.county_id, trade_id = l.trade_id,
    union_id = s.route_union_id, organization_id = s.route_province_id,
    selected = s.selected IN (1, 3)
FROM statistics_submission s JOIN units_licence l ON l.id = s.licence_id
WHERE s.id = r.submission_id;
ALTER TABLE statistics_revision ENABLE TRIGGER append_only;
UPDATE statistics_submission SET standing_review = CASE
    WHEN decided_levels & ~bulk_levels > 0 THEN 2 WHEN decided_levels > 0 THEN 1 ELSE 0 END
WHERE standing_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_letters_have_one_line"),
        ("catalog", "0019_import_values"),
        ("statistics", "0013_obligation_lists_oblige_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="county",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.county",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="selected",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="trade",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.isicnode",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="union",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="standing_review",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "به\u200cطور خودکار"), (1, "تأیید گروهی"), (2, "با بررسی کارشناس")],
                db_default=0,
                default=0,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="revision",
            name="county",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.county",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="trade",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.isicnode",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="union",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.CreateModel(
            name="CauseTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                (
                    "direction",
                    models.CharField(choices=[("rise", "افزایش"), ("fall", "کاهش")], max_length=4),
                ),
                ("reason", models.CharField(max_length=12)),
                ("units", models.IntegerField(db_default=0, default=0)),
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
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "year",
                            "month",
                            "organization",
                            "product",
                            "direction",
                            "reason",
                            "selected",
                        ),
                        name="one_total_an_office_and_cause",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceCauseTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                (
                    "direction",
                    models.CharField(choices=[("rise", "افزایش"), ("fall", "کاهش")], max_length=4),
                ),
                ("reason", models.CharField(max_length=12)),
                ("units", models.IntegerField(db_default=0, default=0)),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.county",
                    ),
                ),
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
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "year",
                            "month",
                            "organization",
                            "county",
                            "union",
                            "product",
                            "direction",
                            "reason",
                            "selected",
                        ),
                        name="one_total_a_place_and_cause",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceProductTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                ("filings", models.IntegerField(db_default=0, default=0)),
                ("makers", models.IntegerField(db_default=0, default=0)),
                (
                    "quantity",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "quantity_opened",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "quantity_bulk",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                ("exporters", models.IntegerField(db_default=0, default=0)),
                (
                    "export_quantity",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "export_tonnes",
                    models.DecimalField(db_default=0, decimal_places=6, default=0, max_digits=24),
                ),
                (
                    "value_usd",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_usd_opened",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_usd_bulk",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_irr",
                    models.DecimalField(db_default=0, decimal_places=0, default=0, max_digits=28),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.county",
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
                (
                    "union",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "year",
                            "month",
                            "organization",
                            "county",
                            "union",
                            "product",
                            "measure",
                            "selected",
                        ),
                        name="one_total_a_place_and_product",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceTradeTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                ("filings", models.IntegerField(db_default=0, default=0)),
                ("filings_opened", models.IntegerField(db_default=0, default=0)),
                ("filings_bulk", models.IntegerField(db_default=0, default=0)),
                ("idle", models.IntegerField(db_default=0, default=0)),
                ("exporters", models.IntegerField(db_default=0, default=0)),
                ("official", models.IntegerField(db_default=0, default=0)),
                ("contract", models.IntegerField(db_default=0, default=0)),
                ("contractor", models.IntegerField(db_default=0, default=0)),
                ("people_opened", models.IntegerField(db_default=0, default=0)),
                ("people_bulk", models.IntegerField(db_default=0, default=0)),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.county",
                    ),
                ),
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
                    "trade",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.isicnode",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "year",
                            "month",
                            "organization",
                            "county",
                            "union",
                            "trade",
                            "selected",
                        ),
                        name="one_total_a_place_and_trade",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                ("filings", models.IntegerField(db_default=0, default=0)),
                ("makers", models.IntegerField(db_default=0, default=0)),
                (
                    "quantity",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "quantity_opened",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "quantity_bulk",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                ("exporters", models.IntegerField(db_default=0, default=0)),
                (
                    "export_quantity",
                    models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=24),
                ),
                (
                    "export_tonnes",
                    models.DecimalField(db_default=0, decimal_places=6, default=0, max_digits=24),
                ),
                (
                    "value_usd",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_usd_opened",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_usd_bulk",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=24),
                ),
                (
                    "value_irr",
                    models.DecimalField(db_default=0, decimal_places=0, default=0, max_digits=28),
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
                        fields=("year", "month", "organization", "product", "measure", "selected"),
                        name="one_total_an_office_and_product",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TradeTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("selected", models.BooleanField()),
                ("filings", models.IntegerField(db_default=0, default=0)),
                ("filings_opened", models.IntegerField(db_default=0, default=0)),
                ("filings_bulk", models.IntegerField(db_default=0, default=0)),
                ("idle", models.IntegerField(db_default=0, default=0)),
                ("exporters", models.IntegerField(db_default=0, default=0)),
                ("official", models.IntegerField(db_default=0, default=0)),
                ("contract", models.IntegerField(db_default=0, default=0)),
                ("contractor", models.IntegerField(db_default=0, default=0)),
                ("people_opened", models.IntegerField(db_default=0, default=0)),
                ("people_bulk", models.IntegerField(db_default=0, default=0)),
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
                    "trade",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.isicnode",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "month", "organization", "trade", "selected"),
                        name="one_total_an_office_and_trade",
                    )
                ],
            },
        ),
    ]
