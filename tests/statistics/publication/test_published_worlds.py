"""Small random countries in all their editions, read back and attacked; and worked cases of it."""

import random

import pytest

from catalog.models import IsicNode
from promises.attacker.country import truth_of
from promises.attacker.figures import Vintage
from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.knowledge import know
from promises.attacker.small_worlds import SmallWorld
from statistics.enums import EditionKind
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, cells
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_nobody_works_a_unit_out_of_what_was_published(world: World, seed: int) -> None:
    small = SmallWorld(PublishingWorld(world, places=4), random.Random(seed))
    small.publish_all()
    verdict = attack(know(read_frozen(), small.truths))
    assert verdict.tried
    assert not verdict.leaks


def test_a_late_one_is_not_told_by_what_no_table_shows(world: World) -> None:
    """Units of no class lie in their division itself: hidden in every edition alike."""
    publishing = PublishingWorld(world)
    IsicNode.objects.bulk_create(
        IsicNode(code=code, level=level, parent_id=code[:-1], title_fa=code, path=f"D/25/{code}")
        for code, level in (("251", "group"), ("2511", "class"), ("2519", "class"))
    )
    several = [
        *((1, 100, "25"), (2, 90, "25"), (3, 80, "25")),
        *((4, 30, "2511"), (5, 28, "2511"), (6, 26, "2511")),
        *((7, 40, "2519"), (8, 38, "2519"), (9, 36, "2519")),
    ]
    publishing.file(Maker(holder, 0, "50", people, trade) for holder, people, trade in several)
    publishing.file([Maker(10, 0, "50", 20, "2520")])
    truths = {Vintage(MONTH.year, MONTH.month, 1): truth_of(publishing.published())}
    # Enough of the class that is shown change, and one alone of the one that is hidden.
    publishing.file(
        Maker(holder, 0, "50", people + holder + 6, "2511") for holder, people, _ in several[3:6]
    )
    publishing.file([Maker(10, 0, "50", 70, "2520")])
    annual = publishing.published(EditionKind.ANNUAL)
    truths[Vintage(MONTH.year, MONTH.month, 2)] = truth_of(annual)
    assert cells(annual, "employment")["2520", "IR"] == "hidden"
    assert not attack(know(read_frozen(), truths, signs=True)).leaks
