"""An inbox narrowed to a county, a trade, a union or a month, in the same order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Organization
from tests.world import FILED_AT, MEHR, World

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(FILED_AT, tick=False):
        yield


def listed(browser: Client, query: str) -> list[str]:
    page = browser.get(f"/review/?{query}")
    assert page.status_code == 200
    return [str(row["submission"].period) for row in page.context["cases"]]


def test_a_list_is_narrowed_and_keeps_its_order(world: World, sign_in: SignIn) -> None:
    world.at_province()
    world.at_province(MEHR - 1)
    browser = sign_in(world.province_officer)
    both = ["مهر ۱۳۹۸", "شهریور ۱۳۹۸"]
    for query, found in (
        ("", both),
        ("county=0301", both),
        ("county=0302", []),
        ("trade=2520", both),
        ("trade=1920", []),
        (f"union={world.union.pk}", both),
        ("union=999999999999999999", []),
        ("union=x", both),
        ("month=139806", both[1:]),
        ("month=139806&county=0301&only=plain", both[1:]),
        ("month=999999&province=03", both),
        ("province=08", []),
    ):
        assert sorted(listed(browser, query), reverse=True) == found, query
    empty = browser.get("/review/?trade=1920").content.decode()
    assert "پرونده‌ای با این شرط‌ها نیست" in empty


def test_what_there_is_to_choose_is_shown_where_it_is_asked_for(
    world: World, sign_in: SignIn
) -> None:
    Organization.objects.create(code="u2", kind="union", name="اتحادیهٔ دیگر", parent=world.province)
    browser = sign_in(world.province_officer)
    assert browser.get("/review/").context["choosing"] is None
    chosen = browser.get("/review/?narrow=1").context["choosing"]
    # One county and one trade: nothing to choose between.
    assert [choice.name for choice in chosen] == ["union", "month"]
    union = sign_in(world.union_officer).get("/review/?narrow=1").context["choosing"]
    assert [choice.name for choice in union] == ["month"]
    ministry = sign_in(world.ministry_officer).get("/review/?county=0301").context["choosing"]
    assert "county" not in [choice.name for choice in ministry if choice.rows]


def test_the_list_stays_narrowed_from_page_to_page_and_after_an_approval(
    world: World, sign_in: SignIn
) -> None:
    world.at_province()
    browser = sign_in(world.province_officer)
    page = browser.get("/review/?county=0301&only=plain")
    assert 'href="/review/?only=flagged&amp;county=0301"' in page.content.decode()
    [row] = page.context["cases"]
    data = {"case": row["choice"], "only": "plain", "county": "0301"}
    assert browser.post("/review/bulk/", data).headers["Location"] == (
        "/review/?only=plain&county=0301"
    )
