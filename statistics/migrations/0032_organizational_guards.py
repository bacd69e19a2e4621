"""What the database itself guards: terms, confirmed rounds and their history are only added."""

from django.db import migrations

from config.append_only_triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("statistics", "0031_organizational_statistics")]
    operations = [
        append_only(
            "statistics_indicatorterms",
            "statistics_officerevision",
            "statistics_officefigure",
            "statistics_officereportmove",
        ),
    ]
