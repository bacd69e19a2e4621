"""The head of the demonstration has sent a list of best units, so that there is a letter."""

import pytest

from accounts.enums import Role
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from demo.best_units import name_best_units
from oversight.best_units.queries import lists_of
from tests.oversight.best_units import ESFAND, two_months_owed
from tests.review.cases import policy
from tests.world import FILED_AT, World, officer, tehran

pytestmark = pytest.mark.django_db


def test_the_head_named_a_unit_with_a_whole_year_once(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    two_months_owed(ESFAND, least=1)
    # The months since are not filed, and the unit works all the same.
    policy(PolicyKey.INACTIVE_AFTER_MONTHS, 24, from_parts(1396, 1, 1))
    world.final(ESFAND, FILED_AT)
    # As long as lists are taken, whoever tries the demonstration sends it.
    assert name_best_units(tehran(1398, 2, 1)) == 0
    now = tehran(1398, 9, 1)
    assert name_best_units(now) == 1
    sent = lists_of([world.province], 1397)[world.province.pk]
    assert (sent.sent_by, [best.unit for best in sent.units.all()]) == (head, [world.unit])
    assert name_best_units(now) == 0


def test_without_a_whole_year_nobody_is_named(world: World) -> None:
    officer("head", Role.PROVINCE_HEAD, world.province)
    assert name_best_units(tehran(1398, 9, 1)) == 0
    assert not lists_of([world.province], 1397)
