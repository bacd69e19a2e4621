"""Who added a policy value, when and why; the thresholds of the sweep and of evidence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEYS = [
    "correction_days",
    "evidence_files",
    "evidence_megabytes",
    "filing_allowed_day",
    "filing_on_time_day",
    "inactive_after_months",
    "ministry_days",
    "new_unit_grace_months",
    "obligation_from",
    "peers_minimum",
    "province_days",
    "remind_allowed_days",
    "remind_inactive_days",
    "remind_on_time_days",
    "risk_hours",
    "risk_most",
    "rule_change_percent",
    "rule_least_months",
    "rule_lumped_months",
    "rule_most_months",
    "rule_rate_high",
    "rule_rate_low",
    "rule_rate_percent",
    "rule_same_digits",
    "rule_shift_percent",
    "rule_spreads",
    "rule_unit_value_percent",
    "sweep_kept_days",
    "sweep_late_minutes",
    "union_days",
    "working_days",
]
RANGES = {
    "sweep_late_minutes": (5, 1440),
    "sweep_kept_days": (30, 3650),
    "evidence_files": (1, 50),
    "evidence_megabytes": (1, 20),
}


def _in_range(key: str) -> models.CheckConstraint:
    inside = models.Q(value__range=RANGES[key]) & models.Q(value__isnull=False)
    return models.CheckConstraint(
        name=f"policy_{key}_in_range", condition=~models.Q(key=key) | inside
    )


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
        migrations.RemoveConstraint(model_name="policy", name="policy_key_known"),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                name="policy_key_known", condition=models.Q(key__in=sorted(KEYS))
            ),
        ),
        *(migrations.AddConstraint("policy", _in_range(key)) for key in RANGES),
    ]
