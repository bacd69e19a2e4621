"""The whole figures of a round as they were filed, chained by digest."""

from typing import Any

from django.db import models

from accounts.models import Organization, User
from catalog.models import County, IsicNode
from statistics.enums import Selected
from statistics.models.submission import Submission


class Revision(models.Model):
    """The whole figures of one round as they were filed; never changed.

    `digest` is chained with the previous round's, so a changed or missing round is found. `idle`:
    these figures declare no activity; not known of rounds that were kept before it was asked.

    `county`, `union`, `organization` (provincial) and `trade` are where the unit stood when it
    filed this round, `selected` whether it was on the list of selected units then: totals keep to
    them, wherever unit or list have moved since.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, db_index=False, related_name="revisions"
    )
    round = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    idle = models.BooleanField(null=True)
    # Read for a row that is found already, so not indexed.
    county = models.ForeignKey(County, on_delete=models.PROTECT, db_index=False, related_name="+")
    union = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    trade = models.ForeignKey(IsicNode, on_delete=models.PROTECT, db_index=False, related_name="+")
    selected = models.BooleanField(default=False, db_default=False)
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


def filed_from(submission: Submission) -> dict[str, Any]:
    """Tell as columns of a revision where a unit stands whose route is fixed; licence at hand."""
    return {
        "county_id": submission.licence.county_id,
        "union_id": submission.route_union_id,
        "organization_id": submission.route_province_id,
        "trade_id": submission.licence.trade_id,
        "selected": bool(submission.selected & Selected.UNIT),
    }
