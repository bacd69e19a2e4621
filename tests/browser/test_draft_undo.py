"""A slip costs nothing: a row taken off by two clicks, a page left in mid typing, two devices."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Dialog, Page, expect

from statistics.enums import StepStatus
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import ProductionLine, StepState, Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import BAG, FILED_AT, PIPE, SHOES, World

FIRST, SECOND = "[name=lines-0-quantity]", "[name=lines-1-quantity]"


def _three(world: World) -> Submission:
    case = world.draft()
    made: PostedLines[Any] = PostedLines({BAG: 7, PIPE: 8, SHOES: 9})
    return services.save_production(world.owner, case.tracking_number, 0, made, False, FILED_AT)


def _open(page: Page, case: Submission, step: str = "production") -> None:
    page.goto(f"/statistics/{case.tracking_number}/{step}/")


def _listed(case: Submission) -> list[tuple[str, int]]:
    lines = ProductionLine.objects.filter(submission=case).order_by("position")
    return [(line.product.code, int(line.quantity or 0)) for line in lines]


def _state(page: Page) -> Any:
    return page.locator("[data-autosave-state]")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_second_click_in_the_same_place_takes_nothing_off(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    case = _three(shared_world)
    page = browse(shared_world.owner, javascript=javascript)
    _open(page, case)
    place = page.get_by_role("button", name="حذف کیسه پلی اتیلن").bounding_box()
    assert place
    at = (place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.click(*at)
    expect(page.get_by_role("button", name="برگرداندن کیسه پلی اتیلن به فهرست")).to_be_visible()
    # Nothing comes above the list, the rows keep their order and their buttons.
    expect(page.locator(".notice.good")).to_have_count(0)
    expect(page.locator("[name=lines-0-DELETE]")).to_have_attribute("data-settle", "1500")
    names = page.locator("tbody th[scope=row]").all_inner_texts()
    assert [name.split()[0] for name in names] == ["کیسه", "لوله", "کفش"]
    expect(page.locator("tr.gone button[name$=DELETE]")).to_have_count(0)
    page.get_by_role("button", name="برگرداندن کیسه پلی اتیلن به فهرست").click()
    expect(page.locator(FIRST)).to_have_value("۷")
    assert _listed(case) == [(BAG, 7), (PIPE, 8), (SHOES, 9)]


def test_discarding_brings_back_the_confirmed_figure(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    _open(page, case)
    page.fill(FIRST, "12")
    expect(_state(page)).to_have_text("ذخیره شد ۱۱:۰۰")
    acts.press(page, "حذف تغییرات")
    expect(page.locator(FIRST)).to_have_value("۲۰")
    assert _listed(case) == [(BAG, 20)]
    assert StepState.objects.get(submission=case, step=2).status == StepStatus.CONFIRMED


def test_a_tab_of_the_steps_waits_for_what_was_typed_last(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    _open(page, case)
    page.fill(FIRST, "41")
    page.locator(".steps a").nth(3).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("اشتغال در مهر")
    assert _listed(case) == [(BAG, 41)]


def test_one_bad_number_is_marked_and_the_other_is_saved(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = _three(shared_world)
    page = browse(shared_world.owner)
    _open(page, case)
    page.fill(FIRST, "12/5")
    page.fill(SECOND, "81")
    expect(_state(page)).to_contain_text("بقیه ذخیره شد ۱۱:۰۰")
    expect(page.locator(".autosave-hint")).to_have_count(1)
    assert _listed(case)[:2] == [(BAG, 7), (PIPE, 81)]
    page.fill(FIRST, "12.5")
    expect(_state(page)).to_have_text("ذخیره شد ۱۱:۰۰")
    expect(page.locator(".autosave-hint")).to_have_count(0)


def test_two_devices_at_two_figures_of_one_step_lose_none(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = _three(shared_world)
    desk, phone = browse(shared_world.owner), browse(shared_world.owner)
    _open(desk, case)
    _open(phone, case)
    phone.fill(FIRST, "71")
    acts.press(phone, acts.KEEP)
    expect(phone.locator(FIRST)).to_have_value("۷۱")
    desk.fill(SECOND, "82")
    browse.watch.forget()
    expect(_state(desk)).to_have_text("ذخیره شد ۱۱:۰۰")
    expect(desk.locator(FIRST)).to_have_value("۷۱")
    assert _listed(case)[:2] == [(BAG, 71), (PIPE, 82)]


def test_after_a_conflict_the_page_asks_before_it_is_left(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = _three(shared_world)
    desk, phone = browse(shared_world.owner), browse(shared_world.owner)
    _open(desk, case)
    _open(phone, case)
    phone.fill(FIRST, "71")
    acts.press(phone, acts.KEEP)
    expect(phone.locator(FIRST)).to_have_value("۷۱")
    desk.fill(FIRST, "6123")
    expect(_state(desk)).to_contain_text("در پنجره‌ای دیگر ذخیره شده است")
    expect(desk.locator(".autosave-hint")).to_contain_text("«۷۱»")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.once("dialog", stay)
    desk.locator(".steps a").nth(3).click()
    expect(desk.locator(FIRST)).to_have_value("6123")
    assert asked == ["beforeunload"]
    acts.press(desk, acts.KEEP)
    expect(desk.get_by_role("alert").first).to_contain_text("در پنجره‌ای دیگر ذخیره شده است")
    acts.press(desk, acts.KEEP)
    expect(desk.locator(".notice.good")).to_contain_text("ذخیره موقت شد.")
    browse.watch.forget()
    assert _listed(case)[0] == (BAG, 6123)
