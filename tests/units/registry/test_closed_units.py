"""A closed unit stays closed: no act on its licences makes it owe or move anything."""

import pytest

from config.jalali import from_parts
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistrySource
from units.models import Licence, RegistryChange
from units.registry.closing_services import Closing
from units.registry.errors import RefusedActError
from units.registry.licence_services import Lifting, Renewal, Revocation, Suspension, Transfer
from units.registry.queries import version_of
from units.registry.services import Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۹۱")
DAY = from_parts(1398, 8, 10)


def test_no_act_on_a_licence_reaches_a_closed_unit(world: World, offices: Offices) -> None:
    pk, unit = world.licence.pk, world.unit.pk
    perform(offices.province, unit, Closing(from_parts(1398, 8, 1)), LETTER, 0, NOW)
    kept = RegistryChange.objects.count()
    acts = (
        Renewal(pk, None, "0499999921", DAY),
        Suspension(pk, from_parts(1398, 5, 1), from_parts(1398, 5, 9)),
        Lifting(pk, DAY),
        Revocation(pk, from_parts(1398, 5, 1)),
        Transfer(world.union, world.licence.county, "کوی دوم", ""),
    )
    for act in acts:
        with pytest.raises(RefusedActError, match="بسته است"):
            perform(offices.province, unit, act, LETTER, version_of(unit), NOW)
    assert Licence.objects.filter(unit=unit).count() == 1
    assert RegistryChange.objects.count() == kept
