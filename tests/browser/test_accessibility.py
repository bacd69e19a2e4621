"""Every page of the journeys: no axe violation and no sideways overflow, light and dark."""

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.browser import acts
from tests.browser.axe import examine, look
from tests.browser.conftest import Browse
from tests.world import World, officer, person


def test_the_door(shared_world: World, browse: Browse) -> None:
    page = browse()
    look(page, "/accounts/login/", "ورود")
    page.fill("[name=username]", "owner")
    page.fill("[name=password]", "wrong")
    acts.press(page, "ورود")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    look(page, "/help/", "راهنما")
    look(page, "/help/questions/", "پرسش‌های پرتکرار")


def test_pages_outside_a_case(shared_world: World, browse: Browse) -> None:
    stranger = browse(person("stranger"))
    look(stranger, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(stranger, "/statistics/new/", "انتخاب دوره")
    look(stranger, "/statistics/11499999999/", "این صفحه پیدا نشد")
    look(stranger, "/review/", "دسترسی مجاز نیست")
    owner = browse(shared_world.owner)
    look(owner, "/help/", "راهنما")
    look(owner, "/help/steps/#dash", "چهار گام")
    look(owner, "/units/", "واحدهای من")
    look(owner, "/catalog/tree/", "درخت محصولات")


def test_the_steps_still_empty(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    steps = f"/statistics/{shared_world.draft().tracking_number}/"
    page = browse(shared_world.owner)
    look(page, f"{steps}period/", "انتخاب دوره")
    look(page, f"{steps}production/", "میزان تولید در مهر")
    look(page, f"{steps}exports/", "صادرات در مهر")
    look(page, f"{steps}employment/", "اشتغال در مهر")
    look(page, f"{steps}report/", "گزارشات")
    look(page, f"{steps}confirm/", "پیش از ارسال، یک بار بخوانید")
    look(page, f"{steps}delete/", "حذف شود؟")


@pytest.mark.parametrize("step", ["production", "exports", "employment"])
def test_the_steps_with_errors(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, step: str
) -> None:
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{shared_world.ready().tracking_number}/{step}/")
    for field in page.locator("form input[inputmode]").all():
        field.fill("12/5")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("alert")).to_contain_text("درست کنید")
    examine(page)
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.value") == "12/5"


def test_step_one_with_an_error(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner)
    page.goto("/statistics/new/")
    page.select_option("[name=month]", "12")
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("alert")).to_contain_text("هنوز پایان نیافته است")
    examine(page)


def test_the_steps_filled_and_the_picker(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    steps = f"/statistics/{shared_world.ready().tracking_number}/"
    page = browse(shared_world.owner)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"{steps}production/", "میزان تولید در مهر")
    look(page, f"{steps}exports/", "صادرات در مهر")
    look(page, f"{steps}employment/", "اشتغال در مهر")
    look(page, f"{steps}production/products/?q=کفش", "افزودن / حذف محصول")
    look(page, f"{steps}production/products/?node=2520", "افزودن / حذف محصول")
    look(page, f"{steps}confirm/", "پیش از ارسال، یک بار بخوانید")


def test_a_step_saved_in_another_window(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner)
    path = f"/statistics/{shared_world.ready().tracking_number}/production/"
    page.goto(path)
    other = page.context.new_page()
    other.goto(path)
    for window, quantity in ((other, "25"), (page, "30")):
        window.fill("[name=lines-0-quantity]", quantity)
        acts.press(window, acts.KEEP)
        window.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text("در پنجره‌ای دیگر")
    examine(page)


def test_after_filing(shared_world: World, browse: Browse, clock: time_machine.Traveller) -> None:
    number = shared_world.returned().tracking_number
    page = browse(shared_world.owner)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"/statistics/{number}/", "مسیر پرونده")
    look(page, f"/statistics/{number}/production/", "میزان تولید در مهر")
    page.goto(f"/statistics/{number}/confirm/")
    acts.read_and_finish(page)
    examine(page)
    look(page, "/statistics/", "آمار ماهانهٔ واحدهای شما")
    look(page, f"/statistics/{number}/", "مسیر پرونده")
    look(page, f"/statistics/{number}/report/", "گزارشات")


def test_the_reviewers_pages(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.union_officer)
    look(page, "/review/", "اینجا پرونده‌ای نیست")
    number = shared_world.filed().tracking_number
    look(page, "/review/", "کارتابل")
    look(page, f"/review/{number}/", "تصمیم شما")
    acts.decide(page, "return")
    expect(page.get_by_text("علت بازگشت را بنویسید")).to_be_visible()
    examine(page)
    colleague = officer("colleague", Role.UNION_OFFICER, shared_world.union)
    _approve_elsewhere(browse, colleague, number)
    acts.decide(page, "approve", affirm=True)
    expect(page.get_by_role("alert")).to_contain_text("تصمیم شما ثبت نشد")
    examine(page)


def _approve_elsewhere(browse: Browse, officer: User, number: str) -> None:
    other = browse(officer)
    other.goto(f"/review/{number}/")
    acts.decide(other, "approve", affirm=True)
    expect(other.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()


def test_the_technical_pages(shared_world: World, browse: Browse) -> None:
    office = Organization.objects.create(
        code="statistics", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    page = browse(officer("admin", Role.TECHNICAL_ADMIN, office))
    look(page, "/technical/", "حساب‌ها و کارکرد سامانه")
    page.get_by_role("link", name="کاربران", exact=True).first.click()
    expect(page.get_by_role("row", name="owner")).to_be_visible()
    examine(page)


def test_the_watch_itself_sees_a_blocked_script(shared_world: World, browse: Browse) -> None:
    page = browse()
    page.goto("/accounts/login/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    assert any("Content Security Policy" in trouble for trouble in browse.watch.troubles())
    browse.watch.forget()
