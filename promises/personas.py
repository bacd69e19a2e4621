"""The people and units of the model's lives."""

from dataclasses import dataclass

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County
from tests.review.cases import another_union
from tests.world import World, licence_for, officer, person
from units.models import Licence


@dataclass
class Cast:
    """The people and licences of the lives, made once."""

    world: World
    people: list[User]
    licences: list[Licence]
    posts: list[tuple[int, Role, Organization]]
    reader: User


def cast(world: World) -> Cast:
    """Make three units: below the union, below one without access, and below another."""
    blind = Organization.objects.create(
        code="blind",
        kind=OrganizationKind.UNION,
        name="اتحادیه بی‌دسترسی",
        parent=world.province,
        province_id="03",
    )
    office = Organization.objects.create(
        code="county",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="اداره ملکان",
        parent=world.province,
        county=County.objects.get(code="0301"),
    )
    rivals, other = another_union(world), person("other-owner")
    posts = [
        (world.union_officer, Role.UNION_OFFICER, world.union),
        (officer("colleague", Role.UNION_OFFICER, world.union), Role.UNION_OFFICER, world.union),
        (officer("rival", Role.UNION_OFFICER, rivals), Role.UNION_OFFICER, rivals),
        (world.province_officer, Role.PROVINCE_EXPERT, world.province),
        (world.ministry_officer, Role.MINISTRY_EXPERT, world.ministry),
    ]
    reader = officer("county-officer", Role.COUNTY_OFFICER, office)
    people = [world.owner, other, *(post[0] for post in posts), reader, person("stranger")]
    licences = [
        world.licence,
        licence_for("0499999921", "9990000018", blind, other),
        licence_for("0499999932", "9990000018", rivals, other),
    ]
    found = Licence.objects.select_related("unit", "union__parent__parent")
    return Cast(
        world,
        people,
        [found.get(pk=licence.pk) for licence in licences],
        [(who.pk, role, where) for who, role, where in posts],
        reader,
    )
