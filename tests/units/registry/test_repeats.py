"""Two acts of one person by one letter are two acts; the same one twice is one."""

import pytest

from config.jalali import from_parts
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistryFact, RegistrySource
from units.models import LicenceState, RegistryChange
from units.registry.correction_services import Correction
from units.registry.errors import StaleRegistryError
from units.registry.licence_services import Suspension
from units.registry.services import Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۷۷")


def test_another_act_by_the_same_letter_is_not_taken_for_done(
    world: World, offices: Offices
) -> None:
    unit, licence = world.unit.pk, world.licence.pk
    address = Correction(RegistryFact.ADDRESS, {"address": "کوی دوم"}, licence)
    perform(offices.union, unit, address, LETTER, 0, NOW)
    suspension = Suspension(licence, from_parts(1398, 8, 1))
    # From a second window that was opened before the first was sent.
    with pytest.raises(StaleRegistryError) as stale:
        perform(offices.union, unit, suspension, LETTER, 0, NOW)
    assert [change.fact for change in stale.value.changes] == [RegistryFact.ADDRESS]
    assert not LicenceState.objects.exists()
    assert perform(offices.union, unit, address, LETTER, 0, NOW) is None
    assert RegistryChange.objects.count() == 1
