"""What peers make of a product for each of their people: few rows, counted anew each night."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Measure, Product


class PeerBand(models.Model):
    """The quantity for each worker among the units that made a product, up to a month.

    Between `low` and `high` lie all but `percent` of a hundred `units` on either side. Counted over
    the months of the policy that end with this one, in one measure; derived, so that it may be
    thrown away and counted again.
    """

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, db_index=False, related_name="peer_bands"
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    low = models.DecimalField(max_digits=24, decimal_places=6)
    middle = models.DecimalField(max_digits=24, decimal_places=6)
    high = models.DecimalField(max_digits=24, decimal_places=6)
    units = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "measure", "year", "month"], name="one_band_a_month"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("middle"), middle__lte=F("high"), low__gt=0, units__gt=0),
                name="band_in_order",
            ),
        ]
        indexes = [models.Index(fields=["year", "month"], name="band_of_month")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.year}/{self.month}: {self.low}-{self.high}"
