"""Guild production units, their licences and the people who act for them."""

from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.models import Organization, User
from catalog.models import County, IsicNode
from config.identifiers import is_guild_id, is_legal_id, is_national_id
from config.one_line import OneLineField, is_one_line
from units.enums import (
    ActivityReason,
    HolderKind,
    LicenceKind,
    LicenceStatus,
    LicenceTerm,
    MemberRole,
    UnitActivity,
)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as one person may see them."""

    def of(self, user: User) -> Self:
        """Find the units `user` owns or is delegate of."""
        return self.filter(members__user=user, members__ended_at=None)


class Unit(models.Model):
    """A respondent unit: one holder under one guild id; licences are its history.

    `holder_id` is the holder's national id (10 digits) or, for a legal person, legal id (11).
    `guild_id` is blank until the guild centre has given one; such a unit cannot file yet.
    Duty and activity are two facts, written by `statistics.obligation` alone, with `changes` as
    their history: `missed_months` is the run of due months without a filing up to now,
    `past_gaps` counts the other ones. `judged_at` is as of when they were judged, and grows with
    every judgement of this unit alone.
    """

    name = OneLineField(max_length=160)
    holder_kind = models.CharField(max_length=10, choices=HolderKind.choices)
    holder_name = OneLineField(max_length=160)
    holder_id = models.CharField(max_length=11)
    guild_id = models.CharField(max_length=10, blank=True)
    activity = models.CharField(
        max_length=16,
        choices=UnitActivity.choices,
        default=UnitActivity.ACTIVE,
        # Also for rows that bulk loads write without Django.
        db_default=UnitActivity.ACTIVE,
    )
    missed_months = models.PositiveSmallIntegerField(default=0, db_default=0)
    past_gaps = models.PositiveSmallIntegerField(default=0, db_default=0)
    judged_at = models.DateTimeField(null=True, blank=True, editable=False)

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
            is_one_line("name"),
            is_one_line("holder_name"),
        ]
        indexes = [
            # The worst first; units that owe nothing, which are most, are not in it.
            models.Index(
                fields=["-missed_months", "id"], name="owing", condition=Q(missed_months__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def inactive(self) -> bool:
        return self.activity == UnitActivity.INACTIVE

    def clean(self) -> None:
        """Check the ids by their check digits."""
        natural = self.holder_kind == HolderKind.NATURAL
        if natural and not is_national_id(self.holder_id):
            raise ValidationError({"holder_id": "کد ملی درست نیست؛ ده رقم را دوباره ببینید."})
        if not natural and not is_legal_id(self.holder_id):
            raise ValidationError({"holder_id": "شناسه ملی درست نیست؛ یازده رقم را دوباره ببینید."})
        if self.guild_id and not is_guild_id(self.guild_id):
            raise ValidationError({"guild_id": "شناسه صنفی باید ده رقم باشد."})


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences, perhaps with what took their validity away."""

    def with_states(self) -> Self:
        """Bring the states in the same query, for `Licence.interruptions`."""
        states = LicenceState.objects.filter(licence=OuterRef("pk")).order_by("since")
        row = JSONObject(status="status", since="since", until="until")
        return self.annotate(states_read=ArraySubquery(states.values(row=row)))


class Licence(models.Model):
    """A business licence of a unit: what, where, for which trade, by which union.

    Days are Tehran days. `expires_on` is the last valid day; `states` are the days on which it was
    suspended or revoked. The point on the map is optional.
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
    trade = models.ForeignKey(IsicNode, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="members")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    postal_code = models.CharField(max_length=10)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                name="licence_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^\d{10}$"), name="licence_postal_code_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """«پروانه کسب (province - county)», the unit's header in the guide."""
        return f"{self.get_kind_display()} ({self.county.province.name} - {self.county.name})"

    @cached_property
    def interruptions(self) -> list["LicenceState"]:
        """The states in order of time, from the same query where `with_states` brought them."""
        # One that is being typed has no states yet, and may not be asked for them.
        if self.pk is None:
            return []
        read = getattr(self, "states_read", None)
        if read is None:
            return list(self.states.order_by("since"))
        return [
            LicenceState(
                licence=self,
                status=row["status"],
                since=date.fromisoformat(row["since"]),
                until=row["until"] and date.fromisoformat(row["until"]),
            )
            for row in read
        ]


class LicenceState(models.Model):
    """Days on which a licence is not valid: suspended or revoked, from `since` to `until` included.

    Open at the end until it is lifted; the row stays, so that what was suspended stays not due
    (circular 60/133338 §3). The database refuses two states of a licence on one day.
    """

    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, db_index=False, related_name="states"
    )
    status = models.CharField(max_length=10, choices=LicenceStatus.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["licence", "since"], name="one_licence_state_a_day"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="licence_state_ends_after_it_begins",
            ),
            # The guard against overlaps counts days from 1900 in six digits.
            models.CheckConstraint(
                condition=Q(since__range=(date(1900, 1, 1), date(4000, 1, 1)))
                & (Q(until=None) | Q(until__lte=date(4000, 1, 1))),
                name="licence_state_days_can_be_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.status} {self.since}"


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
    """One change of a unit's duty or activity, with its reason; never changed afterwards."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    activity = models.CharField(max_length=16, choices=UnitActivity.choices)
    missed = models.PositiveSmallIntegerField()
    gaps = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, choices=ActivityReason.choices)

    class Meta:
        indexes = [models.Index(fields=["unit", "at"], name="activity_history")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.activity} {self.missed}"
