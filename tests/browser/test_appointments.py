"""A head appoints an expert: two sign, an SMS comes, the expert makes an account on a phone."""

import os
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, ViewportSize, expect

from accounts.appointments import invitation_services
from accounts.enums import AppointmentState, Role
from accounts.grants import revoke
from accounts.models import Appointment, Organization, User
from accounts.notices.backends import MemorySms
from config.persian import to_ascii_digits
from tests.browser import acts
from tests.browser.acts import PASSWORD, press
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.world import FILED_AT, World, officer

PICTURES = os.environ.get("APPOINTMENT_PICTURES", "")
NEW_PASSWORD = "three green lamps 61"
PHONE: ViewportSize = {"width": 390, "height": 844}


def picture(page: Page, name: str) -> None:
    assert acts.overflow(page) <= 0, name
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{name}.png"), full_page=True)


def sent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker of invitations stand by."""
    monkeypatch.setattr(
        invitation_services, "hand_over", lambda _, args: invitation_services.send(*args)
    )


def head_signs(page: Page, province: Organization) -> None:
    page.goto("/appointments/")
    picture(page, "index-1366")
    page.get_by_role("link", name=province.name, exact=True).click()
    page.get_by_role("link", name="انتصاب همکار").click()
    page.get_by_label("نام و نام خانوادگی").fill("نسرین آزمون‌پور")
    page.get_by_label("سمت", exact=True).fill("کارشناس صنایع")
    page.get_by_label("شمارهٔ همراه").fill("۰۹۱۲ ۰۰۰ ۰۰۰۷")
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    picture(page, "begin-1366")
    press(page, "ثبت و تأیید نفر نخست")
    expect(page.get_by_text("به کسی که نوبت اوست خبر داده شد")).to_be_visible()
    picture(page, "signed-1366")


def ministry_seconds(page: Page) -> str:
    """Sign second on a phone; give the code of the invitation's SMS."""
    page.set_viewport_size(PHONE)
    page.goto("/appointments/")
    picture(page, "index-390")
    page.get_by_role("link", name="نسرین آزمون‌پور").click()
    picture(page, "one-390")
    page.get_by_role("link", name="تأیید نفر دوم و دعوت").click()
    page.get_by_label("پیامک").check()
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    picture(page, "second-390")
    MemorySms.sent.clear()
    press(page, "تأیید نفر دوم و دعوت")
    expect(page.get_by_text("شخص دعوت می‌شود")).to_be_visible()
    picture(page, "invited-390")
    # The letter to the signer's own number would be another one.
    sms = next(sms for sms in MemorySms.sent if sms.address == "09120000007")
    return to_ascii_digits(sms.title).rpartition(":")[2].strip()


def person_accepts(page: Page, code: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/appointments/accept/")
    page.get_by_label("کد دعوت").fill(code)
    picture(page, "accept-code-390")
    press(page, "ادامه")
    with codes_sent(FILED_AT):
        press(page, "ارسال کد")
        expect(page.get_by_label("کد پیامک")).to_be_visible()
    page.get_by_label("کد پیامک").fill(last_code())
    picture(page, "accept-mobile-390")
    press(page, "تأیید شماره")
    page.get_by_label("نام کاربری").fill("nasrin")
    page.get_by_label("رمز جدید", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("رمز جدید، یک بار دیگر").fill(NEW_PASSWORD)
    picture(page, "accept-account-390")
    press(page, "ساخت حساب و پذیرش")
    expect(page.get_by_role("heading", name="دعوت پذیرفته شد")).to_be_visible()
    picture(page, "accepted-390")


def test_a_head_appoints_an_expert_who_comes_aboard_on_a_phone(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.move_to(FILED_AT)
    sent_at_once(monkeypatch)
    province = shared_world.province
    # The head is alone there, so the second is of the ministry.
    revoke(shared_world.province_officer, Role.PROVINCE_EXPERT, province, FILED_AT)
    head_signs(browse(officer("head", Role.PROVINCE_HEAD, province)), province)
    code = ministry_seconds(browse(shared_world.ministry_officer))
    phone = browse()
    person_accepts(phone, code)
    assert Appointment.objects.get().state == AppointmentState.HELD
    phone.get_by_role("link", name="ورود").click()
    phone.get_by_label("نام کاربری").fill("nasrin")
    phone.get_by_label("رمز عبور").fill(NEW_PASSWORD)
    press(phone, "ورود")
    # Where a second factor is asked of who holds a post, its setup comes first.
    expect(phone.get_by_role("heading", name="کارتابل")).to_be_visible()
    assert User.objects.get(username="nasrin").mobile == "09120000007"
