"""The statistics office publishes a month, sees it through, and publishes its revision."""

import pytest
import time_machine
from playwright.sync_api import expect

from statistics.models import Edition
from statistics.publication.worker import run_waiting
from statistics.rollups.services import rebuild
from tests.browser.acts import press
from tests.browser.conftest import Browse
from tests.statistics.publication.worlds import LATER, MONTH, PublishingWorld, many
from tests.world import World


@pytest.mark.parametrize("javascript", [True, False])
def test_a_month_is_published_seen_through_and_revised(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    publishing = PublishingWorld(shared_world)
    publishing.file([*many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)])
    rebuild(MONTH)
    clock.move_to(LATER)
    page = browse(publishing.user, javascript=javascript)
    page.goto("/editions/?year=1404")
    page.get_by_role("link", name="انتشار آمار نهایی خرداد ۱۴۰۴").click()
    expect(page.get_by_role("heading", name="چه منتشر می‌شود")).to_be_visible()
    assert not Edition.objects.exists()
    press(page, "انتشار آمار نهایی خرداد ۱۴۰۴")
    page.wait_for_url("**/editions/*/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("در حال آماده‌سازی")
    run_waiting()
    if not javascript:
        page.get_by_role("link", name="به‌روز کردن صفحه").click()
    # With JavaScript the page asks by itself.
    expect(page.get_by_role("status")).to_contain_text("منتشر شد.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("شمارهٔ ۱")
    page.go_back()
    page.reload()
    assert page.get_by_role("button", name="انتشار آمار نهایی خرداد ۱۴۰۴").count() == 0

    publishing.file(many(2, [12, 11, 10, 9], 900))
    page.goto("/editions/140403/annual/")
    press(page, "انتشار آمار قطعی سالانه خرداد ۱۴۰۴")
    page.wait_for_url("**/editions/*/")
    run_waiting()
    page.reload()
    expect(page.get_by_role("heading", name="تغییر نسبت به شمارهٔ ۱")).to_be_visible()
    expect(page.get_by_role("cell", name="۲۲٫۲٪ بیشتر").first).to_be_visible()
    assert Edition.objects.count() == 2
