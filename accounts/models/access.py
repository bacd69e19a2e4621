"""How a union comes to review: the chain of letters (circular 60/227210 §3-4)."""

from django.db import models
from django.db.models import Q

from accounts.enums import OPEN_ACCESS_STATES, AccessAct, AccessState
from accounts.models.organizations import Organization
from accounts.models.people import User
from config.one_line import OneLineField, is_one_line


class AccessRequest(models.Model):
    """One union's way to its access: who signed up for it, and at whose desk the request lies.

    `arrived_at` is the moment it came to the desk that has it: each desk takes them in that order.
    `first_by` is the first of the two signatures of the statistics office. `version` grows with
    every act.
    """

    union = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="access_requests"
    )
    applicant = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="access_requests"
    )
    title = OneLineField(max_length=80)
    state = models.CharField(max_length=10, choices=AccessState.choices)
    opened_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    first_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(state__in=OPEN_ACCESS_STATES),
                name="one_open_access_request_of_a_union",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_ACCESS_STATES, closed_at=None)
                | ~Q(state__in=OPEN_ACCESS_STATES) & Q(closed_at__isnull=False),
                name="closed_access_request_has_moment",
            ),
            is_one_line("title"),
        ]
        indexes = [
            models.Index(fields=["union", "-id"], name="access_requests_of_union"),
            models.Index(fields=["applicant"], name="access_requests_of_person"),
            models.Index(
                fields=["state", "arrived_at", "id"],
                condition=Q(state__in=OPEN_ACCESS_STATES),
                name="access_requests_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} {self.state}"


class AccessHop(models.Model):
    """One step of the way, with its letter; rows are only added (a trigger).

    The letter's file lies in the private store under `stored`; `sha256` is that of the file as it
    came.
    """

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="hops")
    act = models.CharField(max_length=10, choices=AccessAct.choices)
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    letter_number = models.CharField(max_length=40, blank=True)
    letter_date = models.DateField(null=True)
    name = OneLineField(max_length=120, blank=True)
    stored = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stored="", sha256="", size=0)
                | Q(stored__regex="^[0-9a-f]{32}$", sha256__regex="^[0-9a-f]{64}$", size__gt=0),
                name="access_letter_is_stored_by_its_key",
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.request_id}"


class AccessProblem(models.Model):
    """What went wrong on the way, for the liaison of the province, and the answer (§4).

    Answered once (a trigger).
    """

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="problems")
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="access_problem_is_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.asked_at}"
