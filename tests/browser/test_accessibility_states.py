"""The one-screen month, notebook, questions, offices' pages: no axe violation in any state.

Empty, full, saved, offline, wrong, asked about, overtaken, with a dash, returned: one sign-in each.
"""

import re
from typing import Any

import time_machine
from playwright.sync_api import Page, expect

from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from statistics.enums import FileState
from statistics.filing import services
from statistics.filing.storage import PeriodAnswers
from statistics.models import FigureFile
from tests.browser import acts
from tests.browser.axe import examine, look
from tests.browser.conftest import Browse
from tests.review.cases import fresh, policy
from tests.statistics.files import PURPOSE, statistician
from tests.statistics.filing.outdated_products import twin
from tests.world import BAG, FILED_AT, MEHR, PIPE, WARNING, World, person

ALL = "تأیید هر چهار گام"
QUANTITY = "[name=lines-0-quantity]"


def _alert(page: Page, words: str) -> None:
    """Examine the page once it says so."""
    expect(page.get_by_role("alert").first).to_contain_text(words)
    examine(page)


def _month(world: World, browse: Browse) -> Page:
    world.filed(MEHR - 1)
    page = browse(world.owner)
    look(page, f"/statistics/{world.draft().tracking_number}/month/", "آمار مهر در یک صفحه")
    return page


def test_the_month_on_one_screen_from_empty_to_overtaken(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = _month(shared_world, browse)
    acts.press(page, ALL)
    _alert(page, "درست کنید")
    page.fill(QUANTITY, "200")
    page.check("[name=has_exports][value=no]")
    acts.press(page, acts.KEEP)
    expect(page.get_by_text("ذخیره موقت شد.")).to_be_visible()
    examine(page)
    acts.press(page, ALL)
    _alert(page, "پیش از تأیید، یک مورد را ببینید")
    page.context.set_offline(True)
    page.fill(QUANTITY, "201")
    expect(page.locator("[data-autosave-state]")).to_contain_text("آفلاین")
    examine(page)
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-state]")).to_have_text("ذخیره شد ۱۱:۰۰")
    other = page.context.new_page()
    other.goto(page.url)
    other.fill(QUANTITY, "25")
    acts.press(other, acts.KEEP)
    expect(other.get_by_text("ذخیره موقت شد.")).to_be_visible()
    page.fill(QUANTITY, "30")
    acts.press(page, acts.KEEP)
    _alert(page, "در پنجره‌ای دیگر")


def test_the_month_on_one_screen_when_exports_of_every_month_have_ended(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    for earlier in (3, 2, 1):
        shared_world.final(MEHR - earlier)
    case = shared_world.draft()
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{case.tracking_number}/month/")
    page.fill(QUANTITY, "20")
    page.check("[name=has_exports][value=no]")
    acts.press(page, ALL)
    _alert(page, "صادر نشده است")
    why = page.locator("select[name^=why-]")
    expect(why).to_be_visible()
    why.select_option(index=1)
    acts.press(page, ALL)
    expect(page).to_have_url(re.compile("/confirm/"))


def test_the_month_on_one_screen_without_production(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    period = PeriodAnswers(shared_world.licence, MEHR, "inactive")
    case = services.open_month(shared_world.owner, period, True, FILED_AT)
    page = browse(shared_world.owner)
    look(page, f"/statistics/{case.tracking_number}/month/", "آمار مهر در یک صفحه")


def test_dashes_and_their_successors(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = _month(shared_world, browse)
    Product.objects.filter(code=BAG).update(to_year=1398, to_month=6, successor=twin("2520512460"))
    look(page, page.url, "آمار مهر در یک صفحه")
    look(page, page.url.replace("month", "production"), "میزان تولید در مهر")
    expect(page.locator(".dash-mark")).to_be_visible()


def test_a_returned_month_with_its_reason_at_the_field(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.filed()
    fields = [f"production:{BAG}", "employment:contract", "employment:remarks"]
    workflow.send_back(
        shared_world.union_officer, case.tracking_number, case.version, "کم است", FILED_AT, fields
    )
    page = browse(shared_world.owner)
    for part, heading in (
        ("month/", "آمار مهر در یک صفحه"),
        ("production/", "میزان تولید در مهر"),
        ("employment/", "اشتغال در مهر"),
        ("", "مسیر پرونده"),
    ):
        look(page, f"/statistics/{case.tracking_number}/{part}", heading)


def test_several_inactive_months(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139806)
    page = browse(shared_world.owner)
    look(page, "/statistics/inactive/", "اعلام چند ماه غیرفعال")
    acts.press(page, "بازبینی پیش از ارسال")
    _alert(page, "درست کنید")
    for month in (MEHR - 1, MEHR):
        page.check(f"[name=months][value='{month.to_int()}']")
    for name in ("official", "contract", "contractor"):
        page.fill(f"[name={name}]", "1")
    acts.press(page, "بازبینی پیش از ارسال")
    expect(page.get_by_text(WARNING)).to_be_visible()
    examine(page)
    acts.press(page, acts.FINISH)
    expect(page.get_by_text(acts.DONE)).to_have_count(2)
    examine(page)
    look(page, "/statistics/inactive/", "ماه ثبت‌نشده‌ای نیست")
    look(browse(person("stranger")), "/statistics/inactive/", "هنوز واحدی به نام شما نیست")


def test_the_notebook(shared_world: World, browse: Browse, clock: time_machine.Traveller) -> None:
    shared_world.filed(MEHR - 1)
    shared_world.draft()
    page = browse(shared_world.owner)
    look(page, "/statistics/notebook/", "دفتر ثبت تولید روزانه")
    month = f"/statistics/notebook/{shared_world.unit.pk}/1398/7/"
    look(page, month, "دفتر این ماه خالی است")
    acts.press(page, "ثبت در دفتر")
    _alert(page, "درست کنید")
    page.fill("[name=quantity]", "12")
    acts.press(page, "ثبت در دفتر")
    expect(page.get_by_text("در دفتر ثبت شد.")).to_be_visible()
    examine(page)
    look(
        page, month.replace("/7/", "/6/"), "دفتر ثبت تولید روزانه شهریور ۱۳۹۸"
    )  # filed: to read only
    look(browse(person("stranger")), "/statistics/notebook/", "هنوز واحدی به نام شما نیست")


def test_a_question_and_a_request_for_correction(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.filed()
    number = case.tracking_number
    ask(shared_world.union_officer, number, case.version, "چرا تولید دو برابر شد؟", FILED_AT)
    owner = browse(shared_world.owner)
    look(owner, f"/statistics/{number}/", "پرسش اتحادیه پلاستیک ملکان")
    acts.press(owner, "ارسال پاسخ")
    expect(owner.locator(".has-error")).to_be_visible()
    examine(owner)
    look(owner, f"/statistics/{number}/correction/", "درخواست اصلاح مهر ۱۳۹۸")
    acts.press(owner, "ارسال درخواست")
    expect(owner.locator(".has-error")).to_be_visible()
    examine(owner)
    seen = fresh(case).version
    approved = workflow.approve(shared_world.union_officer, number, seen, FILED_AT, AFFIRMED)
    owner.fill("[name=reason]", "یک صفر زیاد نوشتم")
    acts.press(owner, "ارسال درخواست")
    _alert(owner, "پرونده در این میان جابه‌جا شده")
    request_correction(shared_world.owner, number, approved.version, "یک صفر زیاد", FILED_AT)
    look(owner, f"/statistics/{number}/", "مسیر پرونده")


def test_the_reviewers_side_of_both(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.filed()
    number = case.tracking_number
    page = browse(shared_world.union_officer)
    page.goto(f"/review/{number}/")
    acts.decide(page, "question")
    expect(page.locator(".has-error")).to_be_visible()
    examine(page)
    request_correction(shared_world.owner, number, case.version, "یک صفر زیاد", FILED_AT)
    look(page, f"/review/{number}/", "درخواست اصلاح از واحد")
    acts.press(page, "نپذیرفتن")
    expect(page.locator(".has-error")).to_be_visible()
    examine(page)


def test_the_rules_for_everybody(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    look(browse(), "/public/rules/", "ضوابط صحت‌سنجی آمار")
    look(browse(shared_world.owner), "/public/rules/", "ضوابط صحت‌سنجی آمار")


def test_the_editors_of_the_catalogue(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.ready()  # a month that names the bag and is not sent yet
    page = browse(statistician(shared_world))
    look(page, "/catalog/editor/", "فهرست محصولات")
    look(page, "/catalog/editor/?q=نیست", "ویرایش فهرست محصولات")
    look(page, "/catalog/nodes/2520/", "پلاستیک")
    look(page, "/catalog/products/new/", "محصول جدید")
    page.locator("main form[method=post] button.btn-primary").click()
    _alert(page, "درست کنید")
    look(page, f"/catalog/products/{BAG}/retire/", "خارج کردن محصول از فهرست")
    other: Any = page.context.new_page()
    for window in (other, page):
        window.goto(f"/catalog/products/{PIPE}/describe/")
    for window, name in ((other, "لوله یک"), (page, "لوله دو")):
        window.fill("[name=name]", name)
        window.fill("[name=reason]", "نامهٔ ۱۲")
        window.locator("main form[method=post] button.btn-primary").click()
        window.wait_for_load_state()
    _alert(page, "در این میان کسی دیگر این را تغییر داده است")
    look(page, f"/catalog/products/{PIPE}/", "لوله یک")


def test_the_exports_and_their_log(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.final()
    page = browse(statistician(shared_world))
    look(page, "/files/", "هنوز فایلی ساخته نشده است")
    acts.press(page, "درخواست فایل")
    _alert(page, "درست کنید")
    page.get_by_label("هدف").fill(PURPOSE)
    acts.press(page, "درخواست فایل")
    file = FigureFile.objects.get()
    look(page, f"/files/{file.pk}/", "فایل تولید")
    FigureFile.objects.update(state=FileState.WORKING, done=1, total=3)
    look(page, f"/files/{file.pk}/", "فایل تولید")
    look(page, "/files/columns/", "معنای ستون‌های فایل‌ها")
    look(page, "/files/", "دفتر فایل‌ها")
    expect(page.get_by_text(PURPOSE, exact=True)).to_be_visible()
