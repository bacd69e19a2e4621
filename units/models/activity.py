"""How a unit's duty and activity changed."""

from django.db import models

from units.enums import ActivityReason, UnitActivity
from units.models.unit import Unit


class ActivityChange(models.Model):
    """One change of a unit's duty or activity, with its reason; never changed afterwards."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    activity = models.CharField(max_length=16, choices=UnitActivity.choices)
    missed = models.PositiveSmallIntegerField()
    gaps = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, choices=ActivityReason.choices)

    class Meta:
        indexes = [models.Index(fields=["unit", "at"], name="activity_history")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.activity} {self.missed}"
