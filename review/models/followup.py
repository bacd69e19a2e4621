"""The log of contacts: who reached a unit about a month it owes, how, and what came of it."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from review.enums import ContactResult, ContactWay
from units.models import Unit


class Contact(models.Model):
    """One contact with a unit about one month. Rows are only added (a trigger).

    `on` is the Tehran day of the contact, `at` when it was written down.
    """

    # No index of its own: `contacts_of_unit` begins with it.
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, related_name="contacts"
    )
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    on = models.DateField()
    way = models.CharField(max_length=8, choices=ContactWay.choices)
    result = models.CharField(max_length=10, choices=ContactResult.choices)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="contact_month_exists"),
            models.CheckConstraint(
                condition=~Q(result=ContactResult.OTHER) | ~Q(note=""),
                name="other_result_has_a_note",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="contacts_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}/{self.month} {self.way}"
