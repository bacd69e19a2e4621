"""The dated policy; the database itself keeps values that have taken effect as they were."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION catalog_policy_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.effective_from <= (now() AT TIME ZONE 'Asia/Tehran')::date THEN
        RAISE EXCEPTION 'policy % is in force since % and cannot be changed',
            OLD.key, OLD.effective_from USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER policy_in_force BEFORE UPDATE OR DELETE ON catalog_policy
    FOR EACH ROW EXECUTE FUNCTION catalog_policy_in_force();
"""
BACKWARD = """
DROP TRIGGER policy_in_force ON catalog_policy;
DROP FUNCTION catalog_policy_in_force();
"""


class Migration(migrations.Migration):
    """Create the policy; refuse UPDATE and DELETE of rows in force."""

    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("union_days", "مهلت بررسی اتحادیه"),
                            ("province_days", "مهلت بررسی سازمان استان"),
                            ("ministry_days", "مهلت بررسی وزارت"),
                            ("correction_days", "مهلت اصلاح پس از بازگشت"),
                            ("filing_on_time_day", "آخرین روز ثبت به\u200cموقع"),
                            ("filing_allowed_day", "آخرین روز ثبت با تأخیر مجاز"),
                            ("obligation_from", "نخستین ماه تکلیف"),
                            ("new_unit_grace_months", "فرصت واحد تازه"),
                            ("inactive_after_months", "ماه\u200cهای ثبت\u200cنشدهٔ پذیرفتنی"),
                            ("working_days", "شمارش روزهای کاری"),
                        ],
                        max_length=24,
                    ),
                ),
                ("value", models.PositiveIntegerField(blank=True, null=True)),
                ("effective_from", models.DateField()),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source_clause", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.province",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "policies",
                "ordering": ("key", "effective_from", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("key", "effective_from", "province", "year", "month"),
                name="policy_one_value_a_day_and_scope",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("key", "union_days"), ("value__isnull", False), ("value__range", (1, 60))
                    ),
                    models.Q(
                        ("key", "province_days"),
                        ("value__isnull", False),
                        ("value__range", (1, 60)),
                    ),
                    models.Q(
                        ("key", "ministry_days"),
                        ("value__isnull", False),
                        ("value__range", (1, 60)),
                    ),
                    models.Q(
                        ("key", "correction_days"),
                        ("value__isnull", False),
                        ("value__range", (1, 60)),
                    ),
                    models.Q(
                        ("key", "filing_on_time_day"),
                        ("value__isnull", False),
                        ("value__range", (1, 29)),
                    ),
                    models.Q(
                        ("key", "filing_allowed_day"),
                        ("value__isnull", False),
                        ("value__range", (1, 29)),
                    ),
                    models.Q(
                        ("key", "obligation_from"),
                        ("value__isnull", False),
                        ("value__range", (138701, 149912)),
                    ),
                    models.Q(
                        ("key", "new_unit_grace_months"),
                        ("value__isnull", False),
                        ("value__range", (0, 24)),
                    ),
                    models.Q(
                        ("key", "inactive_after_months"),
                        ("value__isnull", False),
                        ("value__range", (1, 24)),
                    ),
                    models.Q(
                        ("key", "working_days"), ("value__isnull", False), ("value__range", (0, 1))
                    ),
                    models.Q(("key", "union_days"), ("value", None)),
                    _connector="OR",
                ),
                name="policy_value_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", "obligation_from"), _negated=True),
                    ("value__regex", "(0[1-9]|1[0-2])$"),
                    _connector="OR",
                ),
                name="policy_obligation_is_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("month", None), ("year", None)),
                    models.Q(
                        ("month__isnull", False),
                        ("month__range", (1, 12)),
                        ("province", None),
                        ("year__isnull", False),
                        ("year__range", (1300, 1499)),
                    ),
                    _connector="OR",
                ),
                name="policy_one_scope",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
