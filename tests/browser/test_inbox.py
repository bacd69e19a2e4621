"""The inbox by keys: to a row, into its case, a box ticked, many approved, a ready sentence."""

import datetime as dt

import pytest
import time_machine
from playwright.sync_api import Page, expect

from review.case.return_reasons import RETURN_REASONS
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.review.cases import fresh
from tests.world import FILED_AT, MEHR, World

APPROVE = "تأیید گروهی پرونده‌های انتخاب‌شده"


@pytest.fixture
def cases(shared_world: World, clock: time_machine.Traveller) -> list[Submission]:
    """File three cases, in the order of the union's inbox."""
    days = (2, 1, 0)
    return [shared_world.filed(MEHR - back, FILED_AT - dt.timedelta(days=back)) for back in days]


def test_keys_go_through_the_inbox_and_tick(
    shared_world: World, cases: list[Submission], browse: Browse
) -> None:
    page = browse(shared_world.union_officer)
    page.goto("/review/")
    expect(page.get_by_text("کلیدها:")).to_be_visible()
    page.keyboard.press("j")
    _on(page, cases[0])
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")  # there is no fourth
    _on(page, cases[2])
    page.keyboard.press("x")
    page.keyboard.press("k")
    _on(page, cases[1])
    page.keyboard.press("x")
    ticked = page.locator("[name=case]:checked")
    expect(ticked).to_have_count(2)
    acts.press(page, APPROVE)
    expect(page.get_by_text("۲ پرونده تأیید شد")).to_be_visible()
    assert [fresh(case).state for case in cases] == [
        State.AT_UNION,
        State.AT_PROVINCE,
        State.AT_PROVINCE,
    ]


def test_enter_opens_the_case_and_never_sends_the_ticked(
    shared_world: World, cases: list[Submission], browse: Browse
) -> None:
    page = browse(shared_world.union_officer)
    page.goto("/review/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{browse.portal}/review/{cases[0].tracking_number}/")
    page.go_back()
    box = page.locator("[name=case]").nth(1)
    box.check()
    box.press("Enter")
    expect(page).to_have_url(f"{browse.portal}/review/{cases[1].tracking_number}/")
    assert not Decision.objects.filter(kind="approved").exists()


def test_keys_can_be_switched_off(
    shared_world: World, cases: list[Submission], browse: Browse
) -> None:
    page = browse(shared_world.union_officer)
    page.goto("/review/")
    acts.press(page, "کلیدهای میان‌بر")
    page.reload()
    expect(page.get_by_role("button", name="کلیدهای میان‌بر")).to_have_attribute(
        "aria-pressed", "false"
    )
    page.keyboard.press("j")
    expect(page.locator("body")).to_be_focused()


def test_many_are_approved_without_javascript(
    shared_world: World, cases: list[Submission], browse: Browse
) -> None:
    page = browse(shared_world.union_officer, javascript=False)
    page.goto("/review/")
    page.get_by_role("checkbox", name=f"انتخاب {shared_world.unit.name}، {MEHR}").check()
    acts.press(page, APPROVE)
    expect(page.get_by_text("۱ پرونده تأیید شد")).to_be_visible()
    assert fresh(cases[2]).state == State.AT_PROVINCE


@pytest.mark.parametrize("javascript", [True, False])
def test_a_ready_sentence_is_the_reason(
    shared_world: World, cases: list[Submission], browse: Browse, javascript: bool
) -> None:
    page = browse(shared_world.union_officer, javascript=javascript)
    page.goto(f"/review/{cases[0].tracking_number}/")
    acts.choose(page, "return")
    page.fill("[name=reason]", "کیسه را ببینید")
    page.select_option("[name=phrase]", RETURN_REASONS[1].key)
    page.select_option("[name=phrase]", RETURN_REASONS[0].key)
    if javascript:
        expect(page.locator("[name=reason]")).to_have_value(
            f"{RETURN_REASONS[0].text} کیسه را ببینید"
        )
        page.fill("[name=reason]", "کیسه را ببینید، ماه تیر")
    acts.decide(page, "return")
    expect(page.get_by_text("برای اصلاح بازگردانده شد")).to_be_visible()
    said = "کیسه را ببینید، ماه تیر" if javascript else f"{RETURN_REASONS[0].text} کیسه را ببینید"
    assert Decision.objects.get(kind="returned").reason == said


def _on(page: Page, case: Submission) -> None:
    link = page.locator(f"th a[href='/review/{case.tracking_number}/']")
    expect(link).to_be_focused()
