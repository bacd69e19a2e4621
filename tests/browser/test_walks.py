"""The main form of every role: pressed twice, its session ended, two people, two devices."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Browse
from tests.browser.walks import RIVALS, WALKS, Walk, shown
from tests.scheduler import wait_for
from tests.world import World

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def begun(world: World, browse: Browse, name: str, javascript: bool = True) -> tuple[Page, Walk]:
    """Sit the person of a role down before the filled form."""
    walk = WALKS[name](world)
    page = browse(walk.user, javascript=javascript)
    walk.open(page)
    return page, walk


@pytest.mark.parametrize("name", WALKS)
def test_two_clicks_on_the_button_do_it_once(
    shared_world: World, browse: Browse, name: str
) -> None:
    # Without the script nothing keeps the browser from sending the form twice.
    page, walk = begun(shared_world, browse, name, javascript=False)
    before = walk.done()
    walk.button(page).dblclick()
    wait_for(lambda: walk.done() > before)
    page.wait_for_load_state("networkidle")
    assert walk.done() == before + 1
    assert page.get_by_role("alert").count() == 0


@pytest.mark.parametrize("name", WALKS)
def test_after_the_session_ended_the_words_are_there_again(
    shared_world: World, browse: Browse, name: str
) -> None:
    page, walk = begun(shared_world, browse, name)
    before = walk.done()
    Session.objects.all().delete()
    walk.button(page).click()
    expect(page.get_by_text("نوشته‌هایتان مانده است")).to_be_visible()
    acts.sign_in(page, walk.user.username)
    expect(page.get_by_text("نوشته‌های شما مانده است")).to_be_visible()
    assert acts.address(page) == walk.page
    assert shown(page, walk)
    assert walk.done() == before
    walk.confide(page)
    walk.button(page).click()
    expect(page.get_by_text("نوشته‌های شما مانده است")).to_have_count(0)
    assert walk.done() == before + 1


@pytest.mark.parametrize("name", WALKS)
def test_the_words_of_one_wait_for_them_while_another_is_signed_in(
    shared_world: World, browse: Browse, name: str
) -> None:
    page, walk = begun(shared_world, browse, name)
    before = walk.done()
    acts.another_signs_in(page)
    walk.button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(acts.ANOTHER)
    assert not shown(page, walk)
    acts.press(page, "خروج و ورود با همان حساب")
    acts.sign_in(page, walk.user.username)
    expect(page.get_by_text("نوشته‌های شما مانده است")).to_be_visible()
    assert shown(page, walk)
    assert walk.done() == before


@pytest.mark.parametrize("name", RIVALS)
def test_who_is_overtaken_on_another_device_keeps_the_words(
    shared_world: World, browse: Browse, name: str
) -> None:
    walk = WALKS[name](shared_world)
    assert walk.rival
    page, other = browse(walk.user), browse(walk.rival)
    # Nobody types before both have the page: what is typed is saved by itself, and would overtake.
    page.goto(walk.page)
    other.goto(walk.page)
    walk.fill(other)
    other.fill(f"[name={walk.field}]", "آنچه دیگری نوشت")
    before = walk.done()
    walk.button(other).click()
    wait_for(lambda: walk.done() > before)
    before = walk.done()
    walk.fill(page)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        walk.button(page).click()
    assert answered.value.status == 409
    assert shown(page, walk)
    assert walk.done() == before
