"""The page of the ledger, for the unit's own people alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from entitlements.orders.services import Asked, look
from tests.entitlements.orders.posts import ORDER, reviewer
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def looked_at(world: World, third_of_aban: None) -> World:
    look(reviewer(world), Asked(world.unit.holder_id, world.unit.guild_id, ORDER, 12), FILED_AT)
    return world


def test_the_owner_sees_it_by_itself_and_on_the_page_of_the_unit(
    looked_at: World, sign_in: SignIn
) -> None:
    browser, unit = sign_in(looked_at.owner), looked_at.unit
    page = text_of(browser.get(f"/units/{unit.pk}/asked/"))
    assert "۴۰۵۱۸۲۷۷" in page
    assert "همه (۱)" in page
    assert "هنوز کسی نپرسیده است" in text_of(browser.get(f"/units/{unit.pk}/asked/?kind=check"))
    file = text_of(browser.get(f"/units/{unit.pk}/"))
    assert "چه کسی دربارهٔ واحد شما پرسید" in file
    assert "۴۰۵۱۸۲۷۷" in file


def test_offices_and_strangers_do_not(looked_at: World, sign_in: SignIn) -> None:
    unit = looked_at.unit
    for user in (looked_at.union_officer, looked_at.ministry_officer):
        browser = sign_in(user)
        assert browser.get(f"/units/{unit.pk}/asked/").status_code == 404
        assert "۴۰۵۱۸۲۷۷" not in text_of(browser.get(f"/units/{unit.pk}/"))


def test_a_cursor_that_is_none_is_the_beginning(looked_at: World, sign_in: SignIn) -> None:
    browser = sign_in(looked_at.owner)
    for after in (
        "x",
        "2020-01-01T00:00:00+00:00,9",
        ",,",
        "2020-01-01T00:00:00+00:00,1,99999999999999999999",
    ):
        answer = browser.get(f"/units/{looked_at.unit.pk}/asked/", {"after": after})
        assert answer.status_code == 200
        assert "۴۰۵۱۸۲۷۷" in text_of(answer)
