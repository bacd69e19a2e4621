"""A circular from the ministry to a unit's first page, and a problem from a unit to its answer."""

import os
from pathlib import Path

import time_machine
from playwright.sync_api import FilePayload, Page, expect

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from outreach.models import CircularHop, TicketEntry, UnitReceipt
from tests.browser import acts
from tests.browser.acts import press
from tests.browser.conftest import Browse
from tests.outreach.help_desk.acts import category, statistician
from tests.sample_files import png
from tests.world import FILED_AT, World, officer

# Where pictures go, for who looks at the pages.
PICTURES = os.environ.get("OUTREACH_PICTURES", "")


def look(page: Page, name: str) -> None:
    """Nothing is wider than the screen, of a phone either."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert acts.overflow(page) <= 0, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)
    if PICTURES:
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=Path(PICTURES, f"{name}-dark.png"), full_page=True)
        page.emulate_media(media="print", color_scheme="light")
        page.screenshot(path=Path(PICTURES, f"{name}-print.png"), full_page=True)
        page.emulate_media(media="screen")


def chosen_day(page: Page, name: str, day: int, month: int, year: int) -> None:
    for place, value in enumerate((day, month, year)):
        page.locator(f"[name={name}_{place}]").select_option(str(value))


def issues(page: Page) -> None:
    """Write a circular with an annex, look at it, and issue it."""
    page.goto("/circulars/")
    page.get_by_role("link", name="بخشنامهٔ جدید").first.click()
    page.get_by_label("شمارهٔ نامه").fill("۶۰/۲۲۷۲۱۰")
    # Enter in a field issues nothing.
    page.get_by_label("شمارهٔ نامه").press("Enter")
    page.get_by_label("موضوع").fill("ثبت ماهانهٔ آمار تولید")
    page.get_by_label("متن بخشنامه").fill("آمار هر ماه را تا پنجم ماه بعد ثبت کنید.")
    page.get_by_label("تا واحدهای صنفی").check()
    chosen_day(page, "due_on", 20, 8, 1398)
    file = FilePayload(name="annex.png", mimeType="image/png", buffer=png())
    page.get_by_label("پیوست").set_input_files(file)
    look(page, "write")
    press(page, "ذخیرهٔ پیش‌نویس")
    expect(page.get_by_role("heading", name="هنوز به کسی ابلاغ نشده است")).to_be_visible()
    look(page, "draft")
    press(page, "ابلاغ")
    expect(page.get_by_text("بخشنامه ابلاغ شد.")).to_be_visible()


def test_a_circular_goes_down_the_line_and_each_receipt_is_seen_above(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    world = shared_world
    county = Organization.objects.create(
        code="malekan",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ شهرستان ملکان",
        parent=world.province,
        province_id="03",
        county_id="0301",
    )
    clerk = officer("county-officer", Role.COUNTY_OFFICER, county)
    ministry = browse(world.ministry_officer)
    issues(ministry)
    for who, name in (
        (world.province_officer, "province"),
        (clerk, "county"),
        (world.union_officer, "union"),
    ):
        office = browse(who)
        office.goto("/accounts/notices/")
        office.goto("/circulars/")
        office.get_by_role("link", name="ثبت ماهانهٔ آمار تولید").first.click()
        look(office, f"pass-{name}")
        # Twice, as an impatient hand does.
        office.get_by_role("button", name="رسید شد و ابلاغ").dblclick()
        expect(office.get_by_role("button", name="رسید شد و ابلاغ")).to_have_count(0)
    assert CircularHop.objects.count() == 3
    owner = browse(world.owner)
    owner.goto("/statistics/")
    look(owner, "home")
    owner.get_by_role("link", name="ثبت ماهانهٔ آمار تولید").click()
    expect(owner.get_by_text("آمار هر ماه را تا پنجم ماه بعد ثبت کنید.")).to_have_count(0)
    look(owner, "unread")
    press(owner, "خواندن متن")
    expect(owner.get_by_text("آمار هر ماه را تا پنجم ماه بعد ثبت کنید.")).to_be_visible()
    with owner.expect_download() as file_:
        owner.get_by_role("link", name="annex.png").click()
    assert Path(file_.value.path()).read_bytes().startswith(b"\x89PNG")
    assert UnitReceipt.objects.count() == 1
    ministry.get_by_role("link", name="وضعیت رسیدها").click()
    expect(ministry.get_by_text("۱ از ۱").first).to_be_visible()
    look(ministry, "state")
    ministry.get_by_role("link", name=world.province.name).click()
    ministry.get_by_role("link", name=county.name).click()
    ministry.get_by_role("link", name=world.union.name).click()
    expect(ministry.get_by_text("همهٔ واحدهای این اتحادیه بخشنامه را خوانده‌اند.")).to_be_visible()


def test_a_problem_is_written_forwarded_answered_opened_again_and_closed(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    world, kind = shared_world, category()
    office = statistician(world)
    owner = browse(world.owner)
    owner.goto("/statistics/")
    owner.locator("footer").get_by_role("link", name="میز کمک").click()
    owner.get_by_role("link", name="ثبت مشکل").click()
    owner.get_by_label("موضوع").select_option(str(kind.pk))
    owner.get_by_label("مشکل در یک جمله").fill("گام دوم ذخیره نمی‌شود")
    owner.get_by_label("مشکل در یک جمله").press("Enter")
    owner.get_by_label("شرح مشکل").fill("مقدار محصول سوم خالی است.")
    look(owner, "problem")
    press(owner, "ثبت مشکل")
    expect(owner.get_by_text("اعلان شد")).to_be_visible()
    province = browse(world.province_officer)
    province.goto("/help-desk/")
    look(province, "desk")
    province.get_by_role("link", name="گام دوم ذخیره نمی‌شود").first.click()
    province.get_by_label("متن").fill("فهرست محصولات با دفتر آمار است.")
    look(province, "answering")
    press(province, "ارجاع به دفتر آمار")
    statistics = browse(office)
    statistics.goto("/help-desk/")
    statistics.get_by_role("link", name="گام دوم ذخیره نمی‌شود").first.click()
    statistics.get_by_label("متن").fill("محصول افزوده شد.")
    press(statistics, "ثبت پاسخ")
    owner.reload()
    owner.get_by_label("متن").fill("هنوز نمی‌شود.")
    press(owner, "حل نشد، دوباره باز شود")
    statistics.reload()
    statistics.get_by_label("متن").fill("اکنون درست است.")
    press(statistics, "ثبت پاسخ")
    owner.reload()
    look(owner, "answered")
    press(owner, "حل شد، بسته شود")
    expect(owner.get_by_text("مشکل بسته شد.")).to_be_visible()
    assert TicketEntry.objects.count() == 6
    statistics.goto("/help-desk/report/")
    look(statistics, "report")
    expect(statistics.get_by_role("cell", name="۱", exact=True).first).to_be_visible()
