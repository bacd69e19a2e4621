"""Which unit was reminded of which month; the model belongs to `statistics.models`."""

from django.db import models

from accounts.models import Organization, User
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
            # `statistics.reminders` inserts ON CONFLICT DO NOTHING: two runs at once tell once.
            models.UniqueConstraint(
                fields=["unit", "year", "month", "kind"], name="one_reminder_of_a_kind_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}/{self.month} {self.kind}"


class AskedReminder(models.Model):
    """A reminder that an office asked for at once, of a month that a unit owes.

    At most one a unit and Tehran day, whoever asks; where it stands, the daily reminder waits a
    day. Rows are only added (a trigger); written by `review.followup.services` alone.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="one_asked_reminder_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"
