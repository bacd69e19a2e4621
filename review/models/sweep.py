"""The append-only log of sweeps; its models belong to `review.models`.

A sweep writes its line before it moves anything and a second one at its end, so that one that
was killed stays visible. Triggers refuse UPDATE, and DELETE of what is younger than thirty days.
"""

from django.db import models

from review.enums import Alarm, SweepTrigger


class SweepRun(models.Model):
    """A sweep that began: when by the machine's clock, as of which moment, by whom.

    `boot` and `boot_seconds` are the machine's stopwatch (`config.clock`), which no wrong clock
    touches.
    """

    begun_at = models.DateTimeField(db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=4, choices=SweepTrigger.choices)
    boot = models.CharField(max_length=40, blank=True, default="", db_default="")
    boot_seconds = models.PositiveBigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.by} {self.begun_at:%Y-%m-%d %H:%M:%S}"


class SweepEnd(models.Model):
    """A sweep that ended: how many cases were due, how many moved, how late the oldest was.

    `moved` may exceed `due`: what waits for nobody moves without a clock. `lag_seconds` counts
    from the oldest due instant to the moment of the sweep.
    """

    run = models.OneToOneField(SweepRun, on_delete=models.CASCADE, related_name="end")
    ended_at = models.DateTimeField()
    due = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()
    lag_seconds = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.run_id}: {self.moved} of {self.due}"


class SweepAlarm(models.Model):
    """An alarm that was given, once for each sweep it is about."""

    run = models.ForeignKey(SweepRun, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=8, choices=Alarm.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="one_alarm_a_sweep_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.run_id}"
