"""An owner makes a calendar's address, reads it without signing in, and prints a receipt."""

import re

import time_machine
from playwright.sync_api import expect

from catalog.policy_definitions import PolicyKey
from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.review.cases import policy
from tests.world import MEHR, World


def test_a_calendar_is_made_read_and_taken_back(
    shared_world: World, clock: time_machine.Traveller, browse: Browse
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    page = browse(shared_world.owner)
    page.goto("/calendar/")
    expect(page.get_by_text("پایان مهلت ثبت به‌موقع مهر ۱۳۹۸").first).to_be_visible()
    acts.press(page, "ساختن نشانی")
    axe.examine(page)
    address = page.locator("bdi.secret").inner_text()
    path = re.sub(r"^https?://[^/]+", "", address)
    told = page.request.get(path)
    assert told.status == 200
    assert "BEGIN:VCALENDAR" in told.text()
    acts.press(page, "باطل شود")
    expect(page.locator("bdi.secret")).to_have_count(0)
    assert page.request.get(path).status == 404


def test_a_receipt_without_figures_fits_a_sheet(shared_world: World, browse: Browse) -> None:
    case = shared_world.filed()
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{case.tracking_number}/receipt/")
    page.get_by_role("link", name="رسید بدون رقم، برای ارائه").click()
    expect(page.get_by_role("heading", name="رسید ثبت آمار ماهانهٔ تولید")).to_be_visible()
    axe.examine(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1040})
    sheet = page.locator("article.paper").bounding_box()
    assert sheet
    assert sheet["height"] < 1040
