"""What offices found when they held a unit against its licence, and what is to be put right."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from units.enums import RegistryIssueKind, RegistrySource
from units.models.contacts import ContactNumber
from units.models.licences import Licence
from units.models.unit import Unit


class Verification(models.Model):
    """Three attributes of a licence as an office found them on a day (letter 60/310637 §2).

    Rows are only added (a trigger); the last one of a unit's last licence holds.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, db_index=False, related_name="verifications"
    )
    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, db_index=False, related_name="verifications"
    )
    licence_valid = models.BooleanField()
    place_matches = models.BooleanField()
    trade_matches = models.BooleanField()
    on = models.DateField()
    source = models.CharField(max_length=8, choices=RegistrySource.choices)
    reference = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="verifications_of_unit"),
            models.Index(fields=["licence", "-id"], name="verifications_of_licence"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on}"

    @property
    def right(self) -> bool:
        return self.licence_valid and self.place_matches and self.trade_matches


class RegistryIssue(models.Model):
    """Something of a unit's file that does not hold, until an office tells what became of it.

    Settled once (a trigger). `contact` is the number that does not reach the unit.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="registry_issues")
    kind = models.CharField(max_length=10, choices=RegistryIssueKind.choices)
    # Indexed, as an undo of an import asks for the issues of a number.
    contact = models.ForeignKey(
        ContactNumber, on_delete=models.CASCADE, null=True, related_name="issues"
    )
    note = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    opened_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            # A number that is said to be wrong twice, a place that differs twice: one line.
            models.UniqueConstraint(
                fields=["unit", "kind", "contact"],
                condition=Q(settled_at=None),
                nulls_distinct=False,
                name="one_open_registry_issue",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(outcome=""),
                name="settled_registry_issue_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"],
                name="open_registry_issues",
                condition=Q(settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"
