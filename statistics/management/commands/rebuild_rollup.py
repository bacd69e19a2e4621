"""`manage.py rebuild_rollup`: the totals made anew from what stands, month by month."""

from typing import Any

from django.core.management.base import BaseCommand

from statistics.rollups.services import months, rebuild


class Command(BaseCommand):
    """Makes the totals of every month anew; what becomes final meanwhile waits for its month."""

    help = "Make the totals of all months anew from the standing versions."

    def handle(self, *args: Any, **options: Any) -> None:
        for month in months():
            self.stdout.write(f"{month.to_int()}: {rebuild(month)} rows")
