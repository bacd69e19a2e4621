"""A letter with a code: printed once, typed on another's desk, and never accepted by mistake."""

import os
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.appointments.ending_services import end_post
from accounts.enums import AppointmentState
from accounts.models import Appointment
from tests.accounts.appointments.cases import DAY, Offices, asked, offices
from tests.browser import acts
from tests.browser.acts import PASSWORD, address, press
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.world import FILED_AT, World, person

PICTURES = os.environ.get("INVITATION_PICTURES", "")
NEW_PASSWORD = "three green lamps 61"
CODE, ACCOUNT = "/appointments/accept/", "/appointments/accept/account/"


def look(page: Page, name: str) -> None:
    """Nothing is wider than the screen, of a phone either."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert acts.overflow(page) <= 0, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)


def letter_of(page: Page, row: Appointment) -> str:
    """Sign second with a letter; give its code as it stands on paper."""
    page.goto(f"/appointments/{row.pk}/second/")
    page.get_by_label("نامه", exact=False).check()
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    look(page, "second")
    press(page, "تأیید نفر دوم و دعوت")
    expect(page.get_by_role("heading", name="دعوت‌نامه")).to_be_visible()
    look(page, "letter")
    return page.locator("main .tracking").inner_text()


def types_code(page: Page, code: str) -> None:
    page.goto(CODE)
    page.get_by_label("کد دعوت").fill(code)
    # The groups stand as on paper, the first at the left.
    expect(page.get_by_label("کد دعوت")).to_have_css("direction", "ltr")
    page.get_by_label("کد دعوت").press("Enter")


def proves(page: Page) -> None:
    with codes_sent(FILED_AT):
        press(page, "ارسال کد")
        expect(page.get_by_label("کد پیامک")).to_be_visible()
    page.get_by_label("کد پیامک").fill(last_code())
    press(page, "تأیید شماره")


@pytest.fixture
def there(shared_world: World, clock: time_machine.Traveller) -> Offices:
    clock.move_to(FILED_AT)
    return offices(shared_world)


def test_a_letter_is_accepted_at_a_desk_where_somebody_else_is_signed_in(
    there: Offices, browse: Browse
) -> None:
    row = asked(there)
    signer = browse(there.expert)
    code = letter_of(signer, row)
    assert len(code.split("-")) == 3

    desk = browse(person("clerk", "منشی اداره"))
    types_code(desk, code)
    # Back, and the same code once more: it is open here.
    desk.go_back()
    types_code(desk, code)
    expect(desk.get_by_role("button", name="ارسال کد")).to_be_visible()
    look(desk, "mobile")
    desk.goto(CODE)
    look(desk, "code-again")
    desk.get_by_role("link", name="ادامهٔ پذیرش").click()
    proves(desk)
    expect(desk.get_by_text("منشی اداره")).to_be_visible()
    look(desk, "account-of-another")

    other = browse()
    types_code(other, code)
    expect(other.get_by_text("یک بار باز شده است").first).to_be_visible()
    look(other, "opened-once")

    press(desk, "این حساب من نیست؛ خروج")
    desk.get_by_label("نام کاربری").fill("nasrin")
    desk.get_by_label("رمز جدید", exact=True).fill(NEW_PASSWORD)
    desk.get_by_label("رمز جدید، یک بار دیگر").fill(NEW_PASSWORD)
    look(desk, "account-new")
    desk.get_by_role("button", name="ساخت حساب و پذیرش").dblclick()
    expect(desk.get_by_role("heading", name="دعوت پذیرفته شد")).to_be_visible()
    look(desk, "accepted")
    made = Appointment.objects.select_related("user").get(pk=row.pk)
    assert made.state == AppointmentState.HELD
    assert made.user is not None
    assert made.user.username == "nasrin"

    # Whoever finds the letter later is told what became of it.
    types_code(other, code)
    expect(other.get_by_text("پذیرفته شده است").first).to_be_visible()
    end_post(there.head, row.pk, made.version, "به دستگاه دیگری رفت", FILED_AT)
    types_code(other, code)
    expect(other.get_by_text("آن سمت پایان یافته است").first).to_be_visible()
    look(other, "ended")


def test_a_letter_lies_too_long(
    there: Offices, browse: Browse, clock: time_machine.Traveller
) -> None:
    row = asked(there)
    signer = browse(there.expert)
    code = letter_of(signer, row)
    clock.move_to(FILED_AT + 14 * DAY)
    late = browse()
    types_code(late, code)
    expect(late.get_by_text("مهلت ۱۴ روزهٔ این دعوت گذشته است").first).to_be_visible()
    assert address(late) == CODE
    look(late, "late")
    # Who printed it finds no code on the page any more.
    signer = browse(there.expert)
    signer.goto(f"/appointments/{row.pk}/letter/")
    assert code not in signer.locator("main").inner_text()
    look(signer, "letter-late")
