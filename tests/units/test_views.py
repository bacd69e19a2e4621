"""The owner's units and licences, each with whether it may file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.jalali import from_parts
from tests.statistics.filing import text_of
from tests.world import World, licence_for, person

pytestmark = pytest.mark.usefixtures("third_of_aban")

SignIn = Callable[[Any], Client]


def test_a_unit_stands_with_its_licence_and_that_it_may_file(world: World, sign_in: SignIn) -> None:
    text = text_of(sign_in(world.owner).get("/units/"))
    for words in (
        world.unit.name,
        world.owner.full_name,
        "۰۴۹۹۹۹۹۹۱۳",
        "آذربایجان شرقی، ملکان، خیابان نمونه، پلاک ۱",
        world.union.name,
        "ثبت آمار مهر ۱۳۹۸",
        "می‌تواند ثبت کند",
    ):
        assert words in text


def test_the_failing_condition_is_named(world: World, sign_in: SignIn) -> None:
    world.licence.expires_on = from_parts(1398, 5, 1)
    world.licence.save()
    text = text_of(sign_in(world.owner).get("/units/"))
    assert "پیش از مهر ۱۳۹۸ پایان یافته است؛ برای تمدید به اتحادیه بروید." in text
    assert "می‌تواند ثبت کند" not in text


def test_who_has_no_unit_is_told_what_to_do(world: World, sign_in: SignIn) -> None:
    text = text_of(sign_in(person("nobody")).get("/units/"))
    assert "هنوز واحدی به نام شما نیست" in text
    assert world.unit.name not in text


def test_the_page_costs_the_same_for_one_unit_and_three(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/units/").status_code == 200
        return len(captured)

    cost()
    one = cost()
    for guild, holder in (("0488888888", "9990000026"), ("0477777777", "9990000034")):
        unit = licence_for(guild, holder, world.union, person(guild)).unit
        unit.members.update(user=world.owner)
    assert cost() == one


@pytest.mark.parametrize("address", ["/units/", "/statistics/notebook/"])
def test_two_hundred_units_are_pages_of_twenty(world: World, sign_in: SignIn, address: str) -> None:
    for number in range(199):
        licence_for(f"1{number:09}", "9990000018", world.union, world.owner)
    browser = sign_in(world.owner)
    shown = browser.get(address)
    assert len(shown.content) < 60_000
    assert "۱ تا ۲۰ از ۲۰۰ واحد" in text_of(shown)
    last = text_of(browser.get(f"{address}?page=10"))
    assert "۱۸۱ تا ۲۰۰ از ۲۰۰ واحد" in last
    assert last.count('<section class="section">') == 20
    assert "بعدی‌ها" not in last
