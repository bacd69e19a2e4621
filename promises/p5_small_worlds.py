"""P5, no unit's figure can be worked out, of small worlds drawn at random.

Few holders, each in several cells, and sizes far apart: what a large country seldom has.
"""

import random

import pytest
from django.db import transaction

from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import Verdict, attack
from promises.attacker.knowledge import know
from promises.attacker.small_worlds import SmallWorld
from promises.attacker.tau_argus import opinion_of
from promises.pytest_plugin import Tally
from tests.statistics.publication.worlds import PublishingWorld
from tests.world import World

WORLDS, WORLDS_AT_NIGHT = 10, 600


@pytest.mark.django_db
def test_nobody_works_a_unit_out_of_small_worlds(world: World, tally: Tally, nightly: bool) -> None:
    first, whole, audited = random.randrange(2**32), Verdict(), 0
    for seed in range(first, first + (WORLDS_AT_NIGHT if nightly else WORLDS)):
        with transaction.atomic():
            small = SmallWorld(PublishingWorld(world, places=4), random.Random(seed))
            small.publish_all()
            knowledge = know(read_frozen(), small.truths)
            verdict, second = attack(knowledge), opinion_of(knowledge)
            transaction.set_rollback(True)
        tally.add_many(verdict.tried - len(verdict.leaks), verdict.tried)
        tally.add_many(second.audited - len(second.faults), second.audited)
        tally.broken += [
            f"seed {seed}: {leak}" for leak in [*verdict.leaks[:3], *second.faults[:3]]
        ]
        whole, audited = whole.and_also(verdict), audited + second.audited
    tally.say(f"small worlds from seed {first}: {whole}; τ-Argus audited {audited:,} hidden cells")
