"""The officers' month: union, provincial expert, its head, the ministry and the statistics office.

What each does when a month comes to them, with the other side looking on.
"""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from playwright.sync_api import Locator, Page, expect

from accounts.enums import Role
from accounts.models import User
from review import workflow
from review.case.return_reasons import RETURN_REASONS
from review.checklist.answers import AFFIRMED
from review.complaints.services import complain_of_return
from review.correspondence.correction_requests import request_correction
from review.enums import SweepTrigger
from review.models import UnionCheck
from review.sweep.services import logged_sweep
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import Submission
from statistics.rules.services import GivenReason
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.statistics.files import statistician
from tests.world import BAG, FILED_AT, MEHR, World, officer

DAY = dt.timedelta(days=1)
FIELD = "کیسه پلی اتیلن: مقدار تولید (۲۰۰ تن)"
MORE = "برگ فروش مهر را هم پیوست کنید."


def _explained(world: World) -> Submission:
    """File Mehr with ten times Shahrivar's production, the reason given."""
    number = world.ready().tracking_number
    why = {("P-21", f"production:{BAG}"): GivenReason("seasonal", "سفارش عید")}
    made = PostedLines({BAG: Decimal(200)})
    saved = services.save_production(world.owner, number, 1, made, True, FILED_AT, why)
    return workflow.file(world.owner, number, saved.version, FILED_AT)


def _rows(page: Page) -> Locator:
    return page.locator("[data-rows] > tbody > tr")


def _case(page: Page | Locator, number: str) -> Locator:
    """Find the link by which the inbox opens a case; it is there."""
    link = page.locator(f"th a[href='/review/{number}/']")
    expect(link).to_be_visible()
    return link


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def _menu(page: Page, entry: str) -> None:
    page.locator(".sidenav:visible").get_by_role("link", name=entry, exact=True).click()


def _chip(page: Page, name: str) -> None:
    page.locator("nav.filters").get_by_role("link", name=name).click()


def test_the_union_asks_returns_at_the_field_and_approves_what_changed(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.filed(MEHR - 1)
    number = _explained(shared_world).tracking_number
    union, owner = browse(shared_world.union_officer), browse(shared_world.owner)
    union.goto("/")
    _case(_rows(union).first, number)
    union.get_by_role("link", name="بررسی نخستین پرونده").click()
    flag = union.locator(".flag")
    expect(flag).to_contain_text("۱۰ برابر شهریور ۱۳۹۸")
    expect(flag.locator("q")).to_contain_text("سفارش عید")
    acts.choose(union, "question")
    union.get_by_label("پرسش شما، برای واحد").fill("برگ فروش دارید؟")
    acts.decide(union, "question")
    _answer_with_a_file(owner)
    union.reload()
    expect(union.get_by_role("heading", name="مدارک واحد")).to_be_visible()
    expect(union.locator(".log")).to_contain_text("دو صفر زیاد نوشته‌ام")
    acts.choose(union, "return")
    union.select_option("[name=phrase]", RETURN_REASONS[1].key)
    union.get_by_label("علت بازگشت، برای واحد").press("End")
    union.get_by_label("علت بازگشت، برای واحد").press_sequentially(f" {MORE}")
    union.get_by_text("اقلامی که باید اصلاح شود").click()
    union.get_by_label(FIELD).check()
    acts.decide(union, "return")
    _heading(union, "شهریور ۱۳۹۸")
    _correct_at_the_field(owner)
    union.goto("/review/")
    _case(union, number).click()
    changed = union.locator("section").filter(has_text="از دور ۱ که دیدید")
    expect(changed).to_contain_text("۲۰۰ تن ← ۲۰ تن")
    acts.decide(union, "approve", affirm=True)
    expect(union.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()
    _heading(union, "شهریور ۱۳۹۸")
    check = UnionCheck.objects.get()
    assert {check.licence, check.place, check.quantity} == {"yes"}


def _answer_with_a_file(owner: Page) -> None:
    owner.goto("/")
    owner.locator(".unit-row").first.get_by_role("link", name="پاسخ").click()
    owner.get_by_role("link", name="مدارک این ماه").click()
    picture = owner.screenshot(clip={"x": 0, "y": 0, "width": 40, "height": 40})
    file = {"name": "برگ فروش.png", "mimeType": "image/png", "buffer": picture}
    owner.get_by_label("فایل").set_input_files(file)  # type: ignore[arg-type]
    acts.press(owner, "پیوست کردن")
    expect(owner.get_by_text("فایل پیوست شد.")).to_be_visible()
    owner.get_by_role("link", name="بازگشت به پرونده").click()
    owner.get_by_label("پاسخ شما").fill("دو صفر زیاد نوشته‌ام")
    acts.press(owner, "ارسال پاسخ")
    expect(owner.get_by_text("پاسخ شما ارسال شد.")).to_be_visible()


def _correct_at_the_field(owner: Page) -> None:
    owner.goto("/")
    task = owner.locator(".unit-row").first
    expect(task).to_contain_text(f"{RETURN_REASONS[1].text} {MORE}")
    task.get_by_role("link", name="اصلاح").click()
    expect(owner.locator("[name=lines-0-quantity]")).to_be_focused()
    expect(owner.locator("#told-id_lines-0-quantity")).to_be_visible()
    expect(owner.locator(".notice.warn").first).to_contain_text(MORE)
    acts.write_production(owner, "20")
    acts.read_and_finish(owner)


def test_the_province_bulk_approves_follows_up_and_answers_a_complaint(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.at_province(MEHR - 2, FILED_AT - 2 * DAY)
    shared_world.at_province(MEHR - 1)
    flagged = _explained(shared_world)
    workflow.approve(
        shared_world.union_officer, flagged.tracking_number, flagged.version, FILED_AT, AFFIRMED
    )
    back = shared_world.returned(MEHR - 14, FILED_AT - 5 * DAY).tracking_number
    complain_of_return(shared_world.owner, back, "مقدار درست است", FILED_AT - 4 * DAY)
    page = browse(shared_world.province_officer)
    page.goto("/")
    _chip(page, "فردا خودکار می‌شوند")
    expect(_rows(page)).to_have_count(1)
    expect(_rows(page)).to_contain_text("مرداد ۱۳۹۸")
    _chip(page, "دارای هشدار")
    expect(_rows(page)).to_have_count(1)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    _chip(page, "بی‌هشدار")
    for box in page.get_by_role("checkbox").all():
        box.check()
    acts.press(page, "تأیید گروهی پرونده‌های انتخاب‌شده")
    expect(page.get_by_text("۲ پرونده تأیید شد")).to_be_visible()
    expect(page.get_by_text("اینجا پرونده‌ای نیست")).to_be_visible()
    _reach_and_remind(page)
    _chip(page, "شکایت‌ها (۱)")
    page.get_by_role("link", name=shared_world.unit.name).click()
    page.get_by_label("وارد است").check()
    page.get_by_label("پاسخ شما، برای واحد").fill("حق با شماست؛ همان را دوباره ارسال کنید.")
    acts.press(page, "ارسال پاسخ")
    expect(page.get_by_text("پاسخ ارسال شد")).to_be_visible()
    owner = browse(shared_world.owner)
    owner.goto(f"/statistics/{back}/")
    expect(owner.locator(".log")).to_contain_text("حق با شماست")


def _reach_and_remind(page: Page) -> None:
    _menu(page, "پیگیری")
    page.get_by_role("link", name="تماس با").click()
    page.get_by_label("از چه راهی").select_option("تلفن")
    page.get_by_label("نتیجه").select_option("قول ثبت داد")
    page.get_by_label("توضیح").fill("تا فردا ارسال می‌کند")
    acts.press(page, "ثبت تماس")
    expect(page.locator(".log")).to_contain_text("تا فردا ارسال می‌کند")
    page.locator(".crumb").get_by_role("link", name="پیگیری").click()
    acts.press(page, "یادآوری به همهٔ این فهرست")
    expect(page.get_by_text("به ۱ واحد یادآوری شد.")).to_be_visible()
    row = page.locator("tbody tr")
    expect(row).to_contain_text("تلفن: قول ثبت داد")
    expect(row).to_contain_text("امروز یادآوری شد")


@pytest.fixture
def head(shared_world: World) -> User:
    return officer("head", Role.PROVINCE_HEAD, shared_world.province)


def test_the_head_reads_the_month_names_a_substitute_and_leaves_other_desks_alone(
    shared_world: World, head: User, browse: Browse, clock: time_machine.Traveller
) -> None:
    User.objects.filter(pk=shared_world.province_officer.pk).update(full_name="مینا نمونه")
    second = officer("second", Role.PROVINCE_EXPERT, shared_world.province)
    User.objects.filter(pk=second.pk).update(full_name="بهرام آزمونی")
    elsewhere = shared_world.filed().tracking_number
    here = shared_world.at_province(MEHR - 1).tracking_number
    page = browse(head)
    page.goto("/")
    _menu(page, "ارزیابی")
    _heading(page, "ارزیابی شهریور ۱۳۹۸")
    expect(page.get_by_role("row", name="سازمان شما").first).to_be_visible()
    _menu(page, "نمای کلی")
    page.locator(".counters").get_by_role("link", name="به‌موقع").click()
    page.get_by_role("link", name=shared_world.unit.name).click()
    expect(page).to_have_url(f"{browse.portal}/review/{elsewhere}/")
    expect(page.get_by_role("row", name="کیسه پلی اتیلن").first).to_contain_text("۲۰ تن")
    expect(page.locator("#decision")).to_contain_text("تصمیم با شما نیست")
    expect(page.get_by_role("button", name="تأیید", exact=True)).to_have_count(0)
    page.goto("/accounts/profile/")
    page.get_by_role("link", name="مرخصی و جانشین").click()
    page.get_by_label("چه کسی نیست").select_option("مینا نمونه، کارشناس استان")
    page.get_by_label("جانشین").select_option("بهرام آزمونی")
    page.get_by_label("رمز عبور فعلی").fill(acts.PASSWORD)
    acts.press(page, "ثبت جانشین")
    expect(page.get_by_role("main")).to_contain_text("بهرام آزمونی به جای مینا نمونه")
    substitute = browse(second)
    substitute.goto("/")
    _rows(substitute).get_by_role("link", name=shared_world.unit.name).click()
    expect(substitute).to_have_url(f"{browse.portal}/review/{here}/")
    acts.decide(substitute, "approve")
    expect(substitute.get_by_text("، شهریور ۱۳۹۸ تأیید شد.")).to_be_visible()
    page.goto(f"/review/{here}/")
    expect(page.locator(".log")).to_contain_text("بهرام آزمونی به جای مینا نمونه")


def test_the_ministry_ends_opens_again_and_watches_and_its_rules_are_read(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.at_ministry().tracking_number
    other = shared_world.final(MEHR - 1)
    request_correction(
        shared_world.owner, other.tracking_number, other.version, "کارتن به جای کیلوگرم", FILED_AT
    )
    logged_sweep(FILED_AT, SweepTrigger.HAND)
    page = browse(shared_world.ministry_officer)
    page.goto("/")
    page.get_by_role("link", name="بررسی نخستین پرونده").click()
    expect(page.locator("#decision")).to_contain_text("پرونده نهایی می‌شود")
    acts.decide(page, "approve")
    expect(page.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()
    _chip(page, "درخواست اصلاح (۱)")
    _rows(page).get_by_role("link", name=shared_world.unit.name).click()
    expect(page.get_by_role("main")).to_contain_text("کارتن به جای کیلوگرم")
    page.get_by_label("توضیح برای واحد").fill("تا پایان هفته درست کنید.")
    acts.press(page, "پذیرش و بازگشایی")
    expect(page.locator(".log")).to_contain_text("بازگشایی برای اصلاح")
    _see_as_owner(browse(shared_world.owner), number)
    _menu(page, "نمای کلی")
    page.get_by_role("link", name="رصد استان‌ها").click()
    row = page.get_by_role("row", name="آذربایجان شرقی")
    expect(row.get_by_role("cell").nth(3)).to_have_text("۱")  # opened again, with the unit
    row.get_by_role("link", name="۱", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("شهریور ۱۳۹۸")
    page.goto("/public/policy/")
    expect(page.get_by_role("main")).to_contain_text(
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار"
    )
    page.goto("/policy/")
    expect(page.get_by_role("main")).to_contain_text("را دفتر آمار وزارت نگه می‌دارد")
    _read_the_rules(browse(statistician(shared_world)))


def _see_as_owner(owner: Page, final: str) -> None:
    owner.goto("/")
    task = owner.locator(".unit-row").first
    expect(task).to_contain_text("تا پایان هفته درست کنید.")
    owner.goto(f"/statistics/{final}/")
    expect(owner.locator(".log")).to_contain_text("تأیید و ثبت نهایی")
    expect(owner.get_by_role("link", name="درخواست اصلاح", exact=True)).to_be_visible()


def _read_the_rules(office: Page) -> None:
    office.goto("/")
    _menu(office, "مهلت‌ها و آستانه‌ها")
    office.get_by_role("link", name="سوابق پیشروی خودکار", exact=True).click()
    _heading(office, "پیشروی خودکار پرونده‌ها")
    expect(office.locator("tbody tr")).to_have_count(1)
    office.go_back()
    office.get_by_role("link", name="آزمودن مقدارهای دیگر").click()
    expect(office.get_by_role("button", name="آغاز آزمون")).to_be_visible()
    office.locator(".crumb").get_by_role("link", name="مهلت‌ها و آستانه‌ها").click()
    _heading(office, "مهلت‌ها و آستانه‌ها")
