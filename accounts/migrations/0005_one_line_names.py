"""A name is one line, and what is put together from names has no width."""

from django.db import migrations, models

import config.one_line

# What was stored before the rule: each line break becomes a blank.
ONE_LINE = r"""
UPDATE accounts_organization SET name = btrim(regexp_replace(name, '[\s\u0001-\u001f\u007f\u0085\u2028\u2029]+', ' ', 'g'))
WHERE name ~ '[\u0001-\u001f\u007f\u0085\u2028\u2029]';
UPDATE accounts_user SET full_name = btrim(regexp_replace(full_name, '[\s\u0001-\u001f\u007f\u0085\u2028\u2029]+', ' ', 'g'))
WHERE full_name ~ '[\u0001-\u001f\u007f\u0085\u2028\u2029]';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_trail_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("catalog", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job",
                    models.CharField(
                        choices=[
                            ("sweep", "پیشروی خودکار پرونده\u200cها"),
                            ("activity", "سنجش وضعیت واحدها"),
                            ("reminders", "یادآوری\u200cها"),
                            ("outbox", "پیام\u200cهای بیرونی"),
                        ],
                        max_length=10,
                    ),
                ),
                ("row", models.CharField(max_length=20)),
                ("fault", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "ردیف کنارگذاشته",
                "verbose_name_plural": "ردیف\u200cهای کنارگذاشته",
            },
        ),
        migrations.AlterField(
            model_name="notice",
            name="title",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="organization",
            name="name",
            field=config.one_line.OneLineField(max_length=160),
        ),
        migrations.AlterField(
            model_name="user",
            name="full_name",
            field=config.one_line.OneLineField(max_length=120),
        ),
        migrations.RunSQL(ONE_LINE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"), _negated=True
                ),
                name="accounts_organization_name_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("full_name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"),
                    _negated=True,
                ),
                name="accounts_user_full_name_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.UniqueConstraint(
                fields=("job", "row"), name="set_aside_once_a_job_and_row"
            ),
        ),
    ]
