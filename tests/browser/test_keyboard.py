"""A month filed with keys alone, from the sign-in to the receipt."""

from decimal import Decimal

import time_machine
from playwright.sync_api import Page, expect

from catalog.policy_definitions import PolicyKey
from statistics.figures import collect
from statistics.models import Submission
from tests.browser import acts, keys
from tests.browser.conftest import Browse
from tests.review.cases import policy
from tests.world import BAG, FILED_AT, MEHR, WARNING, World


def test_a_first_month(shared_world: World, browse: Browse, clock: time_machine.Traveller) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    page = _signed_in(browse)
    keys.enter(page, "ثبت مهر.*")
    _heading(page, "انتخاب دوره")
    keys.enter(page, acts.ONWARD)
    _heading(page, "میزان تولید در مهر")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="رفتن به متن صفحه")).to_be_focused()
    page.keyboard.press("Enter")
    _add_the_bag(page)
    keys.write(page, "مقدار تولید کیسه پلی اتیلن.*", "20")
    keys.enter(page, acts.ONWARD)
    _heading(page, "صادرات در مهر")
    _say_no(page)
    keys.enter(page, acts.ONWARD)
    _heading(page, "اشتغال در مهر")
    for name, people in (("رسمی", "2"), ("قراردادی", "1"), ("پیمانکاری", "0")):
        keys.write(page, f".*{name}.*", people)
    keys.enter(page, acts.ONWARD)
    _confirm_for_good(page)
    figures = collect(Submission.objects.get(filed_at=FILED_AT))
    assert (figures.produced, figures.employees) == ({BAG: Decimal(20)}, 3)


def test_a_month_like_the_last(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    shared_world.filed(MEHR - 1)
    page = _signed_in(browse)
    keys.enter(page, "ثبت سریع مهر.*")
    _heading(page, "آمار مهر در یک صفحه")
    keys.write(page, "مقدار تولید کیسه پلی اتیلن.*", "21")
    _say_no(page)
    keys.enter(page, "تأیید هر چهار گام")
    _confirm_for_good(page)
    figures = collect(Submission.objects.get(month=MEHR.month, filed_at=FILED_AT))
    assert (figures.produced, figures.has_exports) == ({BAG: Decimal(21)}, False)


def _signed_in(browse: Browse) -> Page:
    page = browse()
    page.goto("/accounts/login/")
    keys.write(page, "نام کاربری.*", "owner")
    keys.write(page, "رمز( عبور)?.*", acts.PASSWORD)
    page.keyboard.press("Enter")
    _heading(page, "آمار ماهانهٔ واحدهای شما")
    return page


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def _add_the_bag(page: Page) -> None:
    keys.enter(page, "اینجا")
    expect(page.get_by_role("searchbox")).to_be_visible()
    keys.write(page, "نام محصول یا کد گروه محصول.*", "کیسه")
    expect(page.locator("#results").get_by_role("row", name="کیسه پلی اتیلن")).to_be_visible()
    keys.enter(page, "افزودن کیسه پلی اتیلن")
    expect(page.get_by_role("button", name="حذف کیسه پلی اتیلن")).to_be_visible()
    keys.enter(page, "بازگشت به گام ۲")
    expect(page.locator("[name=lines-0-quantity]")).to_be_visible()


def _say_no(page: Page) -> None:
    """Go to the first answer and by arrow to the other."""
    keys.tab_to(page, "بلی.*")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=has_exports][value=no]")).to_be_checked()


def _confirm_for_good(page: Page) -> None:
    expect(page.get_by_text(WARNING)).to_be_visible()
    keys.enter(page, acts.FINISH)
    _heading(page, acts.DONE)
