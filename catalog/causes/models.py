"""The stored list of causes; `catalog.models` makes it known to Django."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from catalog.enums import Direction
from config.jalali import JalaliMonth


class Cause(models.Model):
    """A cause of growth or decline that units choose from (directive 5013 §10).

    It is offered for the reference months that `since` and `until` touch, and for figures that went
    its `direction` (empty: both). Rows are never deleted, and changed by their end alone, once (a
    trigger refuses the rest): what a unit once answered is read for ever. The first rows were added
    by nobody.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    direction = models.CharField(max_length=4, choices=Direction, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            CheckConstraint(name="cause_code_shape", condition=Q(code__regex="^[a-z][a-z0-9_]*$")),
            CheckConstraint(name="cause_has_a_name", condition=~Q(name="")),
            CheckConstraint(
                name="cause_direction_known", condition=Q(direction__in=["", *Direction.values])
            ),
            CheckConstraint(
                name="cause_days_in_order", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            CheckConstraint(
                name="cause_added_by_a_person_with_a_reason",
                condition=Q(added_by=None, added_at=None)
                | (Q(added_by__isnull=False, added_at__isnull=False) & ~Q(note="")),
            ),
            # The floor below the service: one name is offered once.
            UniqueConstraint(
                name="cause_named_once", fields=("name", "direction"), condition=Q(until=None)
            ),
        )

    def __str__(self) -> str:
        return self.name

    def offered_in(self, month: JalaliMonth) -> bool:
        """Tell whether the cause may be chosen for a reference month."""
        return self.since <= month.last_day and (
            self.until is None or self.until >= month.first_day
        )

    def fits(self, direction: str) -> bool:
        """Tell whether it explains a figure that went so; one without a way has every cause."""
        return not direction or self.direction in ("", direction)
