"""The stored list of kinds of licences; `catalog.models` makes it known to Django."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q


class LicenceKind(models.Model):
    """A kind of licence, such as «پروانه کسب تولیدی» (letter 60/310637).

    `files` tells whether a unit under it owes the monthly statistics; distribution, service and
    technical licences are kept in the registry and owe none. The kind is given to licences issued
    from `since` to `until`. Rows are never deleted: what a licence once was is read for ever. The
    first rows were added by nobody.
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    files = models.BooleanField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            CheckConstraint(
                name="licence_kind_code_shape", condition=Q(code__regex="^[a-z][a-z0-9_]*$")
            ),
            CheckConstraint(name="licence_kind_has_a_name", condition=~Q(name="")),
            CheckConstraint(
                name="licence_kind_days_in_order",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            CheckConstraint(
                name="licence_kind_added_by_a_person_with_a_reason",
                condition=Q(added_by=None, added_at=None)
                | (Q(added_by__isnull=False, added_at__isnull=False) & ~Q(note="")),
            ),
        )

    def __str__(self) -> str:
        return self.name
