"""Somebody phones: the officer finds the unit by a half-remembered name and by a number."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, Request, expect

from accounts.models import User
from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.world import MEHR, World, licence_for
from units.models import ContactNumber, Unit

NAME = "کارگاه پوشاک پرنیان‌شرق"
NUMBER, MOBILE, HOLDER = "04100001180", "09120001180", "9990000018"


@pytest.fixture
def unit(shared_world: World, clock: time_machine.Traveller) -> Unit:
    """Give the unit a name that is easily misheard, a number, and a neighbour."""
    unit = shared_world.unit
    Unit.objects.filter(pk=unit.pk).update(name=NAME)
    User.objects.filter(pk=shared_world.owner.pk).update(mobile=MOBILE)
    ContactNumber.objects.create(
        unit=unit, role="unit", number=NUMBER, source="call", added_at="2019-10-25T08:00Z"
    )
    other = licence_for("0499999921", HOLDER, shared_world.union, shared_world.owner)
    Unit.objects.filter(pk=other.unit_id).update(name="قنادی ارس")
    return unit


@pytest.fixture
def asked(shared_world: World, browse: Browse) -> Iterator[tuple[Page, list[str]]]:
    """Open the union's inbox, and write down what any log of accesses could."""
    page, lines = browse(shared_world.union_officer), list[str]()

    def note(request: Request) -> None:
        lines.append(f"{request.method} {request.url} {request.headers.get('referer', '')}")

    page.on("request", note)
    page.goto("/review/")
    yield page, lines
    # Whatever was typed and found: no address of the whole journey tells it.
    assert any("/search/" in line for line in lines)
    for told in (NUMBER, MOBILE, HOLDER, "0499999913", "9120001180", "%D9%BE%D8%B1%D9%86"):
        assert not any(told in line for line in lines)


def look_for(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox", name="جست‌وجوی واحد یا پرونده")
    box.fill(text)
    box.press("Enter")


def test_a_half_remembered_name_leads_to_the_unit_and_its_case(
    shared_world: World, unit: Unit, asked: tuple[Page, list[str]]
) -> None:
    page, _ = asked
    case = shared_world.filed(MEHR)
    look_for(page, "پرنیون شرق")
    expect(page.get_by_text("نزدیک‌ترین‌ها را می‌بینید")).to_be_visible()
    expect(page.locator("tbody").first.get_by_role("row")).to_have_count(1)
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    assert acts.address(page) == f"/units/{unit.pk}/"
    page.get_by_role("link", name="پروندهٔ مهر").click()
    assert acts.address(page) == f"/review/{case.tracking_number}/"


@pytest.mark.parametrize("said", ["۰۴۱-۰۰۰۰-۱۱۸۰", "0912 000 1180", "٠٤٩٩٩٩٩٩١٣", HOLDER])
def test_a_number_read_over_the_phone_finds_the_unit(
    unit: Unit, asked: tuple[Page, list[str]], said: str
) -> None:
    page, _ = asked
    look_for(page, said)
    expect(page.get_by_role("link", name=NAME, exact=True)).to_be_visible()
    expect(
        page.get_by_role("link", name="۰۴۱-۰۰۰۰-۱۱۸۰")
        .or_(page.locator(f'a[href="tel:{NUMBER}"]'))
        .first
    ).to_be_visible()


def test_a_tracking_number_goes_straight_to_its_case(
    shared_world: World, unit: Unit, asked: tuple[Page, list[str]]
) -> None:
    page, _ = asked
    case = shared_world.filed(MEHR)
    look_for(page, case.tracking_number)
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    assert acts.address(page) == f"/review/{case.tracking_number}/"


def test_the_keyboard_alone_searches_and_opens(unit: Unit, asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    # Skip link, the way home, the box.
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("پرنیان")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=NAME, exact=True)
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)


def test_search_list_and_file_are_accessible_at_every_width(
    shared_world: World, unit: Unit, asked: tuple[Page, list[str]]
) -> None:
    page, _ = asked
    shared_world.filed(MEHR)
    look_for(page, "پرنیان")
    expect(page.get_by_role("link", name=NAME, exact=True)).to_be_visible()
    axe.examine(page)
    for path in ("/units/", f"/units/{unit.pk}/", "/review/decisions/", "/review/?narrow=1"):
        page.goto(path)
        axe.examine(page)
