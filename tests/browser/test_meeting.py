"""The head's month: from signing in to two printed sheets, minutes sent up, and a task answered."""

import re

import time_machine
from playwright.sync_api import Page, expect

from catalog.models import County
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.oversight.meetings.posts import SHAHRIVAR, head_of, sent, task_for
from tests.statistics.indicators.totals import TestPlace, explained, filed, made
from tests.world import BAG, MEHR, PIPE, SHOES, World, tehran

LONG = "پیگیری برق چرخشی شهرک صنفی با شرکت توزیع نیروی برق استان " * 3


def _figures(world: World) -> None:
    """Sum up two months of three products, with every cause that the sheets have room for."""
    place = TestPlace(world.province, County.objects.get(code="0301"), world.union)
    for month, quantities in ((MEHR - 1, (80, 100, 50)), (MEHR, (120, 60, 51))):
        filed(place, month, 10, people=33)
        for product, quantity in zip((BAG, SHOES, PIPE), quantities, strict=True):
            made(place, month, product, quantity, opened=quantity // 2)
    for reason in ("power", "gas", "cash", "no_orders", "breakdown", "raw_material"):
        explained(place, MEHR, SHOES, "fall", reason, 4)
    for reason in ("seasonal", "labour", "exchange"):
        explained(place, MEHR, BAG, "rise", reason, 4)


def _sheets(page: Page) -> int:
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_the_head_goes_from_sign_in_to_two_printed_sheets_and_sends_the_minutes(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(tehran(1398, 9, 7))
    world, head = shared_world, head_of(shared_world)
    _figures(world)
    tasks = [task_for(world.union, f"{LONG} {n}") for n in range(8)]
    sent(world, *tasks, month=SHAHRIVAR)
    page = browse()
    page.goto("/accounts/login/")
    acts.sign_in(page, head.username)
    page.get_by_role("link", name="نمای کلی").first.click()
    page.get_by_role("link", name="جلسه‌های پایش").click()
    page.get_by_role("link", name="بستهٔ جلسهٔ پایش").click()
    expect(
        page.get_by_role("heading", level=1, name="بستهٔ جلسهٔ پایش، مهر ۱۳۹۸").first
    ).to_be_visible()
    expect(page.get_by_text("بزرگ‌ترین رشد: کیسه پلی اتیلن، ۵۰٪ بیشتر")).to_be_visible()
    page.emulate_media(media="print")
    # However long the words of the last meeting are.
    assert _sheets(page) == 2
    assert page.locator("nav:visible, button:visible, footer:visible, .topbar:visible").count() == 0
    page.emulate_media(media="screen")
    page.get_by_role("link", name="صورت‌جلسه", exact=True).click()
    page.get_by_label("علت‌های رشد و کاهش، و نتیجهٔ بررسی").fill("برق دو هفته قطع بود.")
    row = page.get_by_role("group", name="مصوبهٔ ۱")
    row.get_by_label("مصوبه").fill("تماس با واحدها")
    row.get_by_label("پاسخ‌گو").select_option(label=world.union.name)
    row.get_by_label("موعد").fill("۱۳۹۸/۱۰/۰۱")
    page.get_by_role("button", name="ارسال صورت‌جلسه").click()
    expect(page.get_by_text("دیگر تغییر نمی‌کند")).to_be_visible()
    union = browse(world.union_officer)
    union.goto("/")
    union.get_by_role("link", name="مصوبه‌های جلسه").first.click()
    union.get_by_role("link", name="تماس با واحدها", exact=True).click()
    union.get_by_label("انجام شد").check()
    union.get_by_label("چه شد").fill("همه ثبت کردند")
    union.get_by_role("button", name="ثبت پاسخ").click()
    expect(union.get_by_text("همه ثبت کردند").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("همه ثبت کردند")).to_be_visible()
