"""A notice may be an alarm of the portal's own running."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_reminders")]
    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("filed", "ثبت شد"),
                    ("approved", "تایید شد"),
                    ("returned", "بازگشتی"),
                    ("lapsed", "خودکار گذشت"),
                    ("final", "نهایی"),
                    ("question", "پرسش"),
                    ("refused", "درخواست رد شد"),
                    ("reminder", "یادآوری"),
                    ("warning", "هشدار غیرفعالی"),
                    ("inactive", "غیرفعال"),
                    ("active", "دوباره فعال"),
                    ("alarm", "هشدار کارکرد"),
                ],
                max_length=10,
            ),
        )
    ]
