"""The pages of the policy: open to read, the statistics office's to extend."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from catalog.models import Policy
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import POLICY, RETIRED, PolicyKey
from config.jalali import from_parts
from statistics.models import Submission
from tests.statistics.files import statistician
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
SENTENCE = "مهلت‌های در جریان تغییر نمی‌کند."
DAYS = PolicyKey.PROVINCE_DAYS


@pytest.fixture(autouse=True)
def _third_of_aban(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Client:
    """Return the browser of the statistics office."""
    return sign_in(statistician(world))


def test_everybody_reads_every_threshold_with_its_clause(world: World, client: Client) -> None:
    text = client.get("/public/policy/").content.decode()
    for key, fact in POLICY.items():
        # What no rule reads any more is not shown.
        assert (key.label in text) is (key not in RETIRED)
        assert fact.clause in text
    assert SENTENCE in text
    assert world.owner.full_name not in text
    assert 'href="/public/policy/"' in client.get("/public/rules/").content.decode()


def test_the_table_is_one_statement_whatever_it_holds(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get("/public/policy/")


def test_the_office_adds_a_value_and_stored_instants_do_not_move(
    world: World, office: Client
) -> None:
    cases = [world.filed(), world.at_province(month=MEHR - 1), world.returned(MEHR - 2)]
    before = instants()
    answer = office.post(
        f"/policy/{DAYS}/add/",
        {"value": "۱۰", "day": "۱۳۹۸/۰۸/۰۴", "province": "", "reason": "نامهٔ ۱۲"},
        follow=True,
    )
    text = answer.content.decode()
    assert answer.redirect_chain == [(f"/policy/{DAYS}/", 302)]
    assert text.count(SENTENCE) >= 2
    assert "نامهٔ ۱۲" in text
    assert len(cases) == len(before) == 3
    assert instants() == before
    assert PolicyBook.load().value(DAYS, from_parts(1398, 8, 4)) == 10


def test_an_exception_is_added_for_the_month_that_is_being_filed(
    world: World, office: Client
) -> None:
    key = PolicyKey.FILING_ALLOWED_DAY
    answer = office.post(
        f"/policy/{key}/exception/",
        {"value": "20", "year": "1398", "month": "7", "reason": "سیل"},
        follow=True,
    )
    assert "برای مهر ۱۳۹۸" in answer.content.decode()
    assert Policy.objects.get(key=key, year=1398, month=7).value == 20


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "99"}, "از ۱ تا ۶۰ پذیرفته است"),
        ({"value": ""}, "مقدار را بنویسید"),
        ({"day": "1398/08/03"}, "گذشته تغییر نمی‌کند"),
        ({"day": "2019-10-25"}, "روز را مانند ۱۴۰۵/۰۹/۰۱ بنویسید"),
        ({"reason": " "}, "علت را بنویسید"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    world: World, office: Client, typed: dict[str, str], words: str
) -> None:
    before = Policy.objects.count()
    given = {"value": "9", "day": "1398/08/14", "province": "", "reason": "نامهٔ سی"} | typed
    answer = office.post(f"/policy/{DAYS}/add/", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert given["reason"] in text
    assert Policy.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"value": "", "open_ended": "on"}, 302),
        ({"value": "5"}, 302),
        ({"value": "5", "open_ended": "on"}, 422),
        ({"value": ""}, 422),
    ],
)
def test_no_deadline_is_chosen_never_left_empty(
    world: World, office: Client, typed: dict[str, str], status: int
) -> None:
    given = {"day": "1398/08/14", "province": "", "reason": "نامه"} | typed
    assert office.post("/policy/union_days/add/", given).status_code == status


def test_unknown_thresholds_and_months_of_review_days_are_not_there(office: Client) -> None:
    assert office.get("/policy/no_such_key/").status_code == 404
    assert office.get(f"/policy/{DAYS}/exception/").status_code == 404


def test_other_posts_may_not_add(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    assert browser.get("/policy/").status_code == 403
    assert browser.post(f"/policy/{DAYS}/add/", {"value": "9"}).status_code == 403


def test_the_page_of_a_threshold_asks_as_much_however_long_its_history(
    world: World, office: Client, django_assert_max_num_queries: Any
) -> None:
    for day in range(4, 24):
        Policy.objects.create(
            key=DAYS, value=day, effective_from=from_parts(1398, 9, day), source_clause="x"
        )
    with django_assert_max_num_queries(6):
        office.get(f"/policy/{DAYS}/")


def instants() -> list[tuple[Any, ...]]:
    """Return every stored instant of every case."""
    columns = ("pk", "entered_at", "due_at", "correction_due", "priority_at")
    return list(Submission.objects.order_by("pk").values_list(*columns))
