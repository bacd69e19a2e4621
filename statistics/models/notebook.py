"""A line of a unit's production notebook; the model belongs to `statistics.models`."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import Measure, Product
from units.models import Unit


class DailyEntry(models.Model):
    """What was made of one product on one day of a Jalali month, in the product's measure then.

    The unit's own note: no figure of a month until the unit itself puts it into step 2.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    # Kept with the note: the product's own may be changed by the office later.
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "daily entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31), year__range=(1387, 1500)),
                name="entry_day_exists",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="entry_is_positive"),
        ]
        indexes = [models.Index(fields=["unit", "year", "month"], name="notebook_of_month")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}/{self.month}/{self.day} {self.product_id}"
