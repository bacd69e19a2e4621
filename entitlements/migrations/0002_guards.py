"""What the database itself guards: a certificate is taken back once at the most, checks are kept."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_initial")]
    operations = [
        settled_once(
            "entitlements_certificate", mark="revoked_at", columns=("revoked_at", "revoked_by_id")
        ),
        append_only("entitlements_certificatecheck"),
    ]
