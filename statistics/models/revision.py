"""The whole figures of a round as they were filed, chained by digest."""

from django.db import models

from accounts.models import User
from statistics.models.submission import Submission


class Revision(models.Model):
    """The whole figures of one round as they were filed; never changed.

    `digest` is chained with the previous round's, so a changed or missing round is found. `idle`:
    these figures declare no activity; not known of rounds that were kept before it was asked.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, db_index=False, related_name="revisions"
    )
    round = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    idle = models.BooleanField(null=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "round"], name="one_revision_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} round {self.round}"
