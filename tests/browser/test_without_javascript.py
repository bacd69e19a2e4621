"""Filing in a browser that runs no script: everything is there, only with more clicks."""

from decimal import Decimal

import time_machine
from playwright.sync_api import Page, expect

from statistics.figures import collect
from statistics.models import Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import BAG, FILED_AT, PIPE, World


def test_a_month_is_filed_from_sign_in_to_receipt(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(javascript=False)
    page.goto("/")
    acts.sign_in(page, "owner")
    acts.choose_mehr(page)
    acts.press(page, "اینجا")
    _add_by_search(page)
    _add_by_tree(page)
    page.get_by_role("link", name="بازگشت به گام ۲").click()
    page.fill("[name=lines-0-quantity]", "20")
    page.fill("[name=lines-1-quantity]", "۱۲٫۵")
    acts.press(page, acts.KEEP)
    expect(page.locator("[name=lines-1-quantity]")).to_have_value("۱۲٫۵")
    page.get_by_role("button", name="حذف لوله پلی‌اتیلن").click()
    expect(page.locator("[name=lines-1-quantity]")).to_have_count(0)
    acts.write_production(page, "20")
    acts.write_exports(page)
    acts.write_employment(page)
    acts.read_and_finish(page)
    figures = collect(Submission.objects.get(filed_at=FILED_AT))
    assert figures.produced == {BAG: 20}
    sent = figures.exports[0]
    assert (sent.quantity, sent.tonnes) == (Decimal(5), Decimal(5))
    assert (sent.value_usd, sent.value_irr) == (Decimal(322), Decimal(6300))
    assert figures.employees == 3


def test_a_month_declared_inactive_asks_for_people_only(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner, javascript=False)
    page.goto("/statistics/new/")
    page.check("[name=activity][value=inactive]")
    acts.press(page, acts.ONWARD)
    acts.write_employment(page)
    acts.read_and_finish(page)
    assert Submission.objects.get(filed_at=FILED_AT).activity == "inactive"


def _add_by_search(page: Page) -> None:
    page.get_by_role("searchbox").fill("كيسه")  # Arabic letters find the Persian name
    acts.press(page, "جستجو")
    found = page.locator("#results").get_by_role("row", name="کیسه پلی اتیلن")
    found.get_by_role("button", name="افزودن").click()
    expect(page.get_by_role("row", name="۲۵۲۰۵۱۲۴۵۹").first).to_be_visible()


def _add_by_tree(page: Page) -> None:
    for node in ("25", "252", "2520"):
        page.locator(f"#tree .branches a[href$='node={node}']").click()
    row = page.locator("#tree").get_by_role("row", name="لوله پلی‌اتیلن")
    row.locator(f"button[value='{PIPE}']").click()
    expect(page.get_by_role("button", name="حذف لوله پلی‌اتیلن")).to_be_visible()
