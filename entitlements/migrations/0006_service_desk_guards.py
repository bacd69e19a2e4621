"""What the database itself guards: questions before support and named units are only added."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0005_service_desk")]
    operations = [
        append_only(
            "entitlements_supportquestion",
            "entitlements_supportanswer",
            "entitlements_refusedunit",
        ),
    ]
