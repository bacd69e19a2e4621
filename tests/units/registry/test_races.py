"""Two acts on one unit at one moment: one is done, the other is told what it had not seen."""

from functools import partial

import pytest

from tests.concurrency import starters
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistryFact, RegistrySource
from units.models import LicenceState, RegistryChange
from units.registry.correction_services import Correction
from units.registry.errors import StaleRegistryError
from units.registry.licence_services import Suspension
from units.registry.services import Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۷۷")


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_at_once_one_is_told_what_the_other_did(
    world: World, offices: Offices
) -> None:
    acts = [
        partial(
            perform,
            user,
            world.unit.pk,
            Correction(RegistryFact.ADDRESS, {"address": words}, world.licence.pk),
            LETTER,
            0,
            NOW,
        )
        for user, words in ((offices.union, "دوم"), (offices.county, "سوم"))
    ]
    with starters(2) as threads:
        results = [outcome.result for outcome in threads.race(list(acts))]
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused] == [StaleRegistryError]
    assert RegistryChange.objects.count() == 1
    world.licence.refresh_from_db()
    assert world.licence.address == RegistryChange.objects.get().after


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_twice_at_once_is_one_act(world: World, offices: Offices) -> None:
    day = NOW.date()
    act = partial(
        perform,
        offices.union,
        world.unit.pk,
        Suspension(world.licence.pk, day),
        LETTER,
        0,
        NOW,
    )
    with starters(2) as threads:
        results = [outcome.result for outcome in threads.race([act, act])]
    assert not [result for result in results if isinstance(result, Exception)]
    assert LicenceState.objects.count() == RegistryChange.objects.count() == 1
