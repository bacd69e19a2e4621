"""Every form whose session ended leads back to its page, which tells what was not done."""

from urllib.parse import urlsplit

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.core.cache import cache

from config import form_recovery
from tests import access_table as table
from tests.conftest import StrictClient
from tests.posted_forms import POSTS, WORDS
from tests.sent_posts import rows, sent_by
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

OPEN = {name for name, line in table.TABLE.items() if getattr(line, "open_to_all", False)}
SAYS = ("نوشته‌های شما مانده است", "نشست شما پایان یافته")
# Nobody's password is kept, so the form says no more than that it was not done.
UNSIGNED = {"accounts:password", "accounts:address_confirm"}


# Whoever has a second factor signs in by a page more: tests/accounts/second_factor tells of that.
WITH_A_CODE = {f"second_factor:{name}" for name in ("codes", "renew", "remove")}


@pytest.fixture(autouse=True)
def _morning(db: None, time_machine: clock.TimeMachineFixture) -> None:
    """Begin on the day of filing, with nothing kept."""
    time_machine.move_to(FILED_AT, tick=False)
    cache.clear()


@pytest.mark.parametrize("name", sorted({*POSTS} - OPEN - WITH_A_CODE))
def test_a_form_that_was_cut_off_leads_to_its_page_and_says_what_was_not_done(
    world: World, name: str
) -> None:
    post = POSTS[name](world)
    assert post.user
    browser = StrictClient()
    browser.force_login(post.user)
    data = sent_by(browser, post)
    assert (form_recovery.FIELD in data) == (name not in UNSIGNED)
    before = rows()
    Session.objects.all().delete()
    to_sign_in = browser.post(post.address, data).headers["Location"]
    told = text_of(browser.get(to_sign_in))
    assert form_recovery.TEXT_WAITS in told or form_recovery.ACT_WAITS in told
    name_and_password = {"username": post.user.username, "password": "test-pass-1398"}
    place = browser.post(to_sign_in, name_and_password).headers["Location"]
    assert urlsplit(place).path == urlsplit(post.page).path
    page = browser.get(place)
    assert page.status_code == 200
    assert any(words in text_of(page) for words in SAYS)
    assert WORDS not in data.values() or WORDS in text_of(page)
    assert rows() == before


@pytest.mark.parametrize("name", sorted({*POSTS} - OPEN))
def test_who_asks_for_an_address_that_takes_posts_alone_is_led_to_a_page(
    world: World, name: str
) -> None:
    post = POSTS[name](world)
    assert post.user
    browser = StrictClient()
    name_and_password = {"username": post.user.username, "password": "test-pass-1398"}
    led = browser.get(post.address)
    signed = browser.post(led.headers["Location"], name_and_password)
    assert browser.get(signed.headers["Location"], follow=True).status_code == 200
