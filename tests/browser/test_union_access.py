"""A union comes to its access along the whole way, five people, and decides its first case."""

import os
from pathlib import Path

import time_machine
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Organization, User
from review.enums import DecisionKind
from review.models import Decision
from tests.accounts.access.stage import PASSWORD, Chain, chain_of
from tests.browser import acts
from tests.browser.acts import PASSWORD as OWN
from tests.browser.acts import decide, press
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.sample_files import png
from tests.world import FILED_AT, World

# Where pictures go, for who looks at the pages.
PICTURES = os.environ.get("ACCESS_PICTURES", "")
NAME = "sarrajan"


def look(page: Page, name: str) -> None:
    """Nothing is wider than the screen, of a phone either."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert acts.overflow(page) <= 0, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)


def signs_up(page: Page, chain: Chain) -> None:
    chain.union(NAME)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/accounts/login/")
    page.get_by_role("link", name="عضویت اتحادیه").click()
    page.get_by_label("استان").select_option("03")
    press(page, "ادامه")
    page.get_by_label("شهرستان").select_option("0301")
    press(page, "ادامه")
    page.get_by_label("اتحادیه", exact=True).select_option(label=f"اتحادیه {NAME}")
    page.get_by_label("نام و نام خانوادگی").fill("سارا الگویی")
    page.get_by_label("دبیر اتحادیه").check()
    page.get_by_label("شمارهٔ همراه").fill("۰۹۱۲ ۰۰۰ ۰۰۰۱")
    look(page, "join")
    with codes_sent(FILED_AT):
        press(page, "ارسال کد به همراه")
        expect(page.get_by_label("کد پیامک")).to_be_visible()
    look(page, "join-code")
    page.get_by_label("کد پیامک").fill(last_code())
    press(page, "ادامه")
    page.get_by_label("نام کاربری").fill(NAME)
    page.get_by_label("رمز جدید", exact=True).fill(PASSWORD)
    page.get_by_label("رمز جدید، یک بار دیگر").fill(PASSWORD)
    look(page, "join-account")
    press(page, "ثبت‌نام اتحادیه")
    expect(page.get_by_text(NAME)).to_be_visible()
    look(page, "join-done")


def signs_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    press(page, "ورود")


def writes(page: Page, number: str, button: str, name: str) -> None:
    """Write a letter's number, choose its file and send it on."""
    page.get_by_label("شمارهٔ نامه").fill(number)
    # Enter in a field binds nothing.
    page.get_by_label("شمارهٔ نامه").press("Enter")
    file = FilePayload(name="letter.png", mimeType="image/png", buffer=png())
    page.get_by_label("تصویر نامه").set_input_files(file)
    look(page, name)
    press(page, button)


def test_a_union_gets_access_and_decides_its_first_case(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    chain = chain_of(shared_world)
    union = browse()
    signs_up(union, chain)
    signs_in(union)
    writes(union, "118/405", "ثبت نامهٔ اتحادیه و ارسال", "union")
    expect(union.get_by_text("نوبت ادارهٔ شهرستان", exact=True)).to_be_visible()

    county = browse(chain.county)
    county.goto("/access/")
    look(county, "county-list")
    county.get_by_role("link", name=f"اتحادیه {NAME}").first.click()
    writes(county, "22/7714", "ثبت نامه و ارسال به سازمان استان", "county")
    expect(county.get_by_text("نوبت سازمان استان", exact=True)).to_be_visible()

    province = browse(chain.province)
    province.goto("/access/")
    province.get_by_role("link", name=f"اتحادیه {NAME}").first.click()
    writes(province, "9/31", "ثبت نامه و ارسال به دفتر آمار", "province")

    for person, button in (
        (chain.first, "ثبت تأیید نخست"),
        (chain.second, "تأیید دوم و دادن دسترسی"),
    ):
        signer = browse(person)
        signer.goto("/access/")
        signer.get_by_role("link", name=f"اتحادیه {NAME}").first.click()
        signer.get_by_label("رمز عبور فعلی").fill(OWN)
        look(signer, f"sign-{person.username}")
        press(signer, button)
    expect(signer.get_by_text("دسترسی داده شد", exact=True)).to_be_visible()
    look(signer, "granted")

    made = Organization.objects.get(name=f"اتحادیه {NAME}")
    shared_world.licence.union = made
    shared_world.licence.save()
    case = shared_world.filed()
    signs_in(union)
    union.goto(f"/review/{case.tracking_number}/")
    decide(union, "approve", affirm=True)
    expect(union.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()
    decision = Decision.objects.filter(submission=case, kind=DecisionKind.APPROVED).get()
    assert decision.actor == User.objects.get(username=NAME)
