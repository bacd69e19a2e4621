"""How many units must have chosen a product before others are told of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the policy value."""

    dependencies = [("catalog", "0003_catalogue_life")]

    operations = [
        migrations.RemoveConstraint(
            model_name="policy",
            name="policy_value_in_range",
        ),
        migrations.AlterField(
            model_name="policy",
            name="key",
            field=models.CharField(
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
                    ("peers_minimum", "کمینهٔ واحدها برای گفتن گزینهٔ همکاران"),
                ],
                max_length=24,
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
                    models.Q(
                        ("key", "peers_minimum"),
                        ("value__isnull", False),
                        ("value__range", (3, 100)),
                    ),
                    models.Q(("key", "union_days"), ("value", None)),
                    _connector="OR",
                ),
                name="policy_value_in_range",
            ),
        ),
    ]
