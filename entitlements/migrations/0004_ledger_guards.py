"""What the database itself guards: looks and answers are kept, what was agreed is not changed."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0003_looks_and_inquiries")]
    operations = [
        append_only(
            "entitlements_orderlook",
            "entitlements_inquiryanswer",
            "entitlements_inquiryrefusal",
        ),
        # Confirmed once and ended once: the constraints see to the order.
        settled_once(
            "entitlements_agreement",
            mark="ended_at",
            columns=("seconded_at", "seconded_by_id", "ended_at", "ended_by_id"),
        ),
        settled_once(
            "entitlements_agencytoken", mark="revoked_at", columns=("revoked_at", "revoked_by_id")
        ),
        settled_once(
            "entitlements_inquiry",
            mark="done_at",
            columns=("state", "attempt", "asked", "found", "done_at"),
        ),
    ]
