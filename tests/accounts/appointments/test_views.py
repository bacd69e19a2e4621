"""The pages of posts, as each office opens them."""

from collections.abc import Callable
from typing import Any

import time_machine as clock
from django.test import Client

from tests.accounts.appointments.cases import DAY, Offices, held
from tests.statistics.filing import text_of
from tests.world import FILED_AT

SignIn = Callable[[Any], Client]
SEARCH = 'class="toolbar'


def test_each_office_reads_the_rules_of_the_posts_within_its_reach(
    there: Offices, sign_in: SignIn
) -> None:
    union = text_of(sign_in(there.world.union_officer).get("/appointments/"))
    assert "کارشناس اتحادیه" in union
    assert "مدیر فنی" not in union
    assert "کارشناس وزارت" not in union
    head = text_of(sign_in(there.head).get("/appointments/"))
    assert "رئیس سازمان استان" in head
    assert "مدیر فنی" not in head
    assert "مدیر فنی" in text_of(sign_in(there.statistics).get("/appointments/"))


def test_who_keeps_one_office_is_offered_no_search(there: Offices, sign_in: SignIn) -> None:
    browser = sign_in(there.world.union_officer)
    assert SEARCH not in browser.get("/appointments/").content.decode()
    # A search without a hit can be typed anew.
    assert SEARCH in browser.get("/appointments/?q=ناموجود").content.decode()
    assert SEARCH in sign_in(there.head).get("/appointments/").content.decode()


def test_a_review_that_is_due_is_said_to_who_makes_it(
    there: Offices, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    row = held(there)
    page = f"/appointments/{row.pk}/"
    assert "نوبت شماست" not in text_of(sign_in(there.head).get(page))
    time_machine.move_to(FILED_AT + 367 * DAY, tick=False)
    assert "بازبینی سالانه نوبت شماست" in text_of(sign_in(there.head).get(page))
    assert "نوبت شماست" not in text_of(sign_in(there.expert).get(page))
