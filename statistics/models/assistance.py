"""Who typed a month for an owner who came to the union."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from statistics.models.submission import Submission


class Assistance(models.Model):
    """A month that a union's clerk types for an owner who came without a device.

    It holds for the round that was being typed, `round`, until it ends: by the filing, or because
    the unit's own people or another clerk go on. `by_word`: what stood there was the unit's own,
    and the owner let the clerk go on with it, by a code. `confirmed_at` is when the owner confirmed
    the round by a code to `mobile`, written as histories write it. Whoever typed never decides on
    the month (`review.routing.barred`), so no row is taken away but with its draft. Written by
    `review.assisted.services` alone, and ended by `statistics.filing.services`.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assistances")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # The index `assistances_of_clerk` begins with it.
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    round = models.PositiveSmallIntegerField()
    by_word = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    mobile = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(ended_at=None), name="one_assistance_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, mobile="")
                | Q(confirmed_at__isnull=False, ended_at__isnull=False) & ~Q(mobile=""),
                name="confirmed_by_a_mobile",
            ),
        ]
        indexes = [models.Index(fields=["clerk", "-id"], name="assistances_of_clerk")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.clerk_id} {self.round}"
