"""What was said stays: questions and answers are only added, a request is answered once."""

from django.db import migrations

from config.append_only import append_only, settled_once


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0004_talk"),
    ]
    operations = [
        append_only("review_question", "review_answer"),
        settled_once(
            "review_correctionrequest",
            mark="outcome",
            columns=(
                "outcome",
                "answer",
                "answered_by_id",
                "answered_at",
                "organization_id",
                "decision_id",
            ),
        ),
    ]
