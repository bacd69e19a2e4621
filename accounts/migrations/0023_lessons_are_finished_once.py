"""What the database itself guards: that somebody finished a lesson is only added."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0022_posts_of_offices_and_lessons")]
    operations = [append_only("accounts_lessonfinish")]
