"""Which lists of names and numbers left the portal."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User


class ContactListExport(models.Model):
    """One file of units with their numbers: who took it, for which office, what for, which units.

    Numbers are of people, so each file is written down before it leaves; `chosen` names in words
    what the list was narrowed to. Rows are only added (a trigger).
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    chosen = models.CharField(max_length=300, blank=True)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="contact_list_has_purpose"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="contact_list_has_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.at} {self.rows}"
