"""The units that a province names for a year: a list that is sent once, and stays as it was."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from units.models import Unit


class BestUnitList(models.Model):
    """What a provincial organization sent the ministry for a year (circular 60/133338 §6)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Of two who send at once one has not seen the other.
            models.UniqueConstraint(fields=["organization", "year"], name="one_list_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"


class BestUnit(models.Model):
    """A unit on the list, with the reason of the person who chose it.

    `figures` are the counts and the score by which it stood among the candidates that day, `place`
    the order of these scores.
    """

    list = models.ForeignKey(
        BestUnitList, on_delete=models.PROTECT, db_index=False, related_name="units"
    )
    place = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    figures = models.JSONField()

    class Meta:
        ordering = ["list", "place"]
        constraints = [
            models.UniqueConstraint(fields=["list", "place"], name="one_best_unit_a_place"),
            models.UniqueConstraint(fields=["list", "unit"], name="a_best_unit_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_best_unit_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.place}"

    @property
    def score(self) -> Decimal:
        """In percent, as it was that day."""
        return Decimal(self.figures["score"])
