"""How a unit is reached, and the codes by which a mobile number is proved."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from config.one_line import OneLineField, is_one_line
from units.enums import ContactRole, RegistrySource
from units.models.unit import Unit

MOBILE = "09"


class ContactNumber(models.Model):
    """A number at which a unit, its holder, a delegate or a second person is reached.

    `number` is eleven ASCII digits, mobile or with its area code. One that is no longer used has
    `ended_at`; the row stays. `verified_at`: its holder typed a code sent to it. `wrong_since`: an
    officer found that it does not reach the unit.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, db_index=False, related_name="contact_numbers"
    )
    role = models.CharField(max_length=10, choices=ContactRole.choices)
    name = OneLineField(max_length=80, blank=True)
    number = models.CharField(max_length=11, validators=[RegexValidator(r"^0\d{10}$")])
    source = models.CharField(max_length=8, choices=RegistrySource.choices)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    wrong_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                condition=Q(ended_at=None),
                name="one_contact_number_of_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^0\d{10}$"), name="contact_number_eleven_digits"
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(number__startswith=MOBILE),
                name="contact_number_verified_is_mobile",
            ),
            is_one_line("name"),
        ]
        indexes = [
            # Whose number is this? (the search)
            models.Index(fields=["number"], name="contact_by_number", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.role}"

    @property
    def mobile(self) -> bool:
        return self.number.startswith(MOBILE)


class ContactCode(models.Model):
    """A code that was sent to a number, as a digest; it serves once, for a while, a few tries."""

    contact = models.ForeignKey(ContactNumber, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "sent_at"], name="codes_asked_by")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.sent_at}"
