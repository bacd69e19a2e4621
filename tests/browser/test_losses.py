"""Fourteen ways to lose a month: nothing saved is lost or doubled, no false success, no lost text.

 1 double click on save, slow server   test_windows::test_a_double_click_on_save_is_one_click
                                       test_autosave::test_a_button_waits_for_the_save_under_way…
 2 double click on the last button     test_windows::test_a_double_click_on_the_last_confirmation…
 3 back after the last confirmation    test_windows::test_after_filing_the_back_button_leads_to…
 4 one month in two tabs               test_windows::test_a_save_over_another_windows_save_is…
                                       test_autosave::test_two_windows_on_one_screen_do_not…
 5 two units in two tabs               test_two_tabs_of_two_units_keep_each_to_its_own
 6 session ended in mid step           test_autosave::test_a_session_that_ended_mid_step_loses…
 7 somebody else signs in after that   test_who_signs_in_next_sees_nothing_of_the_first…
 8 line cut before the server has it   test_a_save_that_never_arrives_…
                                       test_a_filing_that_never_arrives_…
 9 line cut before the answer is back  test_a_save_whose_answer_is_lost_…
                                       test_a_filing_whose_answer_is_lost_…
10 stale CSRF token                    test_a_form_with_an_old_token_comes_back_with_its_text
11 offline                             test_autosave::test_offline_the_page_keeps_what_is_typed…
12 reload while typing                 test_a_reload_in_mid_typing_…
13 tab closed, opened again            test_a_closed_tab_…; after signing out:
                                       test_windows::test_a_draft_resumes_at_its_next_step…
14 server away (503) or broken (500)   test_while_the_server_is_away_…, test_a_filing_that_broke_…
"""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError
from playwright.sync_api import Dialog, Page, Route, expect

from config.persian import to_persian_digits
from config.repeated_posts import ALREADY
from review import workflow
from review.models import Decision
from statistics.filing import services
from statistics.models import ProductionLine, StepState, Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import World, licence_for, person

QUANTITY = "[name=lines-0-quantity]"


def _quantity(case: Submission) -> Any:
    return ProductionLine.objects.get(submission=case).quantity


def _version(case: Submission, step: int = 2) -> int:
    return StepState.objects.get(submission=case, step=step).version


def _state(page: Page) -> Any:
    return page.locator("[data-autosave-state]")


def _step(page: Page, case: Submission, step: str = "production") -> str:
    path = f"/statistics/{case.tracking_number}/{step}/"
    page.goto(path)
    return path


def _cut(page: Page, after_commit: bool) -> Callable[[], None]:
    """Break the line under every post, before or after the server has it; return the mending."""

    def broken(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        if after_commit:
            route.fetch(max_redirects=0)
        return route.abort("connectionreset")

    page.route("**/statistics/**", broken)
    return lambda: page.unroute("**/statistics/**", broken)


def _break(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, fault: Exception) -> None:
    """Let a service fail as it does when the database is away, or by a mistake of ours."""

    def broken(*args: Any, **options: Any) -> Any:
        raise fault

    monkeypatch.setattr(module, name, broken)


def _kinds() -> list[str]:
    return list(Decision.objects.values_list("kind", flat=True))


def _save_again(page: Page, case: Submission) -> None:
    acts.press(page, acts.KEEP)
    expect(page.get_by_text("ذخیره موقت شد.")).to_be_visible()
    expect(page.locator(QUANTITY)).to_have_value("۲۷")
    assert _quantity(case) == 27


def test_two_tabs_of_two_units_keep_each_to_its_own(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    one = shared_world.ready()
    licence = shared_world.licence
    shared_world.licence = licence_for(
        "0488888888", "9990000026", shared_world.union, shared_world.owner
    )
    two = shared_world.ready()
    assert licence.unit_id != two.unit_id
    first = browse(shared_world.owner)
    second = first.context.new_page()
    _step(first, one)
    _step(second, two)
    first.fill(QUANTITY, "25")
    second.fill(QUANTITY, "30")
    for tab in (first, second):
        acts.press(tab, acts.KEEP)
        expect(tab.get_by_text("ذخیره موقت شد.")).to_be_visible()
    assert (_quantity(one), _quantity(two)) == (25, 30)
    second.goto(f"/statistics/{one.tracking_number}/confirm/")
    expect(second.get_by_role("main")).to_contain_text("۲۵ تن")


def test_who_signs_in_next_sees_nothing_of_the_first_persons_text(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    cache.clear()
    case = shared_world.ready()
    person("next")
    page = browse(shared_world.owner)
    path = _step(page, case, "employment")
    Session.objects.all().delete()
    page.fill("[name=remarks]", "فقط برای من")
    acts.press(page, acts.KEEP)
    expect(page.get_by_role("heading", name="ورود")).to_be_visible()
    kept = page.url
    acts.sign_in(page, "next")
    expect(page.get_by_role("heading", level=1)).to_have_text("این صفحه پیدا نشد")
    assert "فقط برای من" not in page.content()
    page.goto("/")
    acts.sign_out(page)
    page.goto(kept)
    acts.sign_in(page, "owner")
    expect(page.locator("[name=remarks]")).to_have_value("فقط برای من")
    assert acts.address(page) == path
    assert Submission.objects.get().employment.remarks == ""


def test_a_save_that_never_arrives_leaves_the_text_on_the_page(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    before = _version(case)
    page = browse(shared_world.owner)
    path = _step(page, case)
    mend = _cut(page, after_commit=False)
    page.fill(QUANTITY, "27")
    acts.press(page, acts.ONWARD)
    expect(_state(page)).to_contain_text("ذخیره نشد؛ نوشته‌ها در همین صفحه مانده")
    expect(page.locator(QUANTITY)).to_have_value("27")
    assert (acts.address(page), _quantity(case), _version(case)) == (path, 20, before)
    browse.watch.forget()
    mend()
    _save_again(page, case)


def test_a_save_whose_answer_is_lost_is_not_taken_for_another_windows(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    before = _version(case)
    page = browse(shared_world.owner)
    path = _step(page, case)
    mend = _cut(page, after_commit=True)
    page.fill(QUANTITY, "27")
    acts.press(page, acts.ONWARD)
    expect(_state(page)).to_contain_text("ذخیره نشد؛ نوشته‌ها در همین صفحه مانده")
    assert (acts.address(page), _quantity(case), _version(case)) == (path, 27, before + 1)
    browse.watch.forget()
    mend()
    _save_again(page, case)
    assert ProductionLine.objects.filter(submission=case).count() == 1


def test_a_filing_that_never_arrives_files_nothing_and_shows_no_receipt(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    page.goto("/statistics/")
    _step(page, case, "confirm")
    mend = _cut(page, after_commit=False)
    acts.press(page, acts.FINISH)
    page.wait_for_url("chrome-error://**")
    browse.watch.forget()
    mend()
    assert _kinds() == []
    _step(page, case, "confirm")
    acts.read_and_finish(page)
    assert _kinds() == ["filed"]


def test_a_filing_whose_answer_is_lost_is_filed_once_and_leads_to_its_receipt(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    page.goto("/statistics/")
    _step(page, case, "confirm")
    mend = _cut(page, after_commit=True)
    acts.press(page, acts.FINISH)
    page.wait_for_url("chrome-error://**")
    browse.watch.forget()
    mend()
    page.reload()  # posts once more
    expect(page.get_by_text(ALREADY)).to_be_visible()
    assert acts.address(page) == f"/statistics/{case.tracking_number}/receipt/"
    expect(page.locator(".tracking")).to_contain_text(to_persian_digits(case.tracking_number))
    assert _kinds() == ["filed"]


def test_a_form_with_an_old_token_comes_back_with_its_text(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    cache.clear()
    case = shared_world.ready()
    page = browse(shared_world.owner)
    path = _step(page, case)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.fill(QUANTITY, "27")
    acts.press(page, acts.KEEP)
    expect(page.get_by_role("alert")).to_contain_text("نوشته‌های شما مانده است؛ ذخیره کنید.")
    expect(page.locator(QUANTITY)).to_have_value("27")
    assert (acts.address(page), _quantity(case)) == (path, 20)
    _save_again(page, case)


def test_a_reload_in_mid_typing_asks_first_and_brings_what_was_saved(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    _step(page, case)
    page.focus(QUANTITY)
    page.keyboard.press("Control+A")
    page.keyboard.type("27")
    expect(_state(page)).to_have_text("ذخیره شد ۱۱:۰۰")
    page.keyboard.type("9")
    asked: list[str] = []

    def go_on(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", go_on)
    sent = Event()
    acts.count(monkeypatch, services, "save_production", sent.set)
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator(QUANTITY)).to_have_value("۲۷")
    # What was typed last follows behind the page that was left.
    assert sent.wait(acts.PATIENCE_SECONDS)
    assert _quantity(case) == 279


def test_a_closed_tab_opened_again_goes_on_at_the_next_step_with_what_was_saved(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    case = shared_world.draft()
    page = browse(shared_world.owner)
    _step(page, case)
    acts.press(page, "اینجا")
    page.get_by_role("searchbox").fill("کیسه")
    acts.press(page, "جستجو")
    page.locator("#results").get_by_role("button", name="افزودن").first.click()
    page.get_by_role("link", name="بازگشت به گام ۲").click()
    page.fill(QUANTITY, "27")
    expect(_state(page)).to_have_text("ذخیره شد ۱۱:۰۰")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="ادامه از گام ۲").click()
    expect(page.locator(QUANTITY)).to_have_value("۲۷")
    assert _quantity(case) == 27


def test_while_the_server_is_away_the_text_stays_and_is_saved_afterwards(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    path = _step(page, case)
    with monkeypatch.context() as away:
        _break(away, services, "save_production", OperationalError("restarting"))
        page.fill(QUANTITY, "27")
        acts.press(page, acts.ONWARD)
        expect(_state(page)).to_contain_text("ذخیره نشد؛ نوشته‌ها در همین صفحه مانده")
        expect(page.locator(QUANTITY)).to_have_value("27")
        assert (acts.address(page), _quantity(case)) == (path, 20)
    browse.watch.forget()
    expect(_state(page)).to_have_text("ذخیره شد ۱۱:۰۰")  # by itself, once the server is back
    assert _quantity(case) == 27


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OperationalError("restarting"), "در دسترس نیست"),
        (RuntimeError("ours"), "ایراد از سامانه است"),
    ],
    ids=["away", "broken"],
)
def test_a_filing_that_broke_files_nothing_and_is_repeated(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    words: str,
) -> None:
    case = shared_world.ready()
    page = browse(shared_world.owner)
    _step(page, case, "confirm")
    with monkeypatch.context() as away:
        _break(away, workflow, "file", fault)
        acts.press(page, acts.FINISH)
        expect(page.get_by_role("heading", level=1)).to_contain_text(words)
        assert acts.DONE not in page.content()
    browse.watch.forget()
    assert _kinds() == []
    page.reload()  # posts once more
    expect(page.get_by_role("heading", level=1)).to_have_text(acts.DONE)
    assert _kinds() == ["filed"]
