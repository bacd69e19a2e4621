"""The people who act for a unit."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from units.enums import MemberRole
from units.models.unit import Unit


class UnitMember(models.Model):
    """A person who acts for a unit: its owner or the owner's delegate with an own account."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole.choices)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"], condition=Q(ended_at=None), name="one_membership_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at=None, role=MemberRole.OWNER),
                name="one_owner_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"
