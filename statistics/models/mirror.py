"""The mirror of an edition: the middle of each group, frozen, and apart what never leaves."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization
from catalog.models import Measure, Product
from statistics.enums import MirrorFigure
from statistics.models.editions import Edition


def _key(to: Any, **options: Any) -> Any:
    """Point to a part of the key, which begins with the edition."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, db_index=False, related_name="+", **options
    )


class GroupOfEdition(models.Model):
    """Which group: who made a product in a measure, in an organization or, without, the country."""

    edition = _key(Edition)
    figure = models.CharField(max_length=10, choices=MirrorFigure.choices)
    product = _key(Product)
    measure = _key(Measure)
    organization = _key(Organization, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.figure} of edition {self.edition_id}"


_KEY = ("edition", "product", "measure", "figure", "organization")


class MirrorGroup(GroupOfEdition):
    """A group whose middle is told; of one that is not there is no row, and no word why.

    The middle half lies from `low` to `high`: in the measure for each person, or how many times the
    month before. `holders` is rounded.
    """

    low = models.DecimalField(max_digits=34, decimal_places=6)
    middle = models.DecimalField(max_digits=34, decimal_places=6)
    high = models.DecimalField(max_digits=34, decimal_places=6)
    holders = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=_KEY, name="one_group_a_key", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(low__lte=F("middle"), middle__lte=F("high"), low__gte=0),
                name="group_in_order",
            ),
            models.CheckConstraint(condition=Q(holders__gte=10), name="group_of_ten_at_least"),
        ]


class MirrorTrace(GroupOfEdition):
    """What later editions of the month need of a group, and nobody is told.

    `told` is false of one that is large enough and yet hidden. `source` is the number of the
    earlier edition whose figures still stand. `prints` are one number for each holder and value:
    they tell whether somebody's figure changed, and not what it is.
    """

    told = models.BooleanField()
    source = models.PositiveSmallIntegerField(null=True)
    prints = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=_KEY, name="one_trace_a_key", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(told=True) | Q(source=None, prints=[]),
                name="hidden_group_has_no_prints",
            ),
        ]
