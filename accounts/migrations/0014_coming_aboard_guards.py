"""Acts about posts and unions' access are only added to; what is settled once stays so."""

from django.db import migrations

from config.append_only_triggers import append_only, settled_once


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_coming_aboard")]
    operations = [
        append_only("accounts_appointmentevent", "accounts_accesshop"),
        settled_once(
            "accounts_accessproblem",
            mark="answer",
            columns=("answer", "answered_by_id", "answered_at"),
        ),
        settled_once(
            "accounts_factorreset",
            mark="settled_at",
            columns=("settled_by_id", "settled_at", "granted"),
        ),
    ]
