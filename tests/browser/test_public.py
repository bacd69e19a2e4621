"""Somebody on a phone reads what is published, also without a script, and goes on to sign in."""

import pytest
import time_machine
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import acts
from tests.browser.conftest import Browse
from tests.statistics.publication.pages.conftest import PublishedYears, publish_years
from tests.world import BAG, SHOES, World

PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
def published(shared_world: World) -> PublishedYears:
    return publish_years(shared_world)


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.parametrize("scripted", [True, False])
def test_a_month_is_found_and_a_product_chosen_on_a_phone(
    published: PublishedYears,
    browse: Browse,
    clock: time_machine.Traveller,
    scripted: bool,
) -> None:
    page = browse(javascript=scripted)
    page.set_viewport_size(PHONE)
    page.goto("/")
    _heading(page, "اعلام آمار تولید اصناف تولیدی")
    page.get_by_role("link", name="آمار مهر ۱۴۰۵").click()
    _heading(page, "تولید اصناف تولیدی، مهر ۱۴۰۵")
    page.get_by_label("محصول", exact=True).select_option(SHOES)
    page.get_by_role("button", name="نمایش").first.click()
    _heading(page, "تولید اصناف تولیدی، مهر ۱۴۰۵")
    assert acts.address(page).startswith("/public/1405/07/")
    expect(page.get_by_text("در این ماه پوشیده است").first).to_be_visible()
    page.get_by_label("محصول", exact=True).select_option(BAG)
    page.get_by_label("ماه", exact=True).select_option("140506")
    page.get_by_role("button", name="نمایش").first.click()
    _heading(page, "تولید اصناف تولیدی، شهریور ۱۴۰۵")
    page.get_by_text("نقشهٔ سازمان‌ها").click()
    expect(page.get_by_role("list", name="کارکنان در سازمان‌های استان")).to_be_visible()
    if scripted:
        assert acts.overflow(page) <= 0
    page.get_by_role("main").get_by_role("link", name="همهٔ ماه‌ها و ویرایش‌ها").first.click()
    _heading(page, "همهٔ ماه‌ها و ویرایش‌ها")
    page.get_by_role("banner").get_by_role("link", name="ورود").click()
    _heading(page, "ورود")
