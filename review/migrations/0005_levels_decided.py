"""Tell from the log which levels a person has decided in the round that runs, batch by batch."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

BATCH = 20_000
# A final month is opened again by the ministry.
BITS = {"at_union": 1, "at_province": 2, "at_ministry": 4, "final": 4}
BY_PEOPLE = ("approved", "returned", "reopened")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    submissions = apps.get_model("statistics", "Submission").objects
    decisions = apps.get_model("review", "Decision").objects.filter(
        kind__in=BY_PEOPLE, round=F("submission__round")
    )
    last = submissions.order_by("-pk").values_list("pk", flat=True).first() or 0
    for first in range(1, last + 1, BATCH):
        levels: dict[int, int] = defaultdict(int)
        made = decisions.filter(submission__gte=first, submission__lt=first + BATCH)
        for pk, level in made.values_list("submission", "from_state"):
            levels[pk] |= BITS[level]
        # Seven updates a batch at most, one for each set of levels.
        for bits in set(levels.values()):
            cases = [pk for pk, found in levels.items() if found == bits]
            submissions.filter(pk__in=cases).update(decided_levels=bits)


class Migration(migrations.Migration):
    # Each batch commits for itself: one transaction would hold every case of the country.
    atomic = False
    dependencies = [
        ("statistics", "0005_levels_decided"),
        ("review", "0004_bulk_and_correction_told"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
