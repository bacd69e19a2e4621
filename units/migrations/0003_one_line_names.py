"""A name is one line, and what is put together from names has no width."""

from django.db import migrations, models

import config.one_line

# What was stored before the rule: each line break becomes a blank.
ONE_LINE = r"""
UPDATE units_unit SET name = btrim(regexp_replace(name, '[\s\u0001-\u001f\u007f\u0085\u2028\u2029]+', ' ', 'g'))
WHERE name ~ '[\u0001-\u001f\u007f\u0085\u2028\u2029]';
UPDATE units_unit SET holder_name = btrim(regexp_replace(holder_name, '[\s\u0001-\u001f\u007f\u0085\u2028\u2029]+', ' ', 'g'))
WHERE holder_name ~ '[\u0001-\u001f\u007f\u0085\u2028\u2029]';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0002_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="unit",
            name="holder_name",
            field=config.one_line.OneLineField(max_length=160),
        ),
        migrations.AlterField(
            model_name="unit",
            name="name",
            field=config.one_line.OneLineField(max_length=160),
        ),
        migrations.RunSQL(ONE_LINE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"), _negated=True
                ),
                name="units_unit_name_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("holder_name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"),
                    _negated=True,
                ),
                name="units_unit_holder_name_one_line",
            ),
        ),
    ]
