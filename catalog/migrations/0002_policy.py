"""The dated policy; the database itself keeps values that have taken effect as they were."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION catalog_policy_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.effective_from <= (now() AT TIME ZONE 'Asia/Tehran')::date THEN
        RAISE EXCEPTION 'policy % is in force since % and cannot be changed',
            OLD.key, OLD.effective_from USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER policy_in_force BEFORE UPDATE OR DELETE ON catalog_policy
    FOR EACH ROW EXECUTE FUNCTION catalog_policy_in_force();
"""
BACKWARD = """
DROP TRIGGER policy_in_force ON catalog_policy;
DROP FUNCTION catalog_policy_in_force();
"""

# The least and the most of each value.
RANGES = {
    "union_days": (1, 60),
    "province_days": (1, 60),
    "ministry_days": (1, 60),
    "correction_days": (1, 60),
    "filing_on_time_day": (1, 29),
    "filing_allowed_day": (1, 29),
    "obligation_from": (138701, 149912),
    "new_unit_grace_months": (0, 24),
    "inactive_after_months": (1, 24),
    "remind_on_time_days": (0, 20),
    "remind_allowed_days": (0, 20),
    "remind_inactive_days": (0, 20),
    "working_days": (0, 1),
    "peers_minimum": (3, 100),
    "rule_least_months": (2, 12),
    "rule_most_months": (3, 24),
    "rule_spreads": (1, 20),
    "rule_change_percent": (5, 500),
    "rule_shift_percent": (1, 40),
    "rule_unit_value_percent": (5, 500),
    "rule_rate_low": (1, 100000000),
    "rule_rate_high": (1, 100000000),
    "rule_rate_percent": (1, 500),
    "rule_lumped_months": (2, 12),
    "rule_same_digits": (2, 10),
    "risk_most": (0, 100),
    "risk_selected": (0, 100),
    "complaint_days": (1, 60),
    "sweep_late_minutes": (5, 1440),
    "sweep_kept_days": (30, 3650),
    "evidence_files": (1, 50),
    "evidence_megabytes": (1, 20),
    "risk_hours": (0, 48),
}
# May be empty: no deadline.
OPTIONAL = {"union_days"}


def _in_range(key: str) -> models.CheckConstraint:
    inside = models.Q(value__range=RANGES[key])
    if key not in OPTIONAL:
        inside &= models.Q(value__isnull=False)
    return models.CheckConstraint(
        name=f"policy_{key}_in_range", condition=~models.Q(key=key) | inside
    )


class Migration(migrations.Migration):
    """Create the policy; refuse UPDATE and DELETE of rows in force."""

    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(max_length=24),
                ),
                ("value", models.PositiveIntegerField(blank=True, null=True)),
                ("effective_from", models.DateField()),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source_clause", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.province",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "policies",
                "ordering": ("key", "effective_from", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("key", "effective_from", "province", "year", "month"),
                name="policy_one_value_a_day_and_scope",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__in", sorted(RANGES))), name="policy_key_known"
            ),
        ),
        *(migrations.AddConstraint("policy", _in_range(key)) for key in RANGES),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", "obligation_from"), _negated=True),
                    ("value__regex", "(0[1-9]|1[0-2])$"),
                    _connector="OR",
                ),
                name="policy_obligation_is_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("month", None), ("year", None)),
                    models.Q(
                        ("month__isnull", False),
                        ("month__range", (1, 12)),
                        ("province", None),
                        ("year__isnull", False),
                        ("year__range", (1300, 1499)),
                    ),
                    _connector="OR",
                ),
                name="policy_one_scope",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
