"""A unit's complaint about a return or about its inactive state, and the answer it must get."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from review.enums import ComplaintKind, Verdict
from statistics.models import Submission
from units.models import Unit


class Complaint(models.Model):
    """What a unit objects to, the office that has to answer, until when, and its answer.

    An upheld one about a return brings the month back to its desk (`review.workflow.uphold`).
    `due_at` is computed once and stored. A trigger lets a row be answered once and changed no more.
    `decision` is the return complained about.
    """

    kind = models.CharField(max_length=8, choices=ComplaintKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="complaints")
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="complaints"
    )
    decision = models.OneToOneField(
        "review.Decision", on_delete=models.PROTECT, null=True, related_name="complaint"
    )
    # No index of its own: the two below begin with it.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    text = models.TextField()
    # Nothing is found by the person; an index would only be written.
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verdict = models.CharField(
        max_length=8, choices=Verdict.choices, default=Verdict.OPEN, blank=True
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=ComplaintKind.RETURN, submission__isnull=False, decision__isnull=False
                )
                | Q(kind=ComplaintKind.INACTIVE, submission=None, decision=None),
                name="complaint_fits_its_kind",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_has_text"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.OPEN, answer="", answered_by=None, answered_at=None)
                | (
                    Q(
                        verdict__in=[Verdict.UPHELD, Verdict.DECLINED],
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                    )
                    & ~Q(answer="")
                ),
                name="complaint_fits_its_verdict",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(kind=ComplaintKind.INACTIVE, verdict=Verdict.OPEN),
                # Holds also where two windows come past the service's lock.
                name="one_open_complaint_of_inactivity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at", "id"],
                name="complaints_open",
                condition=Q(verdict=Verdict.OPEN),
            ),
            models.Index(fields=["organization", "-answered_at"], name="complaints_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.verdict or 'open'}"
