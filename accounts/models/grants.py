"""What people may do at which organization, and for how long; every change is kept."""

from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.enums import Role
from accounts.models.organizations import Organization
from accounts.models.people import User


class OrganizationPermission(UserObjectPermissionBase):
    """One permission of one person on one organization, held through a role, perhaps dated.

    Rows are written by `accounts.grants` alone. A withdrawn role keeps its rows with `until` set.
    A substitute's rows begin at `since` and stand beside what the person may hold for good.
    """

    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(auto_now_add=True)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "permission", "content_object"],
                condition=Q(since=None),
                # NULL never equals NULL: grants for good need an index of their own.
                name="one_grant_of_a_role",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "permission", "content_object", "since"],
                name="one_dated_grant_of_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.content_object_id}"


class GrantChange(models.Model):
    """One change of a grant as it happened: a trigger writes it, whoever changed the row and how.

    Rows are only added (`accounts/migrations/`); the ids are plain numbers, so that the history
    outlives what it tells of.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=6)
    user_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    organization_id = models.BigIntegerField()
    permission_id = models.BigIntegerField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    # The role of the database that wrote it: in production never the owner's.
    written_by = models.CharField(max_length=63)

    def __str__(self) -> str:
        return f"{self.act} {self.user_id} {self.role} {self.organization_id}"


class Absence(models.Model):
    """An officer on leave from one moment to another, and the colleague who stands in.

    The substitute holds the same post for that time by a dated grant of their own where they did
    not hold it already; their decisions at that office say in whose place. Ended early by
    `until`. Written by `accounts.substitution.services` alone.
    """

    absentee = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="absences"
    )
    substitute = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="substitutions"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="absences"
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(absentee=models.F("substitute")), name="substitute_is_another"
            ),
        ]
        indexes = [
            models.Index(fields=["substitute", "organization", "until"], name="stands_in_for"),
            models.Index(fields=["absentee", "until"], name="absences_of"),
        ]

    def __str__(self) -> str:
        return f"{self.absentee_id} {self.since} {self.until}"

    @property
    def role_held(self) -> Role:
        return Role(self.role)
