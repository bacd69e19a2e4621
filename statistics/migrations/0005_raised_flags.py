"""What soft edit rules said of a month, frozen with its figures once it is filed."""

import django.db.models.deletion
from django.db import migrations, models

FROZEN = """
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON statistics_raisedflag
    FOR EACH ROW EXECUTE FUNCTION statistics_refuse_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0004_export_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="flags",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="RaisedFlag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "گام ۱ انتخاب دوره"),
                            (2, "گام ۲ میزان تولید"),
                            (3, "گام ۳ صادرات"),
                            (4, "گام ۴ اشتغال"),
                        ],
                        null=True,
                    ),
                ),
                ("rule", models.CharField(max_length=4)),
                ("key", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("basis", models.TextField()),
                ("short", models.CharField(max_length=60)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("season", "فصل، یا سفارش بیشتر یا کمتر"),
                            ("stopped", "تعطیلی یا تعمیر"),
                            ("capacity", "تغییر تجهیزات یا نیرو"),
                            ("material", "کمبود مواد اولیه یا انرژی"),
                            ("past_wrong", "اصلاح ثبت نادرست ماه پیش"),
                            ("measure", "تغییر واحد اندازه\u200cگیری"),
                            ("stock", "از موجودی انبار پیش از این ماه\u200cها"),
                            ("bought", "خرید از تولیدکنندهٔ دیگر"),
                            ("price", "تغییر قیمت، کیفیت یا نوع کالا"),
                            ("contract", "نرخ قرارداد یا روز تسویه"),
                            ("currency", "فروش با ارز دیگر"),
                            ("family", "خود دارنده یا خانواده\u200cاش کار می\u200cکنند"),
                            ("outside", "کار بیرون از واحد سپرده شده است"),
                            ("other", "سایر (با توضیح)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flagged",
                        to="statistics.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "rule", "key"), name="one_flag_a_field"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="other_reason_has_a_note",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FROZEN, "DROP TRIGGER frozen ON statistics_raisedflag;"),
    ]
