"""The page of import orders: two ids and an order in, final months out, no id in any address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.enums import Role
from entitlements.models import OrderLook
from tests.entitlements.orders.posts import ORDER, reviewer, typed
from tests.statistics.filing import text_of
from tests.world import MEHR, World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
AT = tehran(1398, 8, 20)
STRANGER = "9990000026"


@pytest.fixture
def browser(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    world.final()
    time_machine.move_to(AT, tick=False)
    return sign_in(reviewer(world))


def test_a_reviewer_sees_the_final_months_and_that_it_was_kept(
    world: World, browser: Client
) -> None:
    answer = browser.post("/orders/", typed(world))
    place = answer.headers["Location"]
    assert answer.status_code == 302
    for number in (world.unit.guild_id, world.unit.holder_id, ORDER):
        assert number not in place
    page = text_of(browser.get(place))
    for words in (world.unit.name, "مهر ۱۳۹۸", "کیسه پلی اتیلن", "رشته فعالیت مجاز", "پلاستیک"):
        assert words in page
    assert "۱ ماه از ۱۲ ماه نهایی" in page
    assert "دارندهٔ واحد آن را می‌بیند" in page
    kept = OrderLook.objects.get()
    assert (kept.unit, kept.order_number, kept.at) == (world.unit, ORDER, AT)
    assert "۱ ماه نهایی از ۱۲ ماه" in text_of(browser.get("/orders/looks/"))


def test_what_is_in_review_is_named_and_its_figures_are_not_shown(
    world: World, browser: Client
) -> None:
    world.filed(MEHR - 1)
    page = text_of(browser.post("/orders/", typed(world), follow=True))
    assert "شهریور ۱۳۹۸ ثبت شده و در بررسی است" in page
    assert page.count('scope="row"') == 2


def test_a_wrong_pair_reads_as_an_unknown_one_word_for_word(world: World, browser: Client) -> None:
    pages = []
    for wrong in ({"holder_id": STRANGER}, {"guild_id": "0000000001"}):
        answer = browser.post("/orders/", typed(world, **wrong), follow=True)
        assert answer.status_code == 404
        page = answer.content.decode()
        for number in (STRANGER, "0000000001", world.unit.guild_id, world.unit.holder_id):
            page = page.replace(number, "")
        pages.append(without_tokens(page))
    assert pages[0] == pages[1]
    assert "واحدی با این دو شناسه پیدا نشد" in pages[0]


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{40,}"', "", page)


def test_what_is_lacking_is_said_and_what_was_typed_stays(world: World, browser: Client) -> None:
    answer = browser.post("/orders/", typed(world, order_number="12", guild_id=""))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "شمارهٔ ثبت سفارش ۶ تا ۱۲ رقم است" in page
    assert "شناسه صنفی را بنویسید" in page
    assert world.unit.holder_id in page
    assert not OrderLook.objects.exists()


def test_a_bound_of_looks_is_said_with_its_hour_and_nothing_is_lost(
    world: World, browser: Client, settings: Any
) -> None:
    settings.ORDER_LOOKS = ((1, 60),)
    browser.post("/orders/", typed(world))
    answer = browser.post("/orders/", typed(world, months="24"))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert world.unit.guild_id in text_of(answer)


def test_a_key_opens_nothing_for_another_reviewer_nor_after_a_while(
    world: World, browser: Client, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    place = browser.post("/orders/", typed(world)).headers["Location"]
    other = sign_in(officer("import-2", Role.IMPORT_REVIEWER, world.ministry))
    assert other.get(place).status_code == 410
    time_machine.shift(16 * 60)
    again = browser.get(place)
    assert again.status_code == 410
    assert world.unit.name not in text_of(again)


def test_nobody_else_looks(world: World, sign_in: SignIn) -> None:
    for user in (world.owner, world.union_officer, world.ministry_officer):
        browser = sign_in(user)
        assert browser.get("/orders/").status_code == 403
        assert browser.post("/orders/", typed(world)).status_code == 403
    assert not OrderLook.objects.exists()
