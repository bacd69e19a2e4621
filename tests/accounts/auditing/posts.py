"""Who reads the trail, as tests of several rooms need them."""

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.world import World, officer


def auditor(world: World) -> User:
    office = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("auditor", Role.ACCESS_AUDITOR, office)
