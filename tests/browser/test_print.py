"""The receipt on paper: the number and the way ahead, nothing to click."""

import re

import time_machine
from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.world import World


def test_the_receipt_prints_the_number_and_the_chain_on_one_page_without_menus(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.filed().tracking_number
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{number}/receipt/")
    expect(page.get_by_role("button", name="چاپ رسید")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".tracking")).to_be_visible()
    expect(page.locator(".chain")).to_be_visible()
    expect(page.locator(".chain")).to_contain_text("۶ آبان ۱۳۹۸")
    for part in ("nav", "button", "details", ".actions", ".skip", "footer"):
        for element in page.locator(part).all():
            expect(element).to_be_hidden()
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_the_case_prints_every_decision_without_menus(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.final()
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{case.tracking_number}/")
    page.emulate_media(media="print")
    expect(page.locator(".log li:visible")).to_have_count(4)
    assert page.locator("nav:visible, button:visible, footer:visible").count() == 0
