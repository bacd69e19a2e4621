"""The reminder before a returned month stops counting, and its policy value."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_policy_is_added_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="policy",
            name="policy_key_known",
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "key__in",
                        [
                            "activity_window_months",
                            "complaint_days",
                            "correction_days",
                            "evidence_files",
                            "evidence_megabytes",
                            "filing_allowed_day",
                            "filing_on_time_day",
                            "inactive_after_months",
                            "min_active_days",
                            "ministry_days",
                            "new_unit_grace_months",
                            "obligation_from",
                            "peers_minimum",
                            "province_days",
                            "remind_allowed_days",
                            "remind_correction_days",
                            "remind_inactive_days",
                            "remind_on_time_days",
                            "returned_counts_days",
                            "risk_hours",
                            "risk_most",
                            "risk_selected",
                            "rule_change_percent",
                            "rule_least_months",
                            "rule_lumped_months",
                            "rule_most_months",
                            "rule_peers_least",
                            "rule_peers_months",
                            "rule_peers_percent",
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
                        ],
                    )
                ),
                name="policy_key_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", "remind_correction_days"), _negated=True),
                    models.Q(("value__range", (0, 20)), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="policy_remind_correction_days_in_range",
            ),
        ),
    ]
