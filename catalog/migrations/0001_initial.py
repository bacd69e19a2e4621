"""Code lists, holidays and the dated policy."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import catalog.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("solar", "خورشیدی"),
                            ("lunar", "قمری"),
                            ("special", "تعطیلی ویژه"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("confirmed", "قطعی"),
                            ("tabulated", "از تقویم رسمی"),
                            ("estimated", "برآوردی"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ("date",),
            },
        ),
        migrations.CreateModel(
            name="Province",
            fields=[
                ("code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("iso", models.CharField(max_length=5, unique=True)),
                (
                    "name_order",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("name"),
                            models.Value(
                                "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیأإٱؤئۀة۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200cءًٌٍَُِّْٰٕٓٔ"
                            ),
                            models.Value(
                                "ءآأؤإئابةتثجحخدذرزسشصضطظعغػؼؽؾؿـفآآآؿفــ01234567890123456789 "
                            ),
                            function="translate",
                        ),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
            ],
            options={
                "ordering": ("name_order",),
            },
        ),
        migrations.CreateModel(
            name="IsicNode",
            fields=[
                ("code", models.CharField(max_length=4, primary_key=True, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("section", "بخش"),
                            ("division", "قسمت"),
                            ("group", "گروه"),
                            ("class", "طبقه"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title_fa", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("title_source", models.CharField(max_length=20)),
                ("path", models.CharField(max_length=20)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalog.isicnode",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("code", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("name_fa", models.CharField(max_length=40)),
                ("name_en", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mass", "جرم"),
                            ("volume", "حجم"),
                            ("length", "طول"),
                            ("area", "سطح"),
                            ("count", "شمارش"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "tonne_factor",
                    models.DecimalField(blank=True, decimal_places=9, max_digits=12, null=True),
                ),
                ("decimals", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "mass"),
                                ("tonne_factor__gt", 0),
                                ("tonne_factor__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "mass"), _negated=True), ("tonne_factor", None)
                            ),
                            _connector="OR",
                        ),
                        name="measure_only_mass_has_tonnes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("level", models.PositiveSmallIntegerField()),
                ("goods_id", models.CharField(blank=True, max_length=13)),
                ("goods_description", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(max_length=20)),
                ("search_text", models.TextField(editable=False)),
                (
                    "name_order",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("name"),
                            models.Value(
                                "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیأإٱؤئۀة۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200cءًٌٍَُِّْٰٕٓٔ"
                            ),
                            models.Value(
                                "ءآأؤإئابةتثجحخدذرزسشصضطظعغػؼؽؾؿـفآآآؿفــ01234567890123456789 "
                            ),
                            function="translate",
                        ),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "isic_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.isicnode",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.measure",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "ordering": ("name_order", "code"),
            },
        ),
        migrations.CreateModel(
            name="County",
            fields=[
                ("code", models.CharField(max_length=4, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("organization_code", models.CharField(max_length=3)),
                (
                    "name_order",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("name"),
                            models.Value(
                                "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیأإٱؤئۀة۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200cءًٌٍَُِّْٰٕٓٔ"
                            ),
                            models.Value(
                                "ءآأؤإئابةتثجحخدذرزسشصضطظعغػؼؽؾؿـفآآآؿفــ01234567890123456789 "
                            ),
                            function="translate",
                        ),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counties",
                        to="catalog.province",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "counties",
                "ordering": ("name_order", "code"),
            },
        ),
        migrations.AddConstraint(
            model_name="isicnode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "section"), ("parent", None)),
                    models.Q(
                        models.Q(("level", "section"), _negated=True), ("parent__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="isic_only_sections_have_no_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(
                catalog.fields.WordVector("search_text"),
                fastupdate=False,
                name="product_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{4}[3-6][0-9]{5}$")),
                name="product_code_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("isic_class", django.db.models.functions.text.Substr("code", 1, 4))
                ),
                name="product_code_of_its_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("goods_id__regex", "^([0-9]{13})?$")),
                name="product_goods_id_shape",
            ),
        ),
    ]
