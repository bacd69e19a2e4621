"""How long units took over a month: few rows, counted anew each night."""

from django.db import models
from django.db.models import F, Q

from oversight.enums import TimedPart


class FillingTime(models.Model):
    """The time that half of the filings of a month took at most, and nine of ten, in seconds.

    Derived from the instants that filing leaves behind, so that it may be thrown away and counted
    again.
    """

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(choices=TimedPart.choices)
    filings = models.PositiveIntegerField()
    median = models.PositiveIntegerField()
    nine_of_ten = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "month", "part"], name="one_time_a_part"),
            models.CheckConstraint(
                condition=Q(filings__gt=0, median__lte=F("nine_of_ten")), name="times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.month} {self.part}: {self.median}"
