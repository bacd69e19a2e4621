"""Guild production units, their licences and the people who act for them."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, User
from catalog.models import County, IsicNode
from config.identifiers import is_guild_id, is_legal_id, is_national_id
from units.enums import (
    ActivityReason,
    HolderKind,
    LicenceKind,
    LicenceStatus,
    LicenceTerm,
    MemberRole,
)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as one person may see them."""

    def of(self, user: User) -> Self:
        """Return the units `user` owns or is delegate of."""
        return self.filter(members__user=user, members__ended_at=None)


class Unit(models.Model):
    """A respondent unit: one holder under one guild id; licences are its history.

    `holder_id` is the holder's national id (10 digits) or, for a legal person, legal id (11).
    `guild_id` is blank until the guild centre has given one; such a unit cannot file yet.
    `filing_active` and `missed_months` are the stored result of the three-month rule, written by
    `statistics.activity` alone; `changes` is its history.
    """

    name = models.CharField(max_length=160)
    holder_kind = models.CharField(max_length=10, choices=HolderKind.choices)
    holder_name = models.CharField(max_length=160)
    holder_id = models.CharField(max_length=11)
    guild_id = models.CharField(max_length=10, blank=True)
    filing_active = models.BooleanField(default=True)
    missed_months = models.PositiveSmallIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder_id", "guild_id"],
                condition=~Q(guild_id=""),
                name="one_unit_for_holder_and_guild_id",
            ),
            models.CheckConstraint(
                condition=Q(holder_kind=HolderKind.NATURAL, holder_id__regex=r"^\d{10}$")
                | Q(holder_kind=HolderKind.LEGAL, holder_id__regex=r"^\d{11}$"),
                name="holder_id_fits_holder",
            ),
            models.CheckConstraint(
                condition=Q(guild_id="") | Q(guild_id__regex=r"^\d{10}$"),
                name="guild_id_ten_digits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-missed_months", "id"], name="owing", condition=Q(missed_months__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check the ids by their check digits."""
        natural = self.holder_kind == HolderKind.NATURAL
        if natural and not is_national_id(self.holder_id):
            raise ValidationError({"holder_id": "کد ملی درست نیست؛ ده رقم را دوباره ببینید."})
        if not natural and not is_legal_id(self.holder_id):
            raise ValidationError({"holder_id": "شناسه ملی درست نیست؛ یازده رقم را دوباره ببینید."})
        if self.guild_id and not is_guild_id(self.guild_id):
            raise ValidationError({"guild_id": "شناسه صنفی باید ده رقم باشد."})


class Licence(models.Model):
    """A business licence of a unit: what, where, for which trade, by which union.

    Days are Tehran days. `expires_on` is the last valid day. `status_since` is the first day of a
    suspension or revocation. The point on the map is optional.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(
        max_length=20, choices=LicenceKind.choices, default=LicenceKind.BUSINESS
    )
    term = models.CharField(
        max_length=10, choices=LicenceTerm.choices, default=LicenceTerm.PERMANENT
    )
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=LicenceStatus.choices, default=LicenceStatus.VALID
    )
    status_since = models.DateField(null=True, blank=True)
    trade = models.ForeignKey(IsicNode, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="members")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    postal_code = models.CharField(max_length=10)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                name="licence_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(status=LicenceStatus.VALID) | Q(status_since__isnull=False),
                name="licence_end_has_day",
            ),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^\d{10}$"), name="licence_postal_code_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """Return «پروانه کسب (province - county)», the unit's header in the guide."""
        return f"{self.get_kind_display()} ({self.county.province.name} - {self.county.name})"


class UnitMember(models.Model):
    """A person who acts for a unit: its owner or the owner's delegate with an own account."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole.choices)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"], condition=Q(ended_at=None), name="one_membership_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at=None, role=MemberRole.OWNER),
                name="one_owner_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"


class ActivityChange(models.Model):
    """One change of a unit's filing activity, with its reason; never changed afterwards."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    active = models.BooleanField()
    missed = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, choices=ActivityReason.choices)

    class Meta:
        indexes = [models.Index(fields=["unit", "at"], name="activity_history")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.active} {self.missed}"
