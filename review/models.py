"""The append-only log of what happened to each submission, and what was said about it."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Organization, User
from review.checklist.models import UnionCheck as UnionCheck
from review.complaints.models import Complaint as Complaint
from review.enums import RETURNS, DecisionKind, Mark, Outcome
from review.evaluation.models import EvaluationEdition as EvaluationEdition
from review.evidence.models import Evidence as Evidence
from review.followup.models import Contact as Contact
from review.rehearsal.models import Rehearsal as Rehearsal
from review.rehearsal.models import RehearsalFinding as RehearsalFinding
from review.sweeps.models import SweepAlarm as SweepAlarm
from review.sweeps.models import SweepEnd as SweepEnd
from review.sweeps.models import SweepRun as SweepRun
from statistics.enums import State
from statistics.models import Submission


class Decision(models.Model):
    """One move of a submission: by whom or by the system, from where to where, when and why.

    Directive 5013 §16 and circular 60/133338 §4: who answers for a figure must stay readable. A
    trigger refuses UPDATE and DELETE. `version` is the submission's after the move, so the
    database itself refuses a second decision about what one actor saw. `instead_of` is the officer
    on leave in whose place the actor decided.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    mark = models.CharField(max_length=12, choices=Mark.choices, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    from_state = models.CharField(max_length=12, choices=State.choices)
    to_state = models.CharField(max_length=12, choices=State.choices)
    due_at = models.DateTimeField(null=True)
    instead_of = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    field_notes = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    class Meta:
        ordering = ["submission", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "version"], name="one_decision_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=RETURNS) | ~Q(reason=""),
                name="return_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[DecisionKind.LAPSED, DecisionKind.SKIPPED], actor__isnull=True
                )
                | Q(
                    kind__in=[DecisionKind.FILED, DecisionKind.APPROVED, *RETURNS],
                    actor__isnull=False,
                ),
                name="person_or_system_by_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.LAPSED) | Q(due_at__isnull=False),
                name="lapse_has_due_instant",
            ),
        ]
        # The log grows in order of time, so that a few pages tell where a month's decisions begin.
        indexes = [BrinIndex(fields=["at"], name="decided_at", pages_per_range=32)]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind} {self.version}"


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
        max_length=8, choices=Outcome.choices, default=Outcome.OPEN, blank=True
    )
    answer = models.TextField(blank=True)
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
                condition=Q(outcome=Outcome.OPEN),
                name="one_open_request_a_case",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="request_has_reason"),
            models.CheckConstraint(
                condition=Q(
                    outcome=Outcome.OPEN,
                    answer="",
                    answered_by=None,
                    answered_at=None,
                    organization=None,
                    decision=None,
                )
                | Q(
                    outcome=Outcome.ACCEPTED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    organization__isnull=False,
                    decision__isnull=False,
                )
                | (
                    Q(
                        outcome=Outcome.REFUSED,
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
