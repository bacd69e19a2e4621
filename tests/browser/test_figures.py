"""Months of the ministry and the statistics office on the pages of figures, from signing in on."""

import re
from collections.abc import Callable

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from catalog.models import County, Product
from statistics.models import ExportLog, MatchedTotal
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.statistics.files import PURPOSE, sheet_of, statistician
from tests.statistics.indicators.totals import TestPlace, explained, filed, made
from tests.world import BAG, MEHR, SHOES, World, officer, tehran

HERE = "/figures/"


@pytest.fixture
def mehr(shared_world: World, clock: time_machine.Traveller) -> World:
    """Let a unit's Mehr be final, beside earlier months of the same county, in Azar."""
    world = shared_world
    world.final()
    clock.move_to(tehran(1398, 9, 7))
    place = TestPlace(world.province, County.objects.get(code="0301"), world.union)
    for month, quantity in ((MEHR - 12, 10), (MEHR - 2, 12), (MEHR - 1, 16)):
        filed(place, month, 1, people=3)
        made(place, month, BAG, quantity, makers=3)
        made(place, month, SHOES, 7)
    explained(place, MEHR, BAG, "rise", "seasonal", 3)
    return world


def test_on_a_phone_no_part_of_a_growth_lies_beside_the_screen(mehr: World, browse: Browse) -> None:
    product = Product.objects.get(code=BAG)
    for lag in (1, 12):
        MatchedTotal.objects.create(
            year=MEHR.year,
            month=MEHR.month,
            lag=lag,
            product=product,
            measure=product.measure,
            holders=9,
            now=105,
            before=100,
            base=100,
            workers=90,
            units=33,
            outliers=0,
            up=23,
            down=10,
        )
    page = browse(mehr.ministry_officer)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(HERE)
    growth = page.locator("section[aria-labelledby=growth] .table-wrap")
    expect(growth).to_contain_text("۲۳ بیشتر، ۱۰ کمتر، از ۳۳")
    assert growth.evaluate("wrap => wrap.scrollWidth - wrap.clientWidth") == 0


def _first_page(browse: Browse, user: User) -> Page:
    page = browse()
    page.goto("/accounts/login/")
    acts.sign_in(page, user.username)
    page.get_by_role("navigation").get_by_role("link", name="آمار", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("آمار مهر ۱۳۹۸")
    return page


def _choose(page: Page, **chosen: str) -> None:
    """Open the filters where they are folded, choose, and show."""
    if not page.locator("#period").is_visible():
        page.locator(".picker-fold summary").click()
    for name, label in chosen.items():
        page.locator(f"#{name}").select_option(label=label)
    page.get_by_role("button", name="نمایش").click()


def test_the_ministry_learns_how_much_why_and_who_looked_and_goes_down_to_the_case(
    mehr: World, browse: Browse
) -> None:
    page = _first_page(browse, mehr.ministry_officer)
    answer = page.locator(".answer")
    expect(answer).to_contain_text(
        "کیسه پلی اتیلن: ۲۰ تن، ۲۵٪ بیشتر از شهریور و ۱۰۰٪ بیشتر از مهر ۱۳۹۷."
    )
    expect(answer).to_contain_text("پرتکرارترین علت رشد: ")
    expect(page.get_by_text("با بررسی کارشناس ۱۰۰٪").first).to_be_visible()
    # From the number to its filing, to the case, and back to the same page by the same way.
    page.get_by_role("link", name=re.compile("^۲۰ تن")).first.click()
    expect(page.get_by_text("۱ پرونده", exact=True)).to_be_visible()
    page.get_by_role("link", name="کارگاه پلاستیک نمونه").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("کارگاه پلاستیک نمونه")
    page.go_back()
    page.go_back()
    expect(answer).to_contain_text("کیسه پلی اتیلن: ۲۰ تن")
    # A province, and from it the country again.
    page.get_by_text("جدول سازمان‌ها").click()
    page.get_by_role("row", name="آذربایجان شرقی").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=2, name="شهرستان‌ها: کیسه پلی اتیلن")).to_be_visible()
    page.locator(".crumb").get_by_role("link", name="همهٔ کشور").click()
    expect(page.locator(".crumb")).to_have_text(re.compile(r"^\s*همهٔ کشور\s*$"))


def test_the_statistics_office_narrows_its_page_and_takes_it_as_a_file(
    mehr: World, browse: Browse
) -> None:
    page = _first_page(browse, statistician(mehr))
    _choose(page, period="تابستان ۱۳۹۸")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("آمار تابستان ۱۳۹۸")
    expect(page.get_by_text("از ۳ ماه این دوره ۲ ماه رقم نهایی دارد")).to_be_visible()
    _choose(page, period="مهر ۱۳۹۸", product="کیسه پلی اتیلن", isic="۲۵۲۰ پلاستیک")
    expect(heading).to_contain_text("آمار مهر ۱۳۹۸")
    # The address says all of it: another tab shows the same, and this one stays as it is.
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#isic option:checked")).to_contain_text("۲۵۲۰")
    _choose(other, period="شهریور ۱۳۹۸")
    expect(other.get_by_role("heading", level=1)).to_contain_text("آمار شهریور ۱۳۹۸")
    other.close()
    page.reload()
    expect(heading).to_contain_text("آمار مهر ۱۳۹۸")
    page.get_by_role("link", name="فایل این آمار").click()
    page.get_by_label("هدف").fill(PURPOSE)
    page.get_by_role("button", name="درخواست فایل").dblclick()
    with page.expect_download() as coming:
        page.get_by_role("link", name="دریافت فایل").click()
    assert sheet_of(coming.value.path().read_bytes()).max_row == 2
    assert ExportLog.objects.get().purpose == PURPOSE


def _union(world: World) -> User:
    return world.union_officer


def _head(world: World) -> User:
    return officer("head", Role.PROVINCE_HEAD, world.province)


@pytest.mark.parametrize("who", [_union, _head])
def test_whose_session_ends_comes_back_to_the_filter_and_to_no_others_reach(
    mehr: World, browse: Browse, who: Callable[[World], User]
) -> None:
    user, asked = who(mehr), f"{HERE}?period=139806&product={BAG}"
    page = browse(user)
    page.goto(asked)
    expect(page.locator(".answer")).to_contain_text("کیسه پلی اتیلن: ۱۶ تن")
    page.context.clear_cookies()
    _choose(page, period="مهر ۱۳۹۸")
    acts.sign_in(page, user.username)
    expect(page.get_by_role("heading", level=1)).to_contain_text("آمار مهر ۱۳۹۸")
    for foreign in ("organization=01", "county=0101", "union=999999"):
        answer = page.goto(f"{HERE}?{foreign}")
        assert answer
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_be_visible()
