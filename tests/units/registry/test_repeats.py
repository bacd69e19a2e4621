"""Two acts of one person by one letter are two acts; the same one twice is one."""

import pytest

from accounts.models import Organization
from config.jalali import from_parts
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import HolderKind, RegistryFact, RegistrySource
from units.models import Licence, LicenceState, RegistryChange
from units.registry.closing_services import Closing, NewHolder, Reopening
from units.registry.correction_services import Correction
from units.registry.errors import StaleRegistryError
from units.registry.licence_services import Lifting, Renewal, Revocation, Suspension, Transfer
from units.registry.queries import version_of
from units.registry.services import Act, Ground, perform

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


def test_a_refused_act_of_ones_own_letter_is_not_taken_for_done(
    world: World, offices: Offices
) -> None:
    unit, licence = world.unit.pk, world.licence.pk
    day = from_parts(1398, 8, 1)
    perform(offices.province, unit, Suspension(licence, day), LETTER, 0, NOW)
    acts: list[Act] = [
        Suspension(licence, day, from_parts(1398, 8, 3)),
        Correction(RegistryFact.ISSUED_ON, {"issued_on": from_parts(1499, 1, 1)}, licence),
        Closing(from_parts(1398, 7, 1)),
        Renewal(licence, None),
    ]
    for act in acts:
        with pytest.raises(StaleRegistryError) as stale:
            perform(offices.province, unit, act, LETTER, 0, NOW)
        assert [change.fact for change in stale.value.changes] == [RegistryFact.STATE]


def test_a_value_that_was_changed_on_is_not_written_back_by_an_old_page(
    world: World, offices: Offices
) -> None:
    unit, licence = world.unit.pk, world.licence.pk
    second, third = (
        Correction(RegistryFact.ADDRESS, {"address": words}, licence)
        for words in ("کوی دوم", "کوی سوم")
    )
    perform(offices.union, unit, second, LETTER, 0, NOW)
    perform(offices.union, unit, third, LETTER, version_of(unit), NOW)
    with pytest.raises(StaleRegistryError):
        perform(offices.union, unit, second, LETTER, 0, NOW)
    assert Licence.objects.get(pk=licence).address == "کوی سوم"


def test_every_act_sent_twice_is_done_once(world: World, offices: Offices) -> None:
    licence, day = world.licence.pk, from_parts(1398, 8, 1)
    county, union = world.licence.county, Organization.objects.get(code="far-union")
    holder = NewHolder(HolderKind.NATURAL, "کاوه", "9990000026", "", "نو", "0499999930", day, None)
    acts: list[Act] = [
        Renewal(licence, from_parts(1405, 1, 1), "0499999947", from_parts(1398, 7, 30)),
        Renewal(licence, from_parts(1406, 1, 1)),
        Correction(RegistryFact.UNIT_NAME, {"name": "کارگاه دیگر"}),
        Suspension(licence, from_parts(1398, 7, 1)),
        Lifting(licence, from_parts(1398, 7, 5)),
        Revocation(licence, from_parts(1398, 7, 20)),
        Closing(day),
        Reopening(),
        Transfer(union, county, "کوی دوم", ""),
        holder,
    ]
    Licence.objects.filter(pk=licence).update(expires_on=from_parts(1399, 1, 1))
    for act in acts:
        seen = version_of(world.unit.pk)
        assert perform(offices.province, world.unit.pk, act, LETTER, seen, NOW), act
        kept = RegistryChange.objects.count()
        assert perform(offices.province, world.unit.pk, act, LETTER, seen, NOW) is None, act
        assert RegistryChange.objects.count() == kept
