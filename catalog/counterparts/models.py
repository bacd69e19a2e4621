"""The stored correspondence; `catalog.models` makes it known to Django."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Concat

from catalog.enums import Correspondence, CorrespondenceSource


class IsicCounterpart(models.Model):
    """A class of ISIC Rev.4 to which something of a class of Rev.3 went.

    `kind` tells how the two meet, `source` whose finding it is; the title is the English one of
    the United Nations: no official Persian list of Rev.4 came with it.
    """

    pair = models.CharField(max_length=9, primary_key=True)
    node = models.ForeignKey(
        "catalog.IsicNode", on_delete=models.PROTECT, related_name="counterparts"
    )
    rev4 = models.CharField(max_length=4)
    kind = models.CharField(max_length=6, choices=Correspondence)
    source = models.CharField(max_length=8, choices=CorrespondenceSource)
    title_en = models.CharField(max_length=300)

    class Meta:
        ordering = ("pair",)
        constraints = (
            CheckConstraint(
                name="counterpart_is_named_by_its_codes",
                condition=Q(pair=Concat(F("node"), Value("-"), F("rev4"))),
            ),
            CheckConstraint(name="counterpart_is_a_class", condition=Q(rev4__regex="^[0-9]{4}$")),
        )

    def __str__(self) -> str:
        return self.pair
