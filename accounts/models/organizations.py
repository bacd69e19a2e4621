"""The offices of the tree the work climbs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.enums import OrganizationKind, Permission
from catalog.models import County, Province
from config.one_line import OneLineField, is_one_line


class Organization(models.Model):
    """An office of the tree the work climbs: union → provincial organization → ministry.

    `parent` is the next desk of the chain. A union without `access_granted_at` cannot review yet
    (circular 60/227210 §3); its members' cases skip it. A ministry office that names ISIC divisions
    (two digits each) gets the cases of those; all others go to the provinces' own parent.
    `liaison` is whom unions of a province ask about their access (§4), at `liaison_phone`.
    """

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices)
    name = OneLineField(max_length=160)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    access_granted_at = models.DateTimeField(null=True, blank=True)
    liaison = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    liaison_phone = models.CharField(max_length=11, blank=True, db_default="")
    isic_divisions = ArrayField(
        models.CharField(max_length=2), default=list, db_default=[], blank=True
    )

    class Meta:
        permissions = [(p.value, p.label) for p in Permission]
        constraints = [
            models.CheckConstraint(
                # Cases climb by `parent`; a desk without one would hold them for ever.
                condition=~Q(kind__in=[OrganizationKind.UNION, OrganizationKind.PROVINCE])
                | Q(parent__isnull=False),
                name="organization_below_the_ministry_has_parent",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.PROVINCE) | Q(province__isnull=False),
                name="provincial_organization_has_province",
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganizationKind.MINISTRY) | Q(isic_divisions=[]),
                name="ministry_offices_alone_have_divisions",
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganizationKind.PROVINCE) | Q(liaison=None, liaison_phone=""),
                name="provinces_alone_have_a_liaison",
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return self.name


def short_name(name: str) -> str:
    """Drop the words that the names of all provincial organizations share."""
    return name.removeprefix("سازمان صنعت، معدن و تجارت ").removeprefix("استان ")
