from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0010_selected_and_asked_reminders"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(
                    ("flags__gt", 0), ("state__in", ("at_union", "at_province", "at_ministry"))
                ),
                fields=["desk", "priority_at", "id"],
                name="queue_flagged",
            ),
        ),
    ]
