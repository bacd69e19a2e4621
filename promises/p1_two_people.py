"""P1 in the browser: two people at one computer; what the first wrote waits for the first alone."""

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import expect

from promises.pytest_plugin import Tally
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.browser.walks import WALKS, shown
from tests.world import World


@pytest.mark.parametrize("name", WALKS)
def test_two_people_in_one_browser(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, tally: Tally, name: str
) -> None:
    cache.clear()
    walk = WALKS[name](shared_world)
    page = browse(walk.user)
    walk.open(page)
    before = walk.done()
    acts.another_signs_in(page)
    walk.button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(acts.ANOTHER)
    tally.add(not shown(page, walk), f"{name}: the second person sees the words of the first")
    tally.add(walk.done() == before, f"{name}: done in the name of the second person")
    acts.press(page, "خروج و ورود با همان حساب")
    acts.sign_in(page, walk.user.username)
    expect(page.get_by_text("نوشته‌های شما مانده است")).to_be_visible()
    tally.add(shown(page, walk), f"{name}: the words of the first are lost")
    walk.confide(page)
    walk.button(page).click()
    expect(page.get_by_text("نوشته‌های شما مانده است")).to_have_count(0)
    tally.add(walk.done() == before + 1, f"{name}: not done once by the first")
    browse.watch.forget()
