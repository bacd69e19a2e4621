"""What is typed is saved by itself: seen, offline too, and when the session ends under it."""

import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Dialog, Page, expect

from statistics.filing import month_service, services
from statistics.models import ProductionLine, StepState, Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import MEHR, World

QUANTITY = "[name=lines-0-quantity]"
SAVED = re.compile("^ذخیره شد ۱۱:۰۰$")


def _state(page: Page) -> Any:
    return page.locator("[data-autosave-state]")


def _mehr() -> Submission:
    return Submission.objects.get(month=MEHR.month)


def _quantity() -> Any:
    return ProductionLine.objects.get(submission=_mehr()).quantity


def _open(world: World, browse: Browse, step: str = "production") -> Page:
    world.filed(MEHR - 1)
    page = browse(world.owner)
    page.goto(f"/statistics/{world.draft().tracking_number}/{step}/")
    return page


def test_a_few_seconds_after_typing_the_draft_is_saved_and_the_page_says_so(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = _open(shared_world, browse)
    expect(_state(page)).to_have_attribute("role", "status")
    page.focus(QUANTITY)
    page.keyboard.type("۱۲")
    expect(_state(page)).to_have_text(SAVED)
    assert _quantity() == 12
    page.keyboard.type("۵")
    expect(page.locator("[name=version]")).to_have_value("2")
    assert _quantity() == 125
    assert page.evaluate("document.activeElement.name") == "lines-0-quantity"
    expect(page.locator(".steps [aria-current]")).to_contain_text("پیش‌نویس ذخیره شده")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("heading", level=1)).to_have_text("صادرات در مهر")


def test_a_figure_that_cannot_be_read_is_told_softly_and_saved_once_it_can(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = _open(shared_world, browse)
    page.fill(QUANTITY, "12/5")
    expect(page.locator(".autosave-hint")).to_contain_text("به جای «/»")
    browse.watch.forget()
    assert _quantity() is None
    page.fill(QUANTITY, "12.5")
    expect(_state(page)).to_have_text(SAVED)
    expect(page.locator(".autosave-hint")).to_have_count(0)
    assert _quantity() == Decimal("12.5")


def test_offline_the_page_keeps_what_is_typed_and_saves_it_when_the_line_is_back(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = _open(shared_world, browse)
    page.context.set_offline(True)
    page.fill(QUANTITY, "21")
    expect(_state(page)).to_contain_text("آفلاین؛ نوشته‌ها در همین صفحه مانده")
    acts.press(page, acts.KEEP)
    expect(page.locator(QUANTITY)).to_have_value("21")
    assert _quantity() is None
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("() => { setTimeout(() => { location.href = '/statistics/'; }, 0); }")
    expect(page.locator(QUANTITY)).to_have_value("21")
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect(_state(page)).to_have_text(SAVED)
    assert _quantity() == 21
    browse.watch.forget()


def test_a_session_that_ended_mid_step_loses_nothing(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    cache.clear()
    page = _open(shared_world, browse, "employment")
    path = acts.address(page)
    Session.objects.all().delete()
    page.fill("[name=official]", "9")
    expect(_state(page)).to_contain_text("نشست شما پایان یافته است")
    browse.watch.forget()
    acts.press(page, acts.KEEP)
    expect(page.get_by_role("heading", name="ورود")).to_be_visible()
    acts.sign_in(page, "owner")
    expect(page.get_by_role("alert")).to_contain_text("نوشته‌های شما مانده است؛ ذخیره کنید.")
    expect(page.locator("[name=official]")).to_have_value("9")
    assert _mehr().employment.official is None
    acts.press(page, acts.KEEP)
    expect(page.get_by_text("ذخیره موقت شد.")).to_be_visible()
    assert acts.address(page) == path
    assert _mehr().employment.official == 9


def test_a_button_waits_for_the_save_under_way_and_two_clicks_are_one(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = _open(shared_world, browse)
    with acts.slow(monkeypatch, services, "save_production") as calls:
        page.fill(QUANTITY, "27")
        expect(_state(page)).to_have_text("در حال ذخیره…")
        button = page.get_by_role("button", name=acts.ONWARD, exact=True)
        button.click(no_wait_after=True)
        button.click(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("صادرات در مهر")
    assert calls == ["save_production"] * 2
    state = StepState.objects.get(submission=_mehr(), step=2)
    assert (state.status, state.version, _quantity()) == ("confirmed", 2, 27)


def test_a_month_like_the_last_in_seven_acts_on_a_phone(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.filed(MEHR - 1)
    page = browse(shared_world.owner)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/statistics/{shared_world.draft().tracking_number}/month/")
    page.fill(QUANTITY, "21")
    page.check("[name=has_exports][value=no]")
    expect(page.locator("[name=exports-0-quantity]")).to_be_hidden()
    expect(_state(page)).to_have_text(SAVED)
    assert acts.overflow(page) == 0
    acts.press(page, "تأیید هر چهار گام")
    acts.read_and_finish(page)


def test_two_windows_on_one_screen_do_not_overwrite_each_other(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = acts.count(monkeypatch, month_service, "save_month")
    first = _open(shared_world, browse, "month")
    second = first.context.new_page()
    second.goto(first.url)
    first.fill(QUANTITY, "21")
    expect(_state(first)).to_have_text(SAVED)
    second.fill(QUANTITY, "30")
    expect(_state(second)).to_contain_text("در پنجره‌ای دیگر ذخیره شده است")
    browse.watch.forget()
    # The second is known to be overtaken before anything is written.
    assert (len(calls), _quantity()) == (1, 21)
    acts.press(second, acts.KEEP)
    expect(second.get_by_role("alert")).to_contain_text("نوشتهٔ شما هنوز ذخیره نشده")
    expect(second.locator(QUANTITY)).to_have_value("30")
