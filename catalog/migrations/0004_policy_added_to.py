"""Who added a policy value, when and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0003_catalogue_life"),
    ]
    operations = [
        migrations.AddField(
            model_name="policy",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                name="policy_added_by_a_person_with_a_reason",
                condition=models.Q(added_by=None, added_at=None)
                | (models.Q(added_by__isnull=False, added_at__isnull=False) & ~models.Q(note="")),
            ),
        ),
    ]
