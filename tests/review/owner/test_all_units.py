"""All one's units on one page: the last twelve months of each, its state and its next step."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, licence_for, person
from units.models import UnitMember

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
PAGE = "/statistics/all/"


@pytest.fixture(autouse=True)
def _morning(world: World, time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    policy(PolicyKey.OBLIGATION_FROM, 139803)


def test_each_unit_has_its_months_its_state_and_its_next_step(
    world: World, sign_in: SignIn
) -> None:
    second = licence_for("0499999921", "9990000026", world.union, world.owner)
    second.unit.name = "کارگاه دوم"
    second.unit.save()
    world.filed(MEHR)
    world.draft(MEHR - 1)
    page = text_of(sign_in(world.owner).get(PAGE))
    assert "آبان ۱۳۹۷ تا مهر ۱۳۹۸" in page
    assert page.count('class="mini"') == 2
    assert "۱ ماه پیش‌نویس" in page
    assert "۱ ماه در بررسی" in page
    assert "کارگاه دوم" in page
    assert page.count("m-missing") >= 1
    assert "کاربرگ چند واحد" in page


def test_what_is_in_order_can_be_left_out(world: World, sign_in: SignIn) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807, from_parts(1398, 2, 1))
    world.filed()
    browser = sign_in(world.owner)
    assert world.unit.name in text_of(browser.get(PAGE))
    assert "کار بازی نیست" in text_of(browser.get(f"{PAGE}?only=open"))


def test_a_delegate_sees_the_chosen_units_alone(world: World, sign_in: SignIn) -> None:
    delegate = person("delegate")
    other = licence_for("0499999921", "9990000026", world.union, world.owner)
    other.unit.name = "کارگاه دوم"
    other.unit.save()
    UnitMember.objects.create(unit=world.unit, user=delegate, role="delegate")
    page = text_of(sign_in(delegate).get(PAGE))
    assert world.unit.name in page
    assert "کارگاه دوم" not in page


def test_who_has_no_unit_is_told_so(world: World, sign_in: SignIn) -> None:
    assert "هنوز واحدی به نام شما نیست" in text_of(sign_in(world.union_officer).get(PAGE))


def test_many_units_cost_no_more_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(world.owner)
    browser.get(PAGE)
    for number in range(12):
        licence_for(f"04999990{number:02}", "9990000026", world.union, world.owner)
    with django_assert_max_num_queries(30):
        assert browser.get(PAGE).status_code == 200
