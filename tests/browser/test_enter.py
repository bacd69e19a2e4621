"""Enter pressed in a real browser: in every field of a step, and in every field of a decision."""

import pytest
import time_machine
from playwright.sync_api import Page, expect

from review.models import Decision
from statistics.models import ProductionLine, Submission
from tests.browser.conftest import Browse
from tests.world import BAG, World

FIELDS = "input:visible:not([type=hidden]):not([type=file])"


@pytest.mark.parametrize("javascript", [True, False])
def test_in_the_fields_of_the_steps_it_saves(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner, javascript=javascript)
    base = f"/statistics/{case.tracking_number}"
    for part in ("production", "exports", "employment", "month"):
        page.goto(f"{base}/{part}/")
        for place in range(page.locator(FIELDS).count()):
            page.locator(FIELDS).nth(place).press("Enter")
            expect(page.locator(".notice.good")).to_contain_text("ذخیره موقت شد.")
            assert page.url.endswith(f"{base}/{part}/")
    line = ProductionLine.objects.get(submission=case)
    assert line.product.code == BAG
    assert line.quantity == 20
    assert not Decision.objects.filter(submission=case).exists()


def test_what_was_typed_is_saved_by_it(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{case.tracking_number}/production/")
    page.fill("[name=lines-0-quantity]", "31")
    page.press("[name=lines-0-quantity]", "Enter")
    expect(page.locator(".notice.good")).to_contain_text("ذخیره موقت شد.")
    assert ProductionLine.objects.get(submission=case).quantity == 31


@pytest.mark.parametrize("javascript", [True, False])
def test_in_the_fields_of_a_decision_it_does_nothing(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    case = shared_world.filed()
    page = browse(shared_world.union_officer, javascript=javascript)
    page.goto(f"/review/{case.tracking_number}/")
    fields = page.locator(f".decision {FIELDS}")
    assert fields.count() > 0
    for place in range(fields.count()):
        fields.nth(place).press("Enter")
        expect(page.get_by_text("برای ثبت، دکمه را بزنید.", exact=True).first).to_be_visible()
        assert page.url.partition("?")[0].endswith(f"/review/{case.tracking_number}/")
    assert Submission.objects.get(pk=case.pk).state == case.state


def test_what_was_typed_comes_back_without_a_script(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.filed()
    page = browse(shared_world.union_officer, javascript=False)
    page.goto(f"/review/{case.tracking_number}/")
    page.check("#decide_return")
    page.fill("[name=reason]", "مقدار مهر را با دفتر بسنجید")
    page.press("#decide_return", "Enter")
    _told(page)
    expect(page.locator("[name=reason]")).to_have_value("مقدار مهر را با دفتر بسنجید")


def _told(page: Page) -> None:
    expect(page.get_by_role("alert").first).to_contain_text("برای ثبت، دکمه را بزنید.")
