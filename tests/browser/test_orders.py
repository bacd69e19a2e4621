"""A reviewer of an import order looks a unit up; its owner finds the look, and no log an id."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Request, expect

from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.entitlements.orders.posts import ORDER, reviewer
from tests.world import World


def test_a_look_is_shown_kept_and_told_to_the_unit(
    shared_world: World, clock: time_machine.Traveller, browse: Browse
) -> None:
    shared_world.final()
    # Mehr has to have ended, and its look to come behind it.
    clock.shift(timedelta(days=1))
    unit, lines = shared_world.unit, list[str]()
    page = browse(reviewer(shared_world))

    def note(request: Request) -> None:
        lines.append(f"{request.method} {request.url} {request.headers.get('referer', '')}")

    page.on("request", note)
    page.goto("/")
    axe.examine(page)
    page.get_by_label("شناسه صنفی").fill(unit.guild_id)
    page.get_by_label("کد ملی دارنده یا شناسهٔ ملی شرکت").fill(unit.holder_id)
    page.get_by_label("شمارهٔ ثبت سفارش").fill(ORDER)
    acts.press(page, "دیدن")
    expect(page.get_by_role("cell", name="با بررسی کارشناس").first).to_be_visible()
    axe.examine(page)
    page.goto("/orders/looks/")
    expect(page.get_by_role("cell", name=unit.name)).to_be_visible()
    assert any("/orders/" in line for line in lines)
    for told in (unit.guild_id, unit.holder_id, ORDER):
        assert not any(told in line for line in lines)
    owner = browse(shared_world.owner)
    owner.goto(f"/units/{unit.pk}/")
    owner.get_by_role("link", name="همهٔ پرسش‌ها").click()
    expect(owner.get_by_text("رقم تولید دیده شد")).to_be_visible()
    axe.examine(owner)
