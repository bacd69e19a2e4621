"""An owner signs up on a phone by the code of an SMS, and files a month; also without a script."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from accounts.notices.backends import MemorySms
from catalog.policy_definitions import PolicyKey
from statistics.models import Revision
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.review.cases import policy
from tests.units.enrolment.conftest import (
    FOREIGN,
    GUILD,
    HOLDER,
    MOBILE,
    PASSWORD,
    START,
    unit_without_account,
)
from tests.world import World
from units.models import Unit, UnitMember

PHONE = ViewportSize(width=390, height=844)
FIND, ASK, TAKE = "جست‌وجوی پروانه", "بله، کد را پیامک کنید", "تأیید"
ON, MAKE = "ادامه: ساختن رمز", "ساختن حساب"


@pytest.fixture
def unit(shared_world: World) -> Iterator[Unit]:
    """Make a unit of a holder without an account, which owes one month; a worker stands by."""
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    with codes_sent():
        yield unit_without_account(shared_world)


def on_phone(browse: Browse, **options: Any) -> Page:
    page = browse(**options)
    page.set_viewport_size(PHONE)
    return page


def find(page: Page) -> None:
    page.goto(START)
    page.fill("[name=holder_id]", HOLDER)
    page.fill("[name=guild_id]", "۰۴۹۹۹ ۹۹۹۲۱")
    acts.press(page, FIND)
    expect(page.get_by_role("heading", level=1)).to_have_text("این واحد شماست؟")


def take_code(page: Page) -> None:
    acts.press(page, ASK)
    expect(page.get_by_role("heading", level=1)).to_have_text("کد پیامک را بنویسید")
    page.fill("[name=code]", last_code())
    acts.press(page, TAKE)
    expect(page.get_by_role("heading", level=1)).to_have_text("پروانه‌های شما")


def make(page: Page) -> None:
    acts.press(page, ON)
    page.fill("[name=new_password1]", PASSWORD)
    acts.press(page, MAKE)
    expect(page.get_by_role("heading", level=1)).to_have_text("حساب شما آماده است")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_owner_signs_up_on_a_phone_and_files_a_month(
    unit: Unit, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    page = on_phone(browse, javascript=javascript)
    page.goto("/accounts/login/")
    page.get_by_text("حساب ندارید؟").locator("..").get_by_role("link").click()
    find(page)
    assert acts.overflow(page) <= 0 if javascript else True
    take_code(page)
    expect(page.get_by_text("خیابان نمونه، پلاک ۱")).to_be_visible()
    make(page)
    assert [message.address for message in MemorySms.sent] == [MOBILE]
    page.get_by_role("link", name="ثبت مهر ۱۳۹۸").click()
    page.check("[name=activity][value=inactive]")
    acts.press(page, acts.ONWARD)
    acts.write_employment(page)
    acts.read_and_finish(page)
    assert Revision.objects.get(submission__unit=unit).filed_by.username == HOLDER


def test_enter_goes_on_in_every_step(
    unit: Unit, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = on_phone(browse)
    page.goto(START)
    page.fill("[name=holder_id]", HOLDER)
    page.fill("[name=guild_id]", GUILD)
    page.press("[name=guild_id]", "Enter")
    acts.press(page, ASK)
    page.fill("[name=code]", last_code())
    page.press("[name=code]", "Enter")
    page.press("#id_licence", "Enter")
    page.fill("[name=new_password1]", PASSWORD)
    page.press("[name=new_password1]", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("حساب شما آماده است")
    assert User.objects.filter(username=HOLDER).count() == 1


def test_a_double_click_in_every_step_does_it_once(
    unit: Unit, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = on_phone(browse)
    page.goto(START)
    page.fill("[name=holder_id]", HOLDER)
    page.fill("[name=guild_id]", GUILD)
    _twice(page, FIND, "این واحد شماست؟")
    _twice(page, ASK, "کد پیامک را بنویسید")
    page.fill("[name=code]", last_code())
    _twice(page, TAKE, "پروانه‌های شما")
    _twice(page, ON, "رمز حساب")
    page.fill("[name=new_password1]", PASSWORD)
    _twice(page, MAKE, "حساب شما آماده است")
    assert len(MemorySms.sent) == 1
    assert UnitMember.objects.filter(unit=unit).count() == 1


def _twice(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button, exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_back_and_two_tabs_lose_nothing(
    unit: Unit, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = on_phone(browse)
    find(page)
    tab = page.context.new_page()
    find(tab)
    take_code(page)
    # The other tab stands before the code: it is led to where this browser is.
    acts.press(tab, ASK)
    expect(tab.get_by_role("heading", level=1)).to_have_text("پروانه‌های شما")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("پروانه‌های شما")
    make(page)
    acts.press(tab, ON)
    expect(tab.get_by_role("heading", level=1)).to_have_text("حساب شما آماده است")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("این گام باز نیست")
    assert User.objects.filter(username=HOLDER).count() == 1
    assert len(MemorySms.sent) == 1


def test_a_session_that_ended_between_two_steps_begins_anew(
    unit: Unit, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = on_phone(browse)
    find(page)
    take_code(page)
    Session.objects.all().delete()
    acts.press(page, ON)
    expect(page.get_by_role("heading", level=1)).to_have_text("این گام باز نیست")
    page.get_by_role("link", name="از شناسه‌ها آغاز کنید").click()
    clock.shift(120)
    find(page)
    take_code(page)
    make(page)
    assert User.objects.filter(username=HOLDER).count() == 1


def test_who_holds_another_phone_sees_no_account(
    unit: Unit, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = on_phone(browse)
    find(page)
    assert page.locator("main input:visible").count() == 0
    acts.press(page, ASK)
    for code in ("123456", "۶۵۴۳۲۱"):
        page.fill("[name=code]", code)
        acts.press(page, TAKE)
        expect(page.get_by_text("کد درست نیست").first).to_be_visible()
    for step in ("units", "password"):
        page.goto(f"{START}{step}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("این واحد شماست؟")
    assert FOREIGN not in [message.address for message in MemorySms.sent]
    assert not User.objects.filter(username=HOLDER).exists()
