"""The respondent unit."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, TextField

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import persian_order
from catalog.models import County, IsicNode
from config.identifiers import is_guild_id, is_legal_id, is_national_id
from config.one_line import OneLineField, is_one_line
from units.enums import HolderKind, UnitActivity


class UnitWords(Func):
    """The words by which a unit is found, as `config.persian.search_words` splits them.

    A function of the database, so that no way of writing a row forgets them; the index holds this.
    """

    function = "units_words"
    output_field = TextField()

    def __init__(self) -> None:
        super().__init__("name", "holder_name", "holder_id", "guild_id")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as one person may see them."""

    def of(self, user: User) -> Self:
        """Find the units `user` owns or is delegate of."""
        return self.filter(members__user=user, members__ended_at=None)

    def visible_to(self, user: User) -> Self:
        """Find the units that lie where `user` holds a post that reads the registry.

        A unit lies where its last licence is: an office it has left reads its old cases still, and
        not its file.
        """
        return self.within(authority_of(user).organizations(Permission.VIEW_REGISTRY))

    def within(self, offices: Iterable[Organization]) -> Self:
        """Find the units that lie where some offices are."""
        ids: dict[str, list[int]] = {}
        counties, provinces = [], []
        for office in offices:
            if office.kind in (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS):
                return self.all()
            ids.setdefault(office.kind, []).append(office.pk)
            if office.kind == OrganizationKind.COUNTY_OFFICE:
                counties.append(office.county_id)
            if office.kind == OrganizationKind.PROVINCE:
                provinces.append(office.code)
        return self.filter(
            Q(union__in=ids.get(OrganizationKind.UNION, []))
            | Q(county__in=counties)
            | Q(organization_code__in=provinces)
        )


class Unit(models.Model):
    """A respondent unit: one holder under one guild id; licences are its history.

    `holder_id` is the holder's national id (10 digits) or, for a legal person, legal id (11).
    `guild_id` is blank until the guild centre has given one; such a unit cannot file yet.
    Duty and activity are two facts, written by `statistics.obligation` alone, with `changes` as
    their history: `missed_months` is the run of due months without a filing up to now,
    `past_gaps` counts the other ones. `judged_at` is as of when they were judged, and grows with
    every judgement of this unit alone.

    `county`, `union`, `trade`, `organization_code` (of the provincial organization) and
    `valid_until` (its last day, None without one) are those of the last licence: triggers copy
    them, so that a list of units is one table. `obliged_from` is the first day of the earliest
    month from which a list of the statistics office obliges the unit, if it stands on one (triggers
    of `statistics` keep it). From the day after `closed_on` the unit owes nothing. A new holder is
    a new unit, whose `predecessor` is the one that was closed for it.
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
    # Not indexed by themselves: the lists of an office begin with them.
    county = models.ForeignKey(
        County,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    union = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    trade = models.ForeignKey(
        IsicNode,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    organization_code = models.CharField(
        max_length=3, blank=True, default="", db_default="", editable=False
    )
    valid_until = models.DateField(null=True, editable=False)
    obliged_from = models.DateField(null=True, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    name_order = persian_order("name")
    # Kept, not computed by the index alone: reading along another index would split each name anew.
    words = models.GeneratedField(
        expression=UnitWords(), output_field=SearchVectorField(), db_persist=True
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder_id", "guild_id"],
                condition=~Q(guild_id=""),
                name="one_unit_for_holder_and_guild_id",
            ),
            models.UniqueConstraint(
                fields=["guild_id"],
                condition=Q(closed_on=None) & ~Q(guild_id=""),
                name="one_open_unit_of_a_guild_id",
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
            models.CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=models.F("pk")),
                name="unit_does_not_follow_itself",
            ),
            is_one_line("name"),
            is_one_line("holder_name"),
        ]
        indexes = [
            # The worst first; units that owe nothing, which are most, are not in it.
            models.Index(
                fields=["-missed_months", "id"], name="owing", condition=Q(missed_months__gt=0)
            ),
            # What an office lists, the worst first or by name; the last two are the country's.
            models.Index(fields=["union", "missed_months", "id"], name="units_of_union"),
            models.Index(fields=["county", "missed_months", "id"], name="units_of_county"),
            models.Index(
                fields=["organization_code", "missed_months", "id"], name="units_of_province"
            ),
            models.Index(fields=["missed_months", "id"], name="units_urgent"),
            models.Index(
                fields=["organization_code", "name_order", "id"], name="units_named_there"
            ),
            models.Index(fields=["name_order", "id"], name="units_named"),
            models.Index(fields=["valid_until"], name="units_valid_until"),
            models.Index(
                fields=["missed_months", "id"],
                name="units_inactive",
                condition=Q(activity=UnitActivity.INACTIVE),
            ),
            models.Index(fields=["id"], name="units_without_guild_id", condition=Q(guild_id="")),
            # Searched at once, never later: an officer looks for what was just put in.
            GinIndex(fields=["words"], name="unit_words", fastupdate=False),
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
