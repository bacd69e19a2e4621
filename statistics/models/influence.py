"""The figure by which a filing moves a published total; for reviewers, never for the unit."""

from django.db import models

from catalog.models import Measure, Product
from statistics.models.submission import Submission


class InfluentialFigure(models.Model):
    """Of the round that is filed, the figure that moves the country's total of its product most.

    There is one only where it moves it by the policy's percent (`Submission.influential`).
    `expected` is what the unit's own months let expect, `total` the product's last known total in
    the country. Written by `statistics.influence.services` alone, as the month is filed.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    expected = models.DecimalField(max_digits=27, decimal_places=6)
    total = models.DecimalField(max_digits=30, decimal_places=6)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.product_id}"
