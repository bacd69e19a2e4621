"""Two windows, two people, impatient clicks, lost sessions: nothing is lost or done twice."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.enums import Role
from review import workflow
from review.models import Decision
from statistics.filing import services
from statistics.models import ProductionLine, StepState, Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.scheduler import wait_for
from tests.world import World, officer

QUANTITY = "[name=lines-0-quantity]"


def _quantity() -> int:
    return int(ProductionLine.objects.get().quantity or -1)


def _version(step: int) -> int:
    return StepState.objects.get(step=step).version


def _click_twice(page: Page, button: str, calls: list[str]) -> None:
    """Click as an impatient hand does: the second time while the first is at work unanswered."""
    place = page.get_by_role("button", name=button, exact=True)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_for(lambda: calls)


def _two_windows(page: Page, path: str) -> Page:
    """Open `path` in this window and in a second one of the same person."""
    other = page.context.new_page()
    page.goto(path)
    other.goto(path)
    return other


def test_a_save_over_another_windows_save_is_refused_and_can_be_repeated(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.ready().tracking_number
    first = browse(shared_world.owner)
    second = _two_windows(first, f"/statistics/{number}/production/")
    first.fill(QUANTITY, "25")
    acts.press(first, acts.KEEP)
    expect(first.get_by_text("ذخیره موقت شد.")).to_be_visible()
    second.fill(QUANTITY, "30")
    acts.press(second, acts.KEEP)
    notice = second.get_by_role("alert")
    expect(notice).to_contain_text("در پنجره‌ای دیگر ذخیره شده است")
    expect(notice.get_by_role("row", name="مقدار تولید")).to_contain_text("۲۵ تن")
    expect(notice.get_by_role("row", name="مقدار تولید")).to_contain_text("۳۰ تن")
    expect(second.locator(QUANTITY)).to_have_value("30")
    assert _quantity() == 25
    acts.press(second, acts.KEEP)
    expect(second.get_by_text("ذخیره موقت شد.")).to_be_visible()
    assert _quantity() == 30


def test_the_check_page_does_not_confirm_figures_changed_meanwhile(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.ready().tracking_number
    check = browse(shared_world.owner)
    step = _two_windows(check, f"/statistics/{number}/confirm/")
    step.goto(f"/statistics/{number}/production/")
    acts.write_production(step, "26")
    expect(step).to_have_url(check.url)
    acts.press(check, acts.FINISH)
    expect(check.get_by_role("alert")).to_contain_text("چیزی ارسال نشده است")
    expect(check.get_by_role("main")).to_contain_text("۲۶ تن")
    assert Submission.objects.get().state == "draft"
    assert not Decision.objects.exists()
    acts.read_and_finish(check)
    assert Submission.objects.get().state == "at_union"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_on_the_last_confirmation_files_once(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    javascript: bool,
) -> None:
    number = shared_world.ready().tracking_number
    page = browse(shared_world.owner, javascript=javascript)
    page.goto(f"/statistics/{number}/confirm/")
    with acts.slow(monkeypatch, workflow, "file") as calls:
        # Without a script the second click is sent too: it waits for the answer to the first.
        _click_twice(page, acts.FINISH, calls)
    expect(page.get_by_role("heading", level=1)).to_have_text(acts.DONE)
    assert calls == ["file"]
    assert list(Decision.objects.values_list("kind", flat=True)) == ["filed"]


def test_the_last_confirmation_sent_from_two_windows_files_once(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = shared_world.ready().tracking_number
    first = browse(shared_world.owner)
    second = _two_windows(first, f"/statistics/{number}/confirm/")
    with acts.slow(monkeypatch, workflow, "file") as calls:
        for window in (first, second):
            window.get_by_role("button", name=acts.FINISH).click(no_wait_after=True)
        wait_for(lambda: calls)
    for window in (first, second):
        expect(window.get_by_role("heading", level=1)).to_have_text(acts.DONE)
    assert list(Decision.objects.values_list("kind", flat=True)) == ["filed"]


def test_a_double_click_on_save_is_one_click(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = shared_world.ready().tracking_number
    page = browse(shared_world.owner)
    page.goto(f"/statistics/{number}/production/")
    page.fill(QUANTITY, "27")
    before = _version(2)
    with acts.slow(monkeypatch, services, "save_production") as calls:
        _click_twice(page, acts.KEEP, calls)
    expect(page.get_by_text("ذخیره موقت شد.")).to_be_visible()
    # What was typed first arrives by itself, then the button is sent: each of them once.
    assert calls == ["save_production"] * 2
    assert (_quantity(), _version(2)) == (27, before + 2)


@pytest.mark.parametrize("javascript", [True, False])
def test_after_filing_the_back_button_leads_to_the_case_and_to_no_form(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, javascript: bool
) -> None:
    number = shared_world.ready().tracking_number
    page = browse(shared_world.owner, javascript=javascript)
    page.goto(f"/statistics/{number}/production/")
    page.goto(f"/statistics/{number}/confirm/")
    acts.read_and_finish(page)
    for _ in range(2):  # the check page, then step 2
        page.go_back()
        expect(page.get_by_role("heading", name="پرونده کجاست")).to_be_visible()
        assert acts.address(page) == f"/statistics/{number}/"
        assert page.get_by_role("main").locator("input, button[name=action]").count() == 0


def test_a_draft_resumes_at_its_next_step_after_signing_out(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse()
    acts.come_in(page, "owner")
    acts.choose_mehr(page)
    step = acts.address(page)
    acts.sign_out(page)
    expect(page.get_by_role("heading", name="ورود")).to_be_visible()
    acts.sign_in(page, "owner")
    expect(page.get_by_role("row", name="مهر")).to_contain_text("گام ۲ میزان تولید")
    page.get_by_role("link", name="ادامه از گام ۲").click()
    expect(page.get_by_role("heading", name="میزان تولید در مهر")).to_be_visible()
    assert acts.address(page) == step


def test_an_ended_session_leads_to_sign_in_and_back_to_the_same_step(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.ready().tracking_number
    page = browse(shared_world.owner)
    path = f"/statistics/{number}/employment/"
    page.goto(path)
    page.fill("[name=official]", "9")
    Session.objects.all().delete()
    acts.press(page, acts.ONWARD)
    expect(page.get_by_role("heading", name="ورود")).to_be_visible()
    acts.sign_in(page, "owner")
    expect(page.get_by_role("heading", name="اشتغال در مهر")).to_be_visible()
    assert acts.address(page) == path
    people = Submission.objects.get().employment
    assert (people.official, people.contract, people.contractor) == (2, 1, 0)


def test_of_two_reviewers_the_second_learns_what_the_first_decided(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    number = shared_world.filed().tracking_number
    colleague = officer("colleague", Role.UNION_OFFICER, shared_world.union)
    first, second = browse(shared_world.union_officer), browse(colleague)
    first.goto(f"/review/{number}/")
    second.goto(f"/review/{number}/")
    acts.decide(first, "approve", affirm=True)
    expect(first.get_by_text("، مهر ۱۳۹۸ تأیید شد.")).to_be_visible()
    acts.choose(second, "return")
    second.get_by_label("علت بازگشت، برای واحد").fill("یک بار دیگر ببینید")
    acts.decide(second, "return")
    typed = second.get_by_role("alert").filter(has_text="نوشتهٔ شما ارسال نشد")
    expect(typed).to_contain_text("یک بار دیگر ببینید")
    notice = second.get_by_role("alert").filter(has_text="تصمیم شما ثبت نشد")
    expect(notice).to_contain_text("نزد سازمان استان")
    expect(notice).to_contain_text("تأیید: جمعه ۳ آبان ۱۳۹۸")
    expect(notice).to_contain_text("اتحادیه پلاستیک ملکان")
    kinds = Decision.objects.order_by("version").values_list("kind", flat=True)
    assert list(kinds) == ["filed", "approved"]
