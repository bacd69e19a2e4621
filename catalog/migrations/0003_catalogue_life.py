"""Validity by month, measures of former months, and a history to which rows are only added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.append_only import append_only


class Migration(migrations.Migration):
    """Give products and activities their life in the catalogue."""

    dependencies = [
        ("catalog", "0002_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "افزودن"),
                            ("described", "تغییر نام و شرح"),
                            ("retired", "بازنشستگی"),
                            ("measured", "تغییر واحد سنجش"),
                            ("restored", "بازگرداندن به فهرست"),
                            ("loaded", "بارگذاری فهرست پایه"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="FormerMeasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_year", models.PositiveSmallIntegerField()),
                ("to_month", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("product", "to_year", "to_month"),
            },
        ),
        migrations.AddField(
            model_name="isicnode",
            name="from_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="isicnode",
            name="from_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="isicnode",
            name="to_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="isicnode",
            name="to_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="isicnode",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="product",
            name="from_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="from_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="to_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="to_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="isicnode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__regex", "^[A-Z]$"), ("level", "section")),
                    models.Q(("code__regex", "^[0-9]{2}$"), ("level", "division")),
                    models.Q(("code__regex", "^[0-9]{3}$"), ("level", "group")),
                    models.Q(("code__regex", "^[0-9]{4}$"), ("level", "class")),
                    _connector="OR",
                ),
                name="isic_code_of_its_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="isicnode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("from_month", None), ("from_year", None)),
                        models.Q(
                            ("from_month__isnull", False),
                            ("from_month__range", (1, 12)),
                            ("from_year__isnull", False),
                            ("from_year__range", (1300, 1499)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("to_month", None), ("to_year", None)),
                        models.Q(
                            ("to_month__isnull", False),
                            ("to_month__range", (1, 12)),
                            ("to_year__isnull", False),
                            ("to_year__range", (1300, 1499)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("from_year", None),
                        ("to_year", None),
                        ("to_year__gt", models.F("from_year")),
                        models.Q(
                            ("to_month__gte", models.F("from_month")),
                            ("to_year", models.F("from_year")),
                        ),
                        _connector="OR",
                    ),
                ),
                name="isic_months_exist",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("from_month", None), ("from_year", None)),
                        models.Q(
                            ("from_month__isnull", False),
                            ("from_month__range", (1, 12)),
                            ("from_year__isnull", False),
                            ("from_year__range", (1300, 1499)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("to_month", None), ("to_year", None)),
                        models.Q(
                            ("to_month__isnull", False),
                            ("to_month__range", (1, 12)),
                            ("to_year__isnull", False),
                            ("to_year__range", (1300, 1499)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("from_year", None),
                        ("to_year", None),
                        ("to_year__gt", models.F("from_year")),
                        models.Q(
                            ("to_month__gte", models.F("from_month")),
                            ("to_year", models.F("from_year")),
                        ),
                        _connector="OR",
                    ),
                ),
                name="product_months_exist",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None),
                    models.Q(
                        ("to_year__isnull", False),
                        models.Q(("successor", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="product_successor_of_a_retired_one",
            ),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="node",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="catalog.isicnode",
            ),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="product",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="formermeasure",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.measure"
            ),
        ),
        migrations.AddField(
            model_name="formermeasure",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_measures",
                to="catalog.product",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("node__isnull", False), ("product", None)),
                    models.Q(("node", None), ("product__isnull", False)),
                    _connector="OR",
                ),
                name="change_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("actor", None), ("kind", "loaded")),
                    models.Q(
                        models.Q(("kind", "loaded"), _negated=True),
                        ("actor__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="change_by_a_person_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="formermeasure",
            constraint=models.UniqueConstraint(
                fields=("product", "to_year", "to_month"), name="one_former_measure_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="formermeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_month__range", (1, 12)), ("to_year__range", (1300, 1499))),
                name="former_measure_month_exists",
            ),
        ),
        append_only("catalog_cataloguechange"),
    ]
