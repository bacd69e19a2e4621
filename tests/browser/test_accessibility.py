"""Every page of the journeys: no axe violation, no sideways overflow, and keys alone suffice.

Each page is examined at three widths, light and dark.
"""

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from statistics.models import ProductionLine
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import BAG, World, person

WIDTHS = (1366, 768, 390)
AXE = Axe()
VIOLATIONS = """([dark]) => axe.run({
    resultTypes: ["violations"], ...(dark ? {runOnly: ["color-contrast"]} : {}),
}).then(found => found.violations.map(one => `${one.id} ${one.nodes.map(node => node.target)}`))"""


def examine(page: Page) -> None:
    """Fail with every violation and every overflow of the open page, with its width and scheme.

    The dark scheme changes colours and nothing else, so there contrast alone is examined again.
    """
    page.evaluate(AXE.axe_script)
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{width}: overflows sideways")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        faults += [f"{width} light {one}" for one in page.evaluate(VIOLATIONS, [False])]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        faults += [f"{width} dark {one}" for one in page.evaluate(VIOLATIONS, [True])]
    assert faults == [], acts.address(page)


def look(page: Page, path: str, heading: str) -> None:
    """Open a page, make sure it is the meant one, and examine it."""
    page.goto(path)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    examine(page)


def test_the_door(shared_world: World, browse: Browse) -> None:
    page = browse()
    look(page, "/accounts/login/", "ورود")
    page.fill("[name=username]", "owner")
    page.fill("[name=password]", "wrong")
    acts.press(page, "ورود")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    look(page, "/help/", "راهنما")


def test_pages_outside_a_case(shared_world: World, browse: Browse) -> None:
    stranger = browse(person("stranger"))
    look(stranger, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(stranger, "/statistics/new/", "انتخاب دوره")
    look(stranger, "/statistics/11499999999/", "این صفحه پیدا نشد")
    look(stranger, "/review/", "این کار در اختیار شما نیست")
    owner = browse(shared_world.owner)
    look(owner, "/help/", "راهنما")
    look(owner, "/units/", "واحدهای من")
    look(owner, "/catalog/tree/", "درخت محصولات")


def test_the_steps_still_empty(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    steps = f"/statistics/{shared_world.draft().tracking_number}/"
    page = browse(shared_world.owner)
    look(page, f"{steps}period/", "انتخاب دوره")
    look(page, f"{steps}production/", "میزان تولید در مهر")
    look(page, f"{steps}exports/", "صادرات در مهر")
    look(page, f"{steps}employment/", "اشتغال در مهر")
    look(page, f"{steps}report/", "گزارشات")
    look(page, f"{steps}confirm/", "پیش از فرستادن، یک بار بخوانید")
    look(page, f"{steps}delete/", "حذف شود؟")


@pytest.mark.parametrize("step", ["production", "exports", "employment"])
def test_the_steps_with_errors(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, step: str
) -> None:
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{shared_world.ready().tracking_number}/{step}/")
    for field in page.locator("form input[inputmode]").all():
        field.fill("12/5")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("alert")).to_contain_text("درست کنید")
    examine(page)
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.value") == "12/5"


def test_step_one_with_an_error(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner)
    page.goto("/statistics/new/")
    page.select_option("[name=month]", "12")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("alert")).to_contain_text("هنوز پایان نیافته است")
    examine(page)


def test_the_steps_filled_and_the_picker(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    steps = f"/statistics/{shared_world.ready().tracking_number}/"
    page = browse(shared_world.owner)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"{steps}production/", "میزان تولید در مهر")
    look(page, f"{steps}exports/", "صادرات در مهر")
    look(page, f"{steps}employment/", "اشتغال در مهر")
    look(page, f"{steps}production/products/?q=کفش", "افزودن / حذف محصول")
    look(page, f"{steps}production/products/?node=2520", "افزودن / حذف محصول")
    look(page, f"{steps}confirm/", "پیش از فرستادن، یک بار بخوانید")


def test_a_step_saved_in_another_window(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner)
    path = f"/statistics/{shared_world.ready().tracking_number}/production/"
    page.goto(path)
    other = page.context.new_page()
    other.goto(path)
    for window, quantity in ((other, "25"), (page, "30")):
        window.fill("[name=lines-0-quantity]", quantity)
        acts.press(window, acts.KEEP)
        window.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text("در پنجره‌ای دیگر")
    examine(page)


def test_after_filing(shared_world: World, browse: Browse, clock: time_machine.Traveller) -> None:
    number = shared_world.returned().tracking_number
    page = browse(shared_world.owner)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"/statistics/{number}/", "مسیر پرونده")
    look(page, f"/statistics/{number}/production/", "میزان تولید در مهر")
    page.goto(f"/statistics/{number}/confirm/")
    acts.read_and_finish(page)
    examine(page)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"/statistics/{number}/", "مسیر پرونده")
    look(page, f"/statistics/{number}/report/", "گزارشات")


def test_the_reviewers_pages(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.union_officer)
    look(page, "/review/", "اینجا پرونده‌ای نیست")
    number = shared_world.filed().tracking_number
    look(page, "/review/", "کارتابل")
    look(page, f"/review/{number}/", "تصمیم شما")
    acts.press(page, "بازگرداندن برای اصلاح")
    expect(page.get_by_text("علت بازگشت را بنویسید")).to_be_visible()
    examine(page)
    _approve_elsewhere(browse, shared_world.union_officer, number)
    acts.press(page, "تأیید")
    expect(page.get_by_role("alert")).to_contain_text("تصمیم شما ثبت نشد")
    examine(page)


def _approve_elsewhere(browse: Browse, officer: User, number: str) -> None:
    other = browse(officer)
    other.goto(f"/review/{number}/")
    acts.press(other, "تأیید")
    expect(other.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()


def test_step_two_is_filed_with_keys_alone(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.draft().tracking_number
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{number}/production/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="رفتن به متن صفحه")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "اینجا")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_visible()
    _tab_to(page, "نام محصول یا کد گروه محصول (ISIC)")
    page.keyboard.type("کیسه")
    expect(page.locator("#results").get_by_role("row", name="کیسه پلی اتیلن")).to_be_visible()
    _tab_to(page, "افزودن کیسه پلی اتیلن")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="حذف کیسه پلی اتیلن")).to_be_visible()
    _tab_to(page, "بازگشت به گام ۲")
    page.keyboard.press("Enter")
    expect(page.locator("[name=lines-0-quantity]")).to_be_visible()
    _tab_to(page, "مقدار تولید کیسه پلی اتیلن")
    page.keyboard.type("20")
    _tab_to(page, acts.ONWARD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("صادرات در مهر")
    line = ProductionLine.objects.get(product__code=BAG)
    assert line.quantity == 20


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus, as a person without a mouse does."""
    said = """(() => {
        const at = document.activeElement;
        return at.ariaLabel ?? (at.labels?.[0] ?? at).textContent;
    })()"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate(said).split()) == name:
            return
    pytest.fail(f"no way by Tab to «{name}»")


def test_the_watch_itself_sees_a_blocked_script(shared_world: World, browse: Browse) -> None:
    page = browse()
    page.goto("/accounts/login/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    assert any("Content Security Policy" in trouble for trouble in browse.watch.troubles())
    browse.watch.forget()
