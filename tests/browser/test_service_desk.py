"""A province asks before it supports a unit, prints the answer, and the unit reads that it did."""

import time_machine
from playwright.sync_api import expect

from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.entitlements.service_desk.posts import PURPOSE
from tests.world import World


def test_a_question_is_answered_printed_and_told_to_the_unit(
    shared_world: World, clock: time_machine.Traveller, browse: Browse
) -> None:
    shared_world.final()
    unit = shared_world.unit
    page = browse(shared_world.province_officer)
    page.goto("/units/")
    page.get_by_role("link", name="پیش از حمایت").click()
    axe.examine(page)
    page.get_by_label("شناسه صنفی").fill(unit.guild_id)
    page.get_by_label("کد ملی دارنده یا شناسهٔ ملی شرکت").fill(unit.holder_id)
    page.get_by_label("برای چه حمایتی؟").fill(PURPOSE)
    acts.press(page, "گرفتن پاسخ")
    expect(page.get_by_text("این واحد پشتیبانی می‌شود.")).to_be_visible()
    axe.examine(page)
    page.get_by_role("link", name="برگ چاپی").click()
    expect(page.get_by_role("heading", name="پاسخ پیش از حمایت از واحد")).to_be_visible()
    axe.examine(page)
    page.goto("/service-desk/list/")
    page.get_by_label("واحدها").fill(f"{unit.guild_id}\t{unit.holder_id}\nخراب")
    page.get_by_label("برای چه حمایتی؟").fill(PURPOSE)
    acts.press(page, "مرتب کردن")
    expect(page.get_by_text("خوانا نیست:")).to_be_visible()
    expect(page.get_by_role("rowheader", name=unit.name)).to_be_visible()
    axe.examine(page)
    owner = browse(shared_world.owner)
    owner.goto(f"/units/{unit.pk}/asked/?kind=support")
    expect(owner.get_by_text(PURPOSE).first).to_be_visible()
    axe.examine(owner)
