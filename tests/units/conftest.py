"""Offices around the unit of the world: the county office, the head, a far province."""

from dataclasses import dataclass

import pytest

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.world import World, officer, tehran

NOW = tehran(1398, 8, 20)


@dataclass
class Offices:
    """Who keeps the unit, who keeps others, and who may only read."""

    union: User
    county: User
    province: User
    ministry: User
    far_union: User


@pytest.fixture
def offices(world: World) -> Offices:
    county = Organization.objects.create(
        code="county-office",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=world.union.county,
    )
    far = Organization.objects.create(
        code="far-union",
        kind=OrganizationKind.UNION,
        name="اتحادیهٔ دیگر",
        parent=world.province,
        province_id="03",
        county=world.union.county,
    )
    return Offices(
        world.union_officer,
        officer("county-officer", Role.COUNTY_OFFICER, county),
        world.province_officer,
        world.ministry_officer,
        officer("far-officer", Role.UNION_OFFICER, far),
    )
