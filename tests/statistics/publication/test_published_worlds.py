"""Small random countries in all their editions, read back and attacked."""

import random

import pytest

from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.knowledge import know
from promises.attacker.small_worlds import SmallWorld
from tests.statistics.publication.worlds import PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_nobody_works_a_unit_out_of_what_was_published(world: World, seed: int) -> None:
    small = SmallWorld(PublishingWorld(world, places=4), random.Random(seed))
    small.publish_all()
    verdict = attack(know(read_frozen(), small.truths))
    assert verdict.tried
    assert not verdict.leaks
