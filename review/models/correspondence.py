"""What unit and offices wrote to each other about a case."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from review.enums import RequestOutcome
from review.models.decision import Decision
from statistics.models import Submission


class CorrectionRequest(models.Model):
    """A unit asks to correct a month it has confirmed; who holds the case answers, once.

    Final confirmation is irrevocable for the unit (guide), so the way back is a request with its
    reason. A trigger lets a row be answered once and changed no more; the database holds one open
    request a case. `decision` is the return that followed an accepted one.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="correction_requests"
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=8, choices=RequestOutcome.choices, default=RequestOutcome.OPEN, blank=True
    )
    answer = models.TextField(blank=True)
    # A request is found by its case, never by the office that answered.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="correction_request"
    )

    class Meta:
        ordering = ["submission", "asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(outcome=RequestOutcome.OPEN),
                name="one_open_request_a_case",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="request_has_reason"),
            models.CheckConstraint(
                condition=Q(
                    outcome=RequestOutcome.OPEN,
                    answer="",
                    answered_by=None,
                    answered_at=None,
                    organization=None,
                    decision=None,
                )
                | Q(
                    outcome=RequestOutcome.ACCEPTED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    organization__isnull=False,
                    decision__isnull=False,
                )
                | (
                    Q(
                        outcome=RequestOutcome.REFUSED,
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                        organization__isnull=False,
                        decision=None,
                    )
                    & ~Q(answer="")
                ),
                name="request_fits_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome or 'open'}"


class Question(models.Model):
    """What a desk asks the unit without returning the case; the clock runs on. Append-only."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="questions")
    round = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "asked_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="question_has_text")]

    def __str__(self) -> str:
        return f"{self.submission_id} question {self.pk}"


class Answer(models.Model):
    """The unit's answer to a question, one each. Append-only."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="answer_has_text")]

    def __str__(self) -> str:
        return f"answer to {self.question_id}"


def open_request(submission: Submission) -> CorrectionRequest | None:
    """Find the unit's request for correction that nobody has answered yet; None without."""
    return CorrectionRequest.objects.filter(
        submission=submission, outcome=RequestOutcome.OPEN
    ).first()
