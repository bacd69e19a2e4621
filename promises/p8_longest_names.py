"""P8: names that fill their columns stop no page and no act, of people or of the schedule."""

from datetime import timedelta
from itertools import chain

import time_machine as clock

from accounts.models import Notice
from accounts.notices.outbox import send_due
from promises.begun_pages import begun_pages
from promises.page_states import full_pages, opened_pages
from promises.pytest_plugin import Tally
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.obligation.services import update_activity
from statistics.reminders import remind
from tests.access import body_of, staged
from tests.long_names import LETTER, lengthen
from tests.review.cases import fresh
from tests.world import FILED_AT, MEHR, World


def test_the_longest_names_stop_no_page(world: World, tally: Tally, nightly: bool) -> None:
    with clock.travel(FILED_AT, tick=False):
        stage = staged(world)
        begun = begun_pages(stage, world)
        lengthen()
        more = full_pages(stage, world) if nightly else ()
        for sight in chain(opened_pages(stage, begun), more):
            if sight.name == "readyz":
                # The database does not travel: by its clock the sweep is years behind here.
                continue
            body_of(sight.answer)
            status = sight.answer.status_code
            where = f"{sight.name} {sight.state} of {sight.persona}"
            tally.add(status < 500, f"{where}: {status}")


def test_the_longest_names_stop_no_act(world: World, tally: Tally) -> None:
    lengthen()
    world.final(MEHR - 2)
    world.returned(MEHR - 1)
    lapsing = world.filed()
    for _ in range(3):
        due = fresh(lapsing).due_at
        assert due
        tally.add(sweep(due).moved == 1, "the sweep moved nothing")
    tally.add(fresh(lapsing).state == State.FINAL, "the sweep did not end")
    later = FILED_AT + timedelta(days=400)
    update_activity(later)
    remind(later)
    send_due(later)
    tally.add(Notice.objects.filter(title__contains=LETTER * 160).exists(), "nobody was told")
