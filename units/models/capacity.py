"""What a unit can make of a product in a month, as it was stated or seen."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from catalog.models import Measure, Product
from units.enums import RegistrySource
from units.models.unit import Unit


class Capacity(models.Model):
    """The nominal monthly capacity of a unit for a product, from a day on.

    In the product's measure of that day. Rows are only added (a trigger); which one holds for a
    month, `units.capacity.queries` tells. Without an `office` it is the holder's own statement.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, db_index=False, related_name="capacities"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    since = models.DateField()
    source = models.CharField(max_length=8, choices=RegistrySource.choices)
    reference = models.CharField(max_length=200, blank=True)
    stated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="capacity_is_above_zero"),
        ]
        indexes = [
            models.Index(fields=["unit", "product", "-since", "-id"], name="capacity_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.product_id} {self.quantity}"
