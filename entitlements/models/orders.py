"""Looks at the final months of one unit, for an import order."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from config.jalali import JalaliMonth
from units.enums import UnitActivity
from units.models import Unit


class OrderLook(models.Model):
    """One look of a reviewer of import orders, and what it told. Only added.

    `unit` is None where no unit has the two ids: such a look is nobody's but its reviewer's. The
    months asked for are `since` to `until`, `final` of them were shown; `activity` is the unit's
    as it was told then.
    """

    at = models.DateTimeField()
    # Neither is indexed by itself: an index of the list begins with each.
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    order_number = models.CharField(max_length=12)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField()
    final = models.PositiveSmallIntegerField(default=0)
    activity = models.CharField(max_length=16, choices=UnitActivity.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-at", "-id"], name="looks_of_person"),
            models.Index(
                fields=["unit", "-at", "-id"],
                name="looks_at_unit",
                condition=Q(unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} {self.at:%F}"

    @property
    def months(self) -> int:
        """How many months were asked for."""
        return JalaliMonth.from_int(self.until) - JalaliMonth.from_int(self.since) + 1
