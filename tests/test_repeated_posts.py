"""Every post that succeeded, sent again, is answered with the success; nothing is done twice."""

import pytest
import time_machine as clock
from django.core.cache import cache
from django.test import Client

from tests import access_table as table
from tests.access import body_of
from tests.conftest import StrictClient
from tests.posted_forms import POSTS
from tests.sent_posts import Post, rows, sent_by
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

# Taken by nobody's form, or new each time; with the reason.
NEW_EACH_TIME = {
    "accounts:login": "each sign-in begins a session of its own",
    "second_factor:enter": "its second half",
    "accounts:logout": "who is signed out already is led to the sign-in",
    "sms_reports:reports": "the gateway's own reports: the first of a message stands",
    "inquiry_api:ask": "each question of a programme is a line of its own, a batch one by its key",
    **{
        name: "a list of Django's admin tells how many rows were changed, each time anew"
        for name in table.TABLE
        if name.startswith("technical:")
    },
}
# Answered by a page or a file, and again by the same.
SHOWN_EACH_TIME = {
    "unit_list:contact_list": "as any file: each with a line in the log",
    "owner:inactive": "the page names each month with its number, sent now or before",
}


@pytest.fixture(autouse=True)
def _morning(db: None, time_machine: clock.TimeMachineFixture) -> None:
    """Begin on the day of filing, with nothing remembered."""
    time_machine.move_to(FILED_AT, tick=False)
    cache.clear()


def taking_posts() -> set[str]:
    """List the addresses that take a post of somebody's."""
    return {
        cell.name
        for persona in table.PERSONAS
        for cell in table.cells(persona, ("POST",))
        if cell.status not in (403, 404, 405)
        # Who is not signed in is led to the sign-in by every address.
        and not (persona in table.SIGNED_OUT and cell.status == 302)
    }


def test_every_address_that_takes_a_post_is_tried_or_has_its_reason() -> None:
    assert taking_posts() - {*NEW_EACH_TIME} <= {*POSTS}


def browser_of(post: Post) -> Client:
    browser = StrictClient(enforce_csrf_checks=True)
    if post.user:
        browser.force_login(post.user)
    return browser


@pytest.mark.parametrize("name", POSTS)
def test_what_succeeded_is_answered_with_the_success_when_it_is_sent_again(
    world: World, name: str
) -> None:
    post = POSTS[name](world)
    browser = browser_of(post)
    data = sent_by(browser, post)
    first = browser.post(post.address, data)
    assert first.status_code == (200 if name in SHOWN_EACH_TIME else 302), text_of(first)
    # A file that is not read to its end closes late, in some other test.
    body_of(first)
    before = rows()
    for sent in data.values():
        if hasattr(sent, "seek"):
            sent.seek(0)
    again = browser.post(post.address, data)
    body_of(again)
    assert again.status_code == first.status_code
    assert again.headers.get("Location") == first.headers.get("Location")
    assert rows() == before
