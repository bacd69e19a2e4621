"""A delegate comes by invitation on a phone and is ended; a mobile is changed by two officers."""

from unittest.mock import patch

import time_machine
from playwright.sync_api import expect

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from accounts.notices.backends import MemorySms
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.world import FILED_AT, World, officer
from units.contacts.mobile_queries import registered_of
from units.members import services
from units.models import DelegateInvitation, UnitMember

PASSWORD = "tamam-rooz-1399"


def test_a_delegate_comes_by_invitation_on_a_phone_and_is_ended(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    owner = browse(shared_world.owner)
    owner.goto("/units/own/")
    owner.get_by_role("link", name="نماینده‌ها").click()
    owner.get_by_role("link", name="دعوت نماینده").click()
    owner.get_by_label("نام و نام خانوادگی نماینده").fill("سعید فرضی")
    owner.get_by_label("شمارهٔ همراه نماینده").fill("۰۹۱۲۰۰۰۰۰۲۱")
    with patch.object(services, "hand_over"):
        owner.get_by_role("button", name="ارسال دعوت").click()
        expect(owner.get_by_text("در انتظار", exact=True)).to_be_visible()
    MemorySms.sent.clear()
    services.send(DelegateInvitation.objects.get().pk, FILED_AT)
    link = MemorySms.sent[-1].link
    phone = browse()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(link[link.index("/units/") :])
    phone.get_by_role("button", name="ادامه").click()
    with codes_sent():
        phone.get_by_role("button", name="ارسال کد").click()
        expect(phone.get_by_label("کد پیامک")).to_be_visible()
        code = last_code()
    phone.get_by_label("کد پیامک").fill(code)
    phone.get_by_role("button", name="تأیید شماره").click()
    expect(phone.get_by_role("heading", name="حساب جدید")).to_be_visible()
    assert acts.overflow(phone) <= 0
    for field in phone.locator("input[type=password]").all():
        field.fill(PASSWORD)
    # Signed in by it: the home of the new delegate.
    phone.get_by_role("button", name="ساخت حساب و پذیرش").click()
    expect(phone.get_by_text(shared_world.unit.name).first).to_be_visible()
    assert acts.overflow(phone) <= 0
    owner.goto("/units/people/")
    owner.get_by_role("link", name="تغییر یا پایان").click()
    owner.get_by_role("button", name="پایان نمایندگی برای همهٔ واحدها").click()
    expect(owner.get_by_text("شما ادامه می‌دهید")).to_be_visible()
    assert not UnitMember.objects.filter(role="delegate", ended_at=None).exists()


def test_a_first_mobile_and_its_change_by_two_officers(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    world = shared_world
    clock.move_to(FILED_AT)
    UnitMember.objects.all().delete()
    county = Organization.objects.create(
        code="county-office",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=world.union.county,
    )
    page = browse(world.union_officer)
    for number, button in (
        ("09120000031", "ثبت شمارهٔ همراه"),
        ("09120000032", "درخواست تغییر"),
    ):
        page.goto(f"/units/{world.unit.pk}/contacts/mobile/")
        page.get_by_label("شمارهٔ همراه").fill(number)
        page.get_by_label("بر پایهٔ").select_option("visit")
        page.get_by_label("مرجع و دلیل").fill("بازدید ۲ آبان")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="شماره‌های تماس")).to_be_visible()
    second = browse(officer("county-officer", Role.COUNTY_OFFICER, county))
    second.set_viewport_size({"width": 390, "height": 844})
    second.goto("/units/issues/")
    second.get_by_role("link", name="تغییر شمارهٔ همراه (۱)").click()
    assert acts.overflow(second) <= 0
    second.get_by_role("link", name="بررسی").click()
    second.get_by_label("تأیید می‌کنم").check()
    second.get_by_role("button", name="ثبت نظر").click()
    expect(second.get_by_text("شمارهٔ جدید ثبت شد.")).to_be_visible()
    held = registered_of(world.unit.pk)
    assert held
    assert held.number == "09120000032"
