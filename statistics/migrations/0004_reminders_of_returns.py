"""The reminder before a returned month stops counting, and its policy value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0003_peer_bands"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("on_time", "پیش از پایان مهلت"),
                    ("allowed", "پیش از پایان تأخیر مجاز"),
                    ("inactive", "پیش از غیرفعالی"),
                    ("correction", "پیش از آنکه ماه بازگردانده ثبت\u200cنشده شود"),
                ],
                max_length=10,
            ),
        ),
    ]
