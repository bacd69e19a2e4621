"""How a unit is reached, and the one mobile by which its holder is known."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, User
from config.one_line import OneLineField, is_one_line
from units.enums import ContactRole, RegistrySource
from units.models.unit import Unit

MOBILE = "09"


class ContactNumber(models.Model):
    """A number at which a unit, its holder, a delegate or a second person is reached.

    `number` is eleven ASCII digits, mobile or with its area code. One that is no longer used has
    `ended_at`; the row stays. `verified_at`: its holder typed a code sent to it. `wrong_since`: an
    officer found that it does not reach the unit. `registered`: the mobile of the holder as the
    registry has it, or as two officers wrote it down: codes for an account go there alone, and only
    from `serves_from` on where a file put it in another one's place.
    """

    # Indexed: the live ones have an index of their own, an undo asks for any.
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="contact_numbers")
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
    registered = models.BooleanField(default=False, db_default=False)
    serves_from = models.DateTimeField(null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(registered=True, ended_at=None),
                name="one_registered_mobile_of_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(registered=False)
                | Q(number__startswith=MOBILE, role=ContactRole.HOLDER),
                name="registered_number_is_the_holders_mobile",
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


class MobileChange(models.Model):
    """The holder's mobile written down by an office: one officer asks, another one agrees.

    Where the unit has a registered mobile already, its number is told. Settled once (a trigger).
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, db_index=False, related_name="mobile_changes"
    )
    number = models.CharField(max_length=11)
    source = models.CharField(max_length=8, choices=RegistrySource.choices)
    reference = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(settled_at=None), name="one_open_mobile_change"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^09\d{9}$"), name="mobile_change_names_a_mobile"
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | ~Q(asked_by=F("settled_by")),
                name="mobile_is_changed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, granted=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, granted__isnull=False),
                name="settled_mobile_change_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="mobile_changes_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.asked_at}"
