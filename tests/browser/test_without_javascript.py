"""Filing in a browser that runs no script: everything is there, only with more clicks."""

from decimal import Decimal

import time_machine
from playwright.sync_api import Page, expect

from catalog.policy_definitions import PolicyKey
from statistics.figures import collect
from statistics.models import Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.review.cases import policy
from tests.world import BAG, FILED_AT, MEHR, PIPE, WARNING, World


def test_a_month_is_filed_from_sign_in_to_receipt(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(javascript=False)
    acts.come_in(page, "owner")
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


def test_a_month_like_the_last_on_one_screen(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    shared_world.filed(MEHR - 1)
    page = browse(javascript=False)
    acts.come_in(page, "owner")
    page.get_by_role("button", name="ثبت سریع").click()
    page.fill("[name=lines-0-quantity]", "12/5")
    page.check("[name=has_exports][value=no]")
    acts.press(page, "تأیید هر چهار گام")
    expect(page.get_by_role("alert")).to_contain_text("درست کنید")
    expect(page.locator("[name=lines-0-quantity]")).to_have_value("12/5")
    expect(page.locator("[name=has_exports][value=no]")).to_be_checked()
    page.fill("[name=lines-0-quantity]", "21")
    acts.press(page, "تأیید هر چهار گام")
    acts.read_and_finish(page)
    figures = collect(Submission.objects.get(month=MEHR.month))
    assert figures.produced == {BAG: 21}
    assert (figures.has_exports, figures.employees) == (False, 3)


def test_several_inactive_months_at_once(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139806)
    page = browse(shared_world.owner, javascript=False)
    page.goto("/statistics/inactive/")
    for month in (MEHR - 1, MEHR):
        page.check(f"[name=months][value='{month.to_int()}']")
    for name, people in (("official", "1"), ("contract", "0"), ("contractor", "0")):
        page.fill(f"[name={name}]", people)
    acts.press(page, "بازبینی پیش از ارسال")
    expect(page.get_by_text(WARNING)).to_be_visible()
    acts.press(page, acts.FINISH)
    expect(page.get_by_text(acts.DONE)).to_have_count(2)
    filed = Submission.objects.filter(filed_at=FILED_AT, activity="inactive")
    assert filed.count() == 2


def test_the_notebooks_sum_fills_the_step(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.filed(MEHR - 1)
    number = shared_world.draft().tracking_number
    page = browse(shared_world.owner, javascript=False)
    page.goto(f"/statistics/notebook/{shared_world.unit.pk}/1398/7/")
    for day, quantity in (("1", "۱۲٫۵"), ("2", "8")):
        page.select_option("[name=day]", day)
        page.select_option("[name=known]", BAG)
        page.fill("[name=quantity]", quantity)
        acts.press(page, "ثبت در دفتر")
        expect(page.get_by_text("در دفتر ثبت شد.")).to_be_visible()
    page.goto(f"/statistics/{number}/production/")
    page.locator("button[name=action][value=notebook]").first.click()
    expect(page.locator("[name=lines-0-quantity]")).to_have_value("۲۰٫۵")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("heading", level=1)).to_have_text("صادرات در مهر")


def test_a_question_and_a_request_for_correction_and_their_answers(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.filed().tracking_number
    union = browse(shared_world.union_officer, javascript=False)
    owner = browse(shared_world.owner, javascript=False)
    union.goto(f"/review/{number}/")
    acts.choose(union, "question")
    union.fill("[name=text]", "چرا تولید دو برابر شد؟")
    acts.decide(union, "question")
    owner.goto("/statistics/")
    expect(owner.get_by_role("main")).to_contain_text("چرا تولید دو برابر شد؟")
    owner.goto(f"/statistics/{number}/")
    owner.fill("[name$=text]", "سفارش مدرسه‌ها")
    acts.press(owner, "ارسال پاسخ")
    expect(owner.locator(".log")).to_contain_text("سفارش مدرسه‌ها")
    owner.get_by_role("link", name="درخواست اصلاح").click()
    owner.fill("[name=reason]", "یک صفر زیاد نوشتم")
    acts.press(owner, "ارسال درخواست")
    expect(owner.get_by_role("main")).to_contain_text("درخواست اصلاح شما نزد")
    union.goto(f"/review/{number}/")
    expect(union.get_by_role("main")).to_contain_text("یک صفر زیاد نوشتم")
    union.locator("button[name=action][value=accept]").click()
    assert Submission.objects.get().state == "returned"
    owner.goto(f"/statistics/{number}/")
    owner.get_by_role("link", name="اصلاح", exact=True).click()
    expect(owner.locator("[name=lines-0-quantity]")).to_have_value("۲۰")


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
