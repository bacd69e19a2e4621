"""P1 in the browser: Enter in any field of a form loses nothing and does nothing that binds."""

import pytest
import time_machine
from django.core.cache import cache

from promises.pytest_plugin import Tally
from review.models import Decision
from tests.browser.conftest import Browse
from tests.browser.walks import WALKS, shown
from tests.world import World

FIELDS = "input:visible:not([type=hidden]):not([type=file]):not([type=password])"
# The county's form has boxes and lists alone: Enter sends none of them.
SENT_BY_ENTER = tuple(name for name in WALKS if name != "county")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("name", SENT_BY_ENTER)
def test_enter_in_every_field(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    tally: Tally,
    name: str,
    javascript: bool,
) -> None:
    cache.clear()
    walk = WALKS[name](shared_world)
    page = browse(walk.user, javascript=javascript)
    walk.open(page)
    decided, done = Decision.objects.count(), walk.done()
    fields = f"main form:has([name={walk.field}]) {FIELDS}"
    for place in range(page.locator(fields).count()):
        walk.open(page)
        page.locator(fields).nth(place).press("Enter")
        # With a script the page speaks at once, or saves and is read anew.
        page.wait_for_load_state("networkidle")
        kept = shown(page, walk) or walk.done() > done
        tally.add(kept, f"{name}, field {place}: Enter lost the words")
        tally.add(Decision.objects.count() == decided, f"{name}, field {place}: Enter decided")
    browse.watch.forget()
