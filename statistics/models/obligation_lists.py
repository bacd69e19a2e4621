"""Obligation lists: units that a letter named, and the month from which it obliges them.

Circular 60/133338 §1 note 1: units named before by the statistics office are obliged earlier than
all others.
"""

from django.db import models
from django.db.models import Q

from accounts.models import User
from config.jalali import JalaliMonth
from config.one_line import OneLineField, is_one_line
from units.models import Unit

_OPEN = Q(ended_by=None, ended_at=None, end_reason="")
_ENDED = Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")


class Withdrawable(models.Model):
    """Something added on the ground of a letter, and perhaps withdrawn with a reason.

    Rows are never deleted, and changed by their withdrawal alone, once (a trigger refuses the
    rest).
    """

    source = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class ObligationList(Withdrawable):
    """A list and its first month, stored as that month's first day.

    A unit on it owes from then on, if that is earlier than the policy's beginning; the grace of a
    new unit holds all the same. What a withdrawn list obliged to is owed no more.
    """

    name = OneLineField(max_length=120)
    first_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_OPEN | _ENDED, name="obligation_list_ended_whole"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source=""), name="obligation_list_says_why"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(ended_at=None), name="obligation_list_named_once"
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_month(self) -> JalaliMonth:
        return JalaliMonth.containing(self.first_day)


class ListedUnit(Withdrawable):
    """A unit on an obligation list. Triggers keep `Unit.obliged_from` by it."""

    list = models.ForeignKey(ObligationList, on_delete=models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligation_lists")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_OPEN | _ENDED, name="listed_unit_ended_whole"),
            models.CheckConstraint(condition=~Q(source=""), name="listed_unit_says_why"),
            models.UniqueConstraint(
                fields=["list", "unit"], condition=Q(ended_at=None), name="unit_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.unit_id}"
