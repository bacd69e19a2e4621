"""The statistics office and the technical administrator at work, under the portal's CSP."""

import re

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from statistics.files import services, worker
from statistics.models import ExportLog, FigureFile
from tests.browser.conftest import Browse
from tests.statistics.files import PURPOSE, sheet_of, statistician
from tests.world import World, officer, person


@pytest.mark.parametrize("javascript", [True, False])
def test_a_sheet_is_taken_and_stands_in_the_log(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    shared_world.final()
    page = browse(statistician(shared_world), javascript=javascript)
    page.goto("/files/")
    page.get_by_label("هدف").fill(PURPOSE)
    page.get_by_role("button", name="درخواست فایل").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="دریافت فایل").click()
    assert coming.value.suggested_filename == "production-139807-139807.xlsx"
    assert sheet_of(coming.value.path().read_bytes()).max_row == 2
    page.goto("/files/")
    assert page.get_by_text(PURPOSE, exact=True).is_visible()
    assert ExportLog.objects.get().rows == 1


def test_a_long_file_grows_on_its_page_and_survives_a_reload(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared_world.final()
    monkeypatch.setattr(services, "AT_ONCE", 0)
    page = browse(statistician(shared_world))
    page.goto("/files/")
    page.get_by_label("هدف").fill(PURPOSE)
    page.get_by_role("button", name="درخواست فایل").click()
    progress = page.get_by_role("progressbar")
    expect(progress).to_be_visible()
    FigureFile.objects.update(done=3, total=4)
    expect(page.get_by_text("۷۵٪")).to_be_visible()
    page.reload()
    expect(page.get_by_text("۷۵٪")).to_be_visible()
    worker.run_waiting()
    # The page itself comes to know of it.
    expect(page.get_by_role("link", name="دریافت فایل")).to_be_visible()
    expect(progress).to_have_count(0)


def test_an_account_is_switched_off_in_a_page_without_anything_inline(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    office = Organization.objects.create(
        code="statistics", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    leila = person("leila", "لیلا نمونه‌پور")
    page = browse(officer("admin", Role.TECHNICAL_ADMIN, office))
    page.goto("/technical/")
    page.get_by_role("link", name="کاربران", exact=True).first.click()
    page.get_by_role("row", name="leila").get_by_role("checkbox").check()
    # Django's own script counts what is ticked.
    expect(page.locator(".action-counter")).to_have_text(re.compile(r"^\s*۱ از [۰-۹]+ انتخاب"))
    page.locator("select[name=action]").select_option("deactivate")
    page.locator("button[name=index]").click()
    page.get_by_role("button", name="غیرفعال کردن حساب").click()
    page.get_by_text("حساب غیرفعال شد: ۱").wait_for()
    assert not User.objects.get(pk=leila.pk).is_active
