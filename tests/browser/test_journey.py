"""The guide's own sample, whole: filed, returned, corrected, lapsed at the province, final."""

import datetime as dt

import time_machine
from django.core.management import call_command
from playwright.sync_api import Page, expect

from catalog.models import Product
from statistics.models import Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import BAG, World, tehran

REASON = "مقدار تولید با برگ فروش این ماه مطابقت ندارد؛ دوباره ببینید."
MOMENT = dt.timedelta(microseconds=1)
WAY = [
    "ثبت، دور ۱",
    "بازگشت برای اصلاح",
    "ثبت، دور ۲",
    "تأیید",
    "تأیید سیستمی استان",
    "تأیید و ثبت نهایی",
]


def test_the_guides_sample_from_sign_in_to_final(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    Product.objects.filter(code=BAG).update(goods_id="2220620440145")
    owner, union, ministry = browse(), browse(), browse()
    number = _file(owner)
    clock.shift(dt.timedelta(hours=1))
    _return(union, number)
    clock.shift(dt.timedelta(hours=1))
    _correct(owner)
    clock.shift(dt.timedelta(hours=1))
    _approve_what_changed(union, number)
    _lapse_at_the_exact_instant(clock)
    _make_final(ministry, number)
    _read_the_whole_way(owner, number)


def _file(owner: Page) -> str:
    acts.come_in(owner, "owner")
    acts.choose_mehr(owner)
    head = owner.locator(".unit-head")
    for fact in ("آذربایجان شرقی", "ملکان", "۱۳۹۸", "مهر"):
        expect(head).to_contain_text(fact)
    acts.press(owner, "اینجا")
    owner.get_by_role("searchbox").press_sequentially("کیسه", delay=20)
    found = owner.locator("#results").get_by_role("row", name="کیسه پلی اتیلن")
    expect(found).to_contain_text("۲۵۲۰۵۱۲۴۵۹")
    found.get_by_role("button", name="افزودن").click()
    owner.get_by_role("link", name="بازگشت به گام ۲").click()
    expect(owner.get_by_role("row", name="کیسه پلی اتیلن")).to_contain_text("۲۲۲۰۶۲۰۴۴۰۱۴۵")
    owner.fill("[name=lines-0-quantity]", "20")
    expect(owner.locator("output.readback").first).to_have_text("خوانده می‌شود: ۲۰")
    acts.write_production(owner, "20")
    acts.write_exports(owner)
    acts.write_employment(owner)
    answers = owner.get_by_role("main")
    for words in ("۲۰ تن", "۵ تن، ۵ تن", "۳۲۲ دلار، ۶٬۳۰۰ ریال", "۳ نفر"):
        expect(answers).to_contain_text(words)
    number = acts.read_and_finish(owner)
    expect(owner.locator(".receipt")).to_contain_text("به‌موقع")
    expect(owner.locator(".chain")).to_contain_text("اتحادیه پلاستیک ملکان")
    return number


def _open_case(officer: Page, number: str) -> None:
    officer.get_by_role("row", name=number).get_by_role("link").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("مهر ۱۳۹۸")


def _return(union: Page, number: str) -> None:
    acts.come_in(union, "union-officer")
    _open_case(union, number)
    acts.choose(union, "return")
    union.get_by_label("علت بازگشت، برای واحد").fill(REASON)
    union.get_by_text("اقلامی که باید اصلاح شود").click()
    union.get_by_label("کیسه پلی اتیلن: مقدار تولید (۲۰ تن)").check()
    acts.decide(union, "return")
    expect(union.get_by_text("، مهر ۱۳۹۸ برای اصلاح بازگردانده شد.")).to_be_visible()


def _correct(owner: Page) -> None:
    owner.goto("/")
    task = owner.locator(".unit-row").first
    expect(task).to_contain_text("بازگردانی‌شده برای اصلاح")
    expect(task).to_contain_text(REASON)
    task.get_by_role("link", name="اصلاح").click()
    notice = owner.locator(".notice.warn")
    expect(notice).to_contain_text(REASON)
    expect(owner.locator("[name=lines-0-quantity]")).to_have_value("۲۰")
    acts.write_production(owner, "21")
    expect(owner.get_by_role("main")).to_contain_text("۲۱ تن")
    acts.read_and_finish(owner)


def _approve_what_changed(union: Page, number: str) -> None:
    union.goto("/review/")
    _open_case(union, number)
    changed = union.get_by_role("region").or_(union.locator("section")).filter(has_text="از دور ۱")
    expect(changed.first).to_contain_text("۲۰ تن ← ۲۱ تن")
    acts.decide(union, "approve", affirm=True)
    expect(union.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()


def _lapse_at_the_exact_instant(clock: time_machine.Traveller) -> None:
    due = Submission.objects.get().due_at
    assert due == tehran(1398, 8, 7, 0)
    clock.move_to(due - MOMENT)
    call_command("sweep")
    assert Submission.objects.get().state == "at_province"
    clock.move_to(due)
    call_command("sweep")
    assert Submission.objects.get().state == "at_ministry"


def _make_final(ministry: Page, number: str) -> None:
    acts.come_in(ministry, "ministry-officer")
    _open_case(ministry, number)
    expect(ministry.locator(".log")).to_contain_text("تأیید سیستمی استان")
    acts.decide(ministry, "approve")
    expect(ministry.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()


def _read_the_whole_way(owner: Page, number: str) -> None:
    acts.come_in(owner, "owner")
    owner.locator("summary", has_text="ماه‌های ارسال‌شده").click()
    filed = owner.get_by_role("row", name=number)
    expect(filed).to_contain_text("ثبت نهایی")
    filed.get_by_role("link").click()
    expect(owner.locator(".log b")).to_have_text(WAY)
    expect(owner.locator(".log")).to_contain_text(REASON)
    expect(owner.locator(".log")).not_to_contain_text("کاوه آزمونی")
    expect(owner.locator(".chain")).to_contain_text("تأیید سیستمی استان")
