"""Which unit was reminded of which month; the model belongs to `statistics.models`."""

from django.db import models

from statistics.enums import ReminderKind
from units.models import Unit


class Reminder(models.Model):
    """One reminder of one month that a unit had not filed: sent once, whatever runs again.

    Written by `statistics.reminders` alone, in the transaction that tells the people.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month", "kind"], name="one_reminder_of_a_kind_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}/{self.month} {self.kind}"
