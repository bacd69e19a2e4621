"""The secret address at which a person's calendar reads their own days."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class CalendarFeed(models.Model):
    """One address of a person, until they take it back.

    Of the address its digest is kept, with the seed it was made of: without the portal's own key
    the seed is no address (`statistics.calendar.rules`).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seed = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_calendar_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%F}"
