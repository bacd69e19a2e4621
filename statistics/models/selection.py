"""Selected units and products: dated lists that say whom and what to follow up first.

Directive 5013 §3: the statistics office names selected products and units, and the offices follow
these up first. All units file; a selection is a priority, never the population.
"""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from catalog.models import Product
from units.models import Unit


class Selection(models.Model):
    """One entry of a list: from a Tehran day to a last one, why, and where it was decided.

    Rows are never deleted and never changed but for their end, once (a trigger refuses the rest).
    """

    since = models.DateField()
    until = models.DateField(null=True)
    criterion = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class SelectedUnit(Selection):
    """A unit to be followed up first."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="selections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="selected_unit_days"
            ),
            models.CheckConstraint(
                condition=~Q(criterion="") & ~Q(source=""), name="selected_unit_says_why"
            ),
            # The floor below the service: of two open entries one is always refused.
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until=None), name="unit_selected_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.since}"


class SelectedProduct(Selection):
    """A product whose makers are followed up first."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="selections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="selected_product_days"
            ),
            models.CheckConstraint(
                condition=~Q(criterion="") & ~Q(source=""), name="selected_product_says_why"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(until=None), name="product_selected_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since}"
