"""A value that has not begun yet is corrected by another one for the same beginning."""

from django.db import migrations, models

SCOPE = ("key", "effective_from", "province", "year", "month")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_policy_added_to")]
    operations = [
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=(*SCOPE, "added_at"),
                name="policy_one_value_a_day_scope_and_moment",
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint(model_name="policy", name="policy_one_value_a_day_and_scope"),
    ]
