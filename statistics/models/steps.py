"""How far each step of a month is, and what the edit rules said of its figures."""

from django.db import models
from django.db.models import Q, Value

from accounts.models import User
from catalog.enums import Direction
from statistics.enums import (
    Reason,
    Step,
    StepStatus,
)
from statistics.models.submission import Submission


class StepState(models.Model):
    """How far one step of a submission is, and the version its editors must name.

    A green step that is `dashed` (`filing.outdated_products.with_dashes`) is green no more.
    `confirmed_at` is when it was green first, whatever became of it since; not known of steps that
    were confirmed before it was kept.
    """

    # No column: a step that was not read for it has no dash to show (decision 0010).
    dashed = False

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, db_index=False, related_name="steps"
    )
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    status = models.CharField(max_length=10, choices=StepStatus.choices, default=StepStatus.EMPTY)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Products taken off since a button saved the step, and the step as it stood when its page was
    # opened, before that page saved itself (statistics/filing/undo.py).
    removed = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    opened = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "step"], name="one_state_a_step"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="step_exists"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step} {self.status}"


class RaisedFlag(models.Model):
    """What a soft edit rule said of a figure, with the unit's reason (directive 5013 §10).

    Written when the unit gives a reason, and whole at filing: there an empty reason means that
    none was given, or that the rule is a hint for the reviewer. A reason holds for `value` alone.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, db_index=False, related_name="flagged"
    )
    step = models.PositiveSmallIntegerField(choices=Step.choices, null=True)
    rule = models.CharField(max_length=4)
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    text = models.TextField()
    basis = models.TextField()
    short = models.CharField(max_length=60)
    direction = models.CharField(
        max_length=4, choices=Direction.choices, blank=True, default="", db_default=""
    )
    # Between 0 and 1. NULL where nothing changed, and in flags of old.
    size = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    # A code of the dated list of causes, or one of `Reason`; neither is ever taken away.
    reason = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "rule", "key"], name="one_flag_a_field"),
            models.CheckConstraint(
                condition=~Q(reason=Reason.OTHER) | ~Q(note=""), name="other_reason_has_a_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.rule} {self.key}"
