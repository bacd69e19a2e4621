"""What an office reports of itself: asked for, written, confirmed by its head, returned."""

import time_machine
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from statistics.models import OfficeReport
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.statistics.organizational.cases import (
    MONTH,
    affiliate,
    confirmed,
    head_of,
    indicator,
    stats_of,
)
from tests.world import FILED_AT, World, officer

WHY = "با سامانهٔ دیگر نمی‌خواند"


def _signed_in(browse: Browse, user: User) -> Page:
    page = browse()
    page.goto("/accounts/login/")
    acts.sign_in(page, user.username)
    return page


def _write(page: Page, value: str) -> None:
    page.get_by_role("link", name="مهر ۱۳۹۸").first.click()
    page.get_by_role("link", name="ثبت ارقام").click()
    page.get_by_label("مقدار").fill(value)


def test_from_the_indicator_to_the_table_through_four_hands(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    world = shared_world
    office, head = stats_of(world), head_of(world)
    # The statistics office begins an indicator.
    desk = _signed_in(browse, office)
    desk.get_by_role("link", name="فهرست‌ها").first.click()
    desk.get_by_role("link", name="شاخص‌های آمار سازمانی").click()
    desk.get_by_role("link", name="شاخص جدید").click()
    desk.get_by_label("کد", exact=True).fill("M-01")
    desk.get_by_label("نام شاخص").fill("بازدیدهای انجام‌شده")
    desk.get_by_label("واحد سنجش").fill("فقره")
    desk.get_by_label("تعریف").fill("بازدیدهایی که گزارش آن تأیید شده است.")
    desk.get_by_role("group", name="سطح").get_by_label("سازمان استان").check()
    desk.get_by_label("دلیل").fill("نامهٔ ۶۰/۱۲")
    acts.press(desk, "افزودن شاخص")
    expect(desk.get_by_text("بازدیدهای انجام‌شده").first).to_be_visible()
    # The expert writes; Enter keeps a draft and sends nothing.
    expert = _signed_in(browse, world.province_officer)
    expert.goto("/organizational/")
    _write(expert, "۱۲")
    expert.keyboard.press("Enter")
    expect(expert.get_by_text("ذخیره شد؛ هنوز ارسال نشده است.")).to_be_visible()
    assert OfficeReport.objects.get().state == "draft"
    acts.press(expert, "ارسال برای تأیید رئیس")
    expect(expert.get_by_text("در انتظار تأیید رئیس").first).to_be_visible()
    # The head confirms, and comes back to a page that offers it no more.
    chief = _signed_in(browse, head)
    chief.goto("/organizational/")
    chief.get_by_role("link", name="مهر ۱۳۹۸").first.click()
    acts.press(chief, "تأیید")
    expect(chief.get_by_text("آمار سازمانی تأیید شد.")).to_be_visible()
    # The statistics office reads it in the table and returns it.
    desk.goto("/organizational/table/?period=139807")
    expect(desk.get_by_role("row").filter(has_text=world.province.name)).to_contain_text("۱۲")
    desk.get_by_role("link", name=world.province.name).click()
    acts.press(desk, "بازگرداندن دفتر آمار")
    expect(desk.get_by_text("علت را بنویسید").first).to_be_visible()
    desk.get_by_label("علت").fill(WHY)
    acts.press(desk, "بازگرداندن دفتر آمار")
    expert.goto("/organizational/")
    _write(expert, "۱۳")
    expect(expert.get_by_text(WHY)).to_be_visible()
    acts.press(expert, "ارسال برای تأیید رئیس")
    report = OfficeReport.objects.get()
    assert (report.state, report.standing_id is not None) == ("waiting", True)


def test_an_affiliate_and_a_ministry_unit_have_hands_of_their_own(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    world = shared_world
    indicator(world)
    place = affiliate(world)
    pairs: tuple[tuple[User, User], ...] = (
        (
            officer("aff", Role.AFFILIATE_EXPERT, place),
            officer("aff-head", Role.AFFILIATE_HEAD, place),
        ),
        (world.ministry_officer, officer("chief", Role.MINISTRY_HEAD, world.ministry)),
    )
    for writer, head in pairs:
        page = _signed_in(browse, writer)
        page.goto("/organizational/")
        _write(page, "۷")
        acts.press(page, "ارسال برای تأیید رئیس")
        expect(page.get_by_text("در انتظار تأیید رئیس").first).to_be_visible()
        # The whole menu of a head of such an office is this, and the help.
        page = _signed_in(browse, head)
        assert acts.address(page) == "/organizational/"
        page.get_by_role("link", name="مهر ۱۳۹۸").first.click()
        acts.press(page, "تأیید")
        expect(page.get_by_text("آمار سازمانی تأیید شد.")).to_be_visible()


def test_the_pages_fit_a_phone_and_print_without_what_is_pressed(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    world = shared_world
    indicator(world)
    confirmed(world, ("120",), MONTH.before)
    confirmed(world, ("130",))
    page = browse(stats_of(world))
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("", "table/?period=139807", f"03/{MONTH.code}/", "indicators/new/"):
        page.goto(f"/organizational/{address}")
        assert acts.overflow(page) <= 0, address
    page.goto("/organizational/table/?period=139807")
    page.emulate_media(media="print")
    assert page.locator("nav:visible, button:visible, select:visible").count() == 0
