"""The append-only log of what happened to each submission, and what was said about it."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Organization, User
from review.enums import RETURNS, DecisionKind, Mark
from statistics.enums import State
from statistics.models import Submission


class Decision(models.Model):
    """One move of a submission: by whom or by the system, from where to where, when and why.

    Directive 5013 §16 and circular 60/133338 §4: who answers for a figure must stay readable. A
    trigger refuses UPDATE and DELETE. `version` is the submission's after the move, so the
    database itself refuses a second decision about what one actor saw. A return says until when
    the month still counts as filed (`counts_until`). `instead_of` is the officer
    on leave in whose place the actor decided, `bulk` that the case was approved among others and
    not opened. `correction_due` is the date of correction told with a return. A filing names the
    `organization` where its clerk, the actor, typed it for the owner; one's own filing names none.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    mark = models.CharField(max_length=12, choices=Mark.choices, blank=True)
    # NULL: the system moved the case (directive 5013 §6). `decisions_of_person` begins with it.
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    from_state = models.CharField(max_length=12, choices=State.choices)
    to_state = models.CharField(max_length=12, choices=State.choices)
    due_at = models.DateTimeField(null=True)
    counts_until = models.DateTimeField(null=True)
    # NULL also in the returns of old, told before it was stored.
    correction_due = models.DateTimeField(null=True)
    bulk = models.BooleanField(default=False, db_default=False)
    instead_of = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    field_notes = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    # The sweep appends by SQL, so the database has the default too.
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
                condition=Q(kind__in=RETURNS, counts_until__isnull=False)
                | (~Q(kind__in=RETURNS) & Q(counts_until=None)),
                name="return_counts_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(correction_due=None) | Q(kind__in=RETURNS),
                name="only_a_return_asks_for_correction",
            ),
            models.CheckConstraint(
                condition=Q(bulk=False) | Q(kind=DecisionKind.APPROVED),
                name="only_approvals_are_in_bulk",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[DecisionKind.LAPSED, DecisionKind.SKIPPED], actor__isnull=True
                )
                | Q(
                    kind__in=[
                        DecisionKind.FILED,
                        DecisionKind.APPROVED,
                        DecisionKind.UPHELD,
                        *RETURNS,
                    ],
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
        indexes = [
            BrinIndex(fields=["at"], name="decided_at", pages_per_range=32),
            # What a person decided, the latest first; the system's moves are not in it.
            models.Index(
                fields=["actor", "-id"],
                name="decisions_of_person",
                condition=Q(actor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind} {self.version}"
