"""Every number leads to the filings it counts: as many, of the place, and of nobody else's."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from statistics.indicators.page import IndicatorPage
from statistics.models import Submission
from tests.statistics.indicators.test_views import HERE, seen, statistics_officer
from tests.statistics.rollups.test_rollups import explained, flag
from tests.statistics.test_standing import edit, reopened
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
LIST = "/figures/filings/"


@pytest.fixture(autouse=True)
def _in_azar(time_machine: Any) -> None:
    time_machine.move_to(tehran(1398, 9, 7), tick=False)


def lists(answer: Any) -> set[str]:
    """Find the addresses of lists on a page."""
    return {
        unescape(found) for found in re.findall(f'href="({LIST}[^"]*)"', answer.content.decode())
    }


def rows(browser: Client, address: str) -> list[tuple[str, str]]:
    """Read a list: tracking numbers, and the amount of each in words."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return [(row.filing.tracking_number, str(row.amount)) for row in answer.context["rows"]]


def test_all_numbers_of_a_page_lead_to_the_filings_they_count(
    world: World, sign_in: SignIn
) -> None:
    explained(world, [flag(f"production:{BAG}", "fall", "power")])
    Submission.objects.update(flags=1)
    case = Submission.objects.get()
    users = (world.ministry_officer, world.province_officer, world.union_officer)
    for user in (*users, statistics_officer(world)):
        browser = sign_in(user)
        page = browser.get(HERE)
        found = lists(page)
        amounts = {}
        for address in found:
            [(number, amount)] = rows(browser, address)
            assert number == case.tracking_number
            amounts[address.partition("?")[2]] = amount
        by = {
            "what=exports": "322.00",
            f"product={BAG}&measure=ton": "20.000",
            "reason=": "3",
            "period=139807": "3",
        }
        for part, amount in by.items():
            assert amount in {said for query, said in amounts.items() if part in query}, part


def test_a_month_under_correction_is_listed_as_it_stands(world: World, sign_in: SignIn) -> None:
    case = reopened(world)
    edit(world, case)
    browser = sign_in(world.ministry_officer)
    cell = f"{LIST}?period=139807&measure=ton&product="
    assert rows(browser, cell + BAG) == [(case.tracking_number, "20.000")]
    # What the unit types now is in no total and in no list.
    assert rows(browser, f"{LIST}?period=139807&measure=kg&product={PIPE}") == []
    assert rows(browser, cell + SHOES) == []


def test_what_waits_is_listed_until_it_is_final(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    browser = sign_in(world.province_officer)
    answer = browser.get(HERE, {"period": "139807"})
    [address] = [found for found in lists(answer) if "what=pending" in found]
    assert [number for number, _ in rows(browser, address)] == [case.tracking_number]
    assert IndicatorPage(world.province_officer, {"period": "139807"}, FILED_AT).pending == 1


def test_nobody_lists_beyond_their_reach(world: World, sign_in: SignIn) -> None:
    world.final()
    other = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    neighbour = sign_in(officer("neighbour", Role.UNION_OFFICER, other))
    assert rows(neighbour, f"{LIST}?period=139807") == []
    for asked in ({"union": str(world.union.pk)}, {"organization": "03"}, {"county": "0301"}):
        assert neighbour.get(LIST, {"period": "139807", **asked}).status_code == 404
    assert sign_in(world.owner).get(LIST, {"period": "139807"}).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"period": "139807", "what": "x"},
        {"period": "139807", "product": "9999999999"},
        {"period": "139807", "reason": "x", "direction": "rise"},
        {"period": "139807", "reason": "سفارش فصلی"},
        {"period": "139807", "direction": "up"},
        {"period": "139807", "reason": "1" * 5000, "direction": "fall"},
    ],
)
def test_what_is_malformed_is_no_list(world: World, sign_in: SignIn, asked: dict[str, str]) -> None:
    assert sign_in(world.ministry_officer).get(LIST, asked).status_code == 404


def test_a_cursor_of_nobody_is_the_beginning(world: World, sign_in: SignIn) -> None:
    case = world.final()
    browser = sign_in(world.ministry_officer)
    for after in ("x", "1,", "-1", "NaN", "9" * 5000, "1e9999999999"):
        for more in ({}, {"product": BAG, "measure": "ton"}):
            answer = browser.get(LIST, {"period": "139807", "after": after, **more})
            assert case.tracking_number in seen(answer).translate(
                str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
            )


def test_of_the_makers_of_a_quarter_none_is_lost_between_pages(
    world: World, sign_in: SignIn, monkeypatch: Any
) -> None:
    for back in range(1, 4):
        world.final(MEHR - back)
    monkeypatch.setattr("statistics.indicators.filings.PAGE", 1)
    browser = sign_in(world.ministry_officer)
    address, found = f"{LIST}?period=1398q2&product={BAG}&measure=ton", []
    while address:
        answer = browser.get(address)
        found += [row.filing.tracking_number for row in answer.context["rows"]]
        address = answer.context["next"] and LIST + answer.context["next"]
    assert len(found) == len(set(found)) == 3


def test_a_maker_under_correction_stands_among_the_others(
    world: World, sign_in: SignIn, monkeypatch: Any
) -> None:
    """Its own line is gone: it is found by what stands, and in its place."""
    monkeypatch.setattr("statistics.indicators.filings.PAGE", 2)
    case = reopened(world)
    case.production.all().delete()
    cell = f"{LIST}?period=139807&product={BAG}&measure=ton"
    assert rows(sign_in(world.ministry_officer), cell) == [(case.tracking_number, "20.000")]
