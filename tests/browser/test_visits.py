"""A visitor on a phone: from the plan to the report, the head's second look, and the case."""

import os
from pathlib import Path

import time_machine
from playwright.sync_api import Page, ViewportSize, expect

from review.models import Visit, VisitPhoto
from review.visit_enums import VisitState
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.review.visits.cases import WORDS, head_of, planned, questionnaire
from tests.sample_files import photo
from tests.world import FILED_AT, World

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1366, "height": 768}
# A folder for pictures of the pages, to be looked at; none are taken without it.
PICTURES = os.environ.get("PORTAL_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Hold a page against the width of a phone and of a desk; keep pictures where asked for."""
    for size, view in (("390", PHONE), ("1366", DESK)):
        page.set_viewport_size(view)
        assert acts.overflow(page) <= 0, (name, size)
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{size}.png"), full_page=True)
    page.set_viewport_size(PHONE)


def answer(page: Page, question: str, word: str) -> None:
    group = page.get_by_role("group", name=question)
    group.get_by_text(word, exact=True).click()


def fill_in(page: Page) -> None:
    """Answer every question as a visitor does who found everything right."""
    answer(page, "نشانی همان است", "بله")
    answer(page, "کارگاه کار می‌کند", "بله")
    page.get_by_label("نفر دیده‌شده").fill("۳")
    answer(page, "تولید ماه واقعی است", "بله")
    answer(page, "نظر بازدیدکننده", "مقدار اعلام‌شده پذیرفتنی است")
    page.get_by_role("textbox", name="جمع‌بندی").fill(WORDS)


def test_a_visit_goes_from_the_plan_on_a_phone_to_the_case(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    world = shared_world
    clock.move_to(FILED_AT)
    questionnaire()
    case, head = world.filed(), head_of(world)
    page = browse(world.union_officer)
    page.set_viewport_size(PHONE)
    page.goto("/visits/")
    picture(page, "plan")
    page.locator(".rows").get_by_role("link", name="برنامه‌ریزی").click()
    page.get_by_label("روز", exact=True).select_option("3")
    page.get_by_label("علت بازدید").fill("تولید چند برابر")
    page.get_by_role("button", name="ثبت در برنامه").click()
    page.get_by_role("link", name="نوشتن گزارش").first.click()
    expect(page.get_by_text("خیابان نمونه، پلاک ۱").first).to_be_visible()
    fill_in(page)
    picture(page, "write")
    page.get_by_label("افزودن عکس").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="ذخیره و ادامه").click()
    expect(page.get_by_role("link", name="عکس ۱")).to_be_visible()
    page.get_by_role("button", name="ثبت گزارش").click()
    expect(page.get_by_text("در انتظار تأیید نفر دوم است").first).to_be_visible()
    visit = Visit.objects.get()
    assert (visit.state, visit.summary) == (VisitState.WRITTEN, WORDS)
    assert VisitPhoto.objects.count() == 1
    desk = browse(head)
    desk.goto(f"/visits/{visit.pk}/")
    picture(desk, "second-look")
    desk.get_by_role("button", name="تأیید گزارش").click()
    expect(desk.get_by_text("این گزارش تغییری در مشخصات واحد پیشنهاد نکرد")).to_be_visible()
    picture(desk, "report")
    desk.goto("/visits/report/?month=139808")
    picture(desk, "month")
    reviewer = browse(world.union_officer)
    reviewer.goto(f"/review/{case.tracking_number}/")
    expect(reviewer.get_by_role("heading", name="بازدید از واحد")).to_be_visible()
    owner = browse(world.owner)
    owner.goto("/visits/mine/")
    expect(owner.get_by_text(WORDS)).to_be_visible()
    picture(owner, "mine")


def test_a_report_is_written_without_javascript(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    visit = planned(shared_world)
    page = browse(shared_world.union_officer, javascript=False)
    page.set_viewport_size(PHONE)
    page.goto(f"/visits/{visit.pk}/write/")
    fill_in(page)
    page.get_by_role("button", name="ثبت گزارش").click()
    expect(page.get_by_text("در انتظار تأیید نفر دوم است").first).to_be_visible()
    visit.refresh_from_db()
    assert (visit.state, visit.summary) == (VisitState.WRITTEN, WORDS)


def test_what_is_typed_on_a_lost_line_is_kept_and_saved_when_it_is_back(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    visit = planned(shared_world)
    page = browse(shared_world.union_officer)
    page.set_viewport_size(PHONE)
    page.goto(f"/visits/{visit.pk}/write/")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="جمع‌بندی").fill(WORDS)
    expect(page.get_by_text("آفلاین؛ نوشته‌ها در همین صفحه مانده")).to_be_visible()
    page.get_by_role("button", name="ثبت گزارش").click()
    expect(page.get_by_role("textbox", name="جمع‌بندی")).to_have_value(WORDS)
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-state=saved]")).to_be_visible()
    visit.refresh_from_db()
    assert visit.summary == WORDS
    # The lost line is the test's own trouble.
    browse.watch.forget()


def test_the_place_of_the_phone_is_written_where_its_person_asks(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    visit = planned(shared_world)
    page = browse(shared_world.union_officer)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 37.14312, "longitude": 46.10554})
    page.goto(f"/visits/{visit.pk}/write/")
    page.get_by_text("مختصات محل").click()
    page.get_by_role("button", name="مکان همین گوشی").click()
    expect(page.get_by_label("عرض جغرافیایی")).to_have_value("37.14312")
    page.get_by_role("button", name="ذخیره و ادامه").click()
    expect(page.get_by_text("ذخیره شد.", exact=True)).to_be_visible()
    visit.refresh_from_db()
    assert str(visit.longitude) == "46.10554"
