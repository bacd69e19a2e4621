"""An office corrects a unit, an owner keeps their numbers; nothing is wider than the screen."""

import os
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.units.conftest import NOW
from tests.world import World, officer
from units.models import LicenceState

# Where pictures go, for who looks at the pages.
PICTURES = os.environ.get("REGISTRY_PICTURES", "")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_suspension_is_told_then_confirmed(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, width: int, height: int
) -> None:
    clock.move_to(NOW)
    page = browse(shared_world.province_officer)
    page.set_viewport_size({"width": width, "height": height})
    unit = shared_world.unit.pk
    for part in ("acts/", "acts/transfer/", "acts/new_holder/", "verify/", "capacity/"):
        page.goto(f"/units/{unit}/{part}")
        assert acts.overflow(page) <= 0, part
        picture(page, f"{part.strip('/').replace('/', '-')}-{width}")
    page.goto(f"/units/{unit}/acts/suspend/")
    page.get_by_label("نخستین روز تعلیق").fill("۱۳۹۸/۰۸/۰۱")
    # Enter in a field binds nothing.
    page.get_by_label("نخستین روز تعلیق").press("Enter")
    assert not LicenceState.objects.exists()
    page.get_by_label("بر پایهٔ").select_option("letter")
    page.get_by_label("مرجع و دلیل").fill("نامهٔ ۱۲ مورخ ۱۳۹۸/۰۸/۱۵")
    page.get_by_role("button", name="دیدن نتیجه").click()
    expect(page.get_by_role("heading", name="پیش از ثبت ببینید")).to_be_visible()
    picture(page, f"check-{width}")
    assert acts.overflow(page) <= 0
    page.get_by_role("link", name="انصراف").click()
    page.go_back()
    expect(page.get_by_role("heading", name="پیش از ثبت ببینید")).to_be_visible()
    page.get_by_role("button", name="تغییر نوشته‌ها").click()
    expect(page.get_by_label("مرجع و دلیل")).to_have_value("نامهٔ ۱۲ مورخ ۱۳۹۸/۰۸/۱۵")
    page.get_by_role("button", name="دیدن نتیجه").click()
    page.get_by_role("button", name="ثبت تعلیق پروانه").click()
    expect(page.get_by_text("تعلیق پروانه برای «کارگاه پلاستیک نمونه» ثبت شد.")).to_be_visible()
    assert LicenceState.objects.count() == 1
    picture(page, f"file-{width}")


def test_an_owner_keeps_numbers_on_a_phone(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW)
    county = Organization.objects.create(
        code="county-office",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=shared_world.province,
        county=shared_world.union.county,
    )
    owner = browse(shared_world.owner)
    owner.set_viewport_size({"width": 390, "height": 844})
    owner.goto(f"/units/{shared_world.unit.pk}/contacts/")
    owner.get_by_label("شماره", exact=True).fill("۰۹۱۲ ۰۰۰ ۰۰۰۱")
    owner.get_by_role("button", name="ثبت شماره").click()
    expect(owner.get_by_role("link", name="۰۹۱۲۰۰۰۰۰۰۱")).to_be_visible()
    assert acts.overflow(owner) <= 0
    picture(owner, "contacts-390")
    office = browse(officer("county-officer", Role.COUNTY_OFFICER, county))
    office.goto(f"/units/{shared_world.unit.pk}/contacts/")
    office.get_by_role("link", name="شماره نادرست است").click()
    office.get_by_label("مرجع و دلیل").fill("تماس بی‌پاسخ")
    office.get_by_role("button", name="ثبت شمارهٔ نادرست").click()
    picture(office, "contacts-1366")
    office.goto("/units/issues/")
    expect(office.get_by_text("شمارهٔ تماس نادرست است")).to_be_visible()
    picture(office, "issues-1366")
