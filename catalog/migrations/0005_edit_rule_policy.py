"""The thresholds of the edit rules, and how far risk brings a case forward."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_peers_minimum"),
    ]

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
                    ("rule_least_months", "کمترین ماه\u200cها برای سنجش با گذشته"),
                    ("rule_most_months", "ماه\u200cهایی که سنجش به یاد می\u200cآورد"),
                    ("rule_spreads", "پراکندگی پذیرفتنی از میانه"),
                    ("rule_change_percent", "تغییر پذیرفتنی تولید"),
                    ("rule_shift_percent", "نزدیکی به ده یا هزار برابر"),
                    ("rule_unit_value_percent", "تغییر پذیرفتنی ارزش هر تن صادرات"),
                    ("rule_rate_low", "کف نرخ دلار در صادرات"),
                    ("rule_rate_high", "سقف نرخ دلار در صادرات"),
                    ("rule_rate_percent", "تفاوت پذیرفتنی نرخ دلار"),
                    ("rule_lumped_months", "ماه\u200cهای برابر در یک روز"),
                    ("rule_same_digits", "رقم\u200cهای یکسان با عضو دیگر"),
                    ("risk_most", "بیشترین امتیاز خطر"),
                    ("risk_hours", "جلو آمدن پرونده برای هر امتیاز"),
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
                    models.Q(
                        ("key", "rule_least_months"),
                        ("value__isnull", False),
                        ("value__range", (2, 12)),
                    ),
                    models.Q(
                        ("key", "rule_most_months"),
                        ("value__isnull", False),
                        ("value__range", (3, 24)),
                    ),
                    models.Q(
                        ("key", "rule_spreads"), ("value__isnull", False), ("value__range", (1, 20))
                    ),
                    models.Q(
                        ("key", "rule_change_percent"),
                        ("value__isnull", False),
                        ("value__range", (5, 500)),
                    ),
                    models.Q(
                        ("key", "rule_shift_percent"),
                        ("value__isnull", False),
                        ("value__range", (1, 40)),
                    ),
                    models.Q(
                        ("key", "rule_unit_value_percent"),
                        ("value__isnull", False),
                        ("value__range", (5, 500)),
                    ),
                    models.Q(
                        ("key", "rule_rate_low"),
                        ("value__isnull", False),
                        ("value__range", (1, 100000000)),
                    ),
                    models.Q(
                        ("key", "rule_rate_high"),
                        ("value__isnull", False),
                        ("value__range", (1, 100000000)),
                    ),
                    models.Q(
                        ("key", "rule_rate_percent"),
                        ("value__isnull", False),
                        ("value__range", (1, 500)),
                    ),
                    models.Q(
                        ("key", "rule_lumped_months"),
                        ("value__isnull", False),
                        ("value__range", (2, 12)),
                    ),
                    models.Q(
                        ("key", "rule_same_digits"),
                        ("value__isnull", False),
                        ("value__range", (2, 10)),
                    ),
                    models.Q(
                        ("key", "risk_most"), ("value__isnull", False), ("value__range", (0, 100))
                    ),
                    models.Q(
                        ("key", "risk_hours"), ("value__isnull", False), ("value__range", (0, 48))
                    ),
                    models.Q(("key", "union_days"), ("value", None)),
                    _connector="OR",
                ),
                name="policy_value_in_range",
            ),
        ),
    ]
