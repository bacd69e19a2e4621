"""The pages of the evaluation: who reads, who publishes, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from review import workflow
from review.evaluation.models import EvaluationEdition
from tests.review.evaluation.stories import AFTER, Play, evaluator, obliged
from tests.statistics.filing import text_of
from tests.world import World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
MONTH = ("evaluation:month", [1398, 7])
PUBLISH = ("evaluation:publish", [1398, "month", 7])


@pytest.fixture(autouse=True)
def _azar(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(AFTER, tick=False)


def test_the_head_sees_all_ranks_and_formulas_and_publishes_nothing(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    Play(world).whole()
    browser = sign_in(officer("head", Role.PROVINCE_HEAD, world.province))
    answer = browser.get(reverse(*MONTH[:1], args=MONTH[1]))
    text = text_of(answer)
    assert "هنوز منتشر نشده است" in text
    assert "سازمان استان آذربایجان غربی" in text
    assert "(سازمان شما)" in text
    assert "مخرج، همهٔ واحدهای مشمول است" in text
    assert "انتشار رقم‌های امروز" not in text
    ranks = [row.office.rank for row in answer.context["provinces"]]
    assert ranks == [1, 2]
    assert browser.post(reverse(PUBLISH[0], args=PUBLISH[1]), {"serial": 0}).status_code == 403


def test_what_is_shown_after_publishing_is_the_edition_and_what_changed_is_on_request(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    case = world.at_province(at=tehran(1398, 9, 19))
    browser = sign_in(evaluator(world))
    address = reverse(MONTH[0], args=MONTH[1])
    done = browser.post(reverse(PUBLISH[0], args=PUBLISH[1]), {"serial": 0})
    assert (done.status_code, done.headers["Location"]) == (302, address)
    assert "همان است که منتشر شده" in text_of(browser.get(address, {"now": 1}))
    workflow.approve(world.province_officer, case.tracking_number, case.version, AFTER)
    plain = browser.get(address)
    assert plain.context["changes"] == []
    assert plain.context["provinces"][0].counts.people == 0
    compared = browser.get(address, {"now": 1})
    assert "آنچه پس از انتشار تغییر کرده است" in text_of(compared)
    assert len(compared.context["changes"]) == 3


def test_refused_words_stay_and_a_lost_race_shows_the_edition(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    address = reverse(PUBLISH[0], args=PUBLISH[1])
    browser.post(address, {"serial": 0})
    lost = browser.post(address, {"serial": 0, "note": "نوشتهٔ من"})
    assert lost.status_code == 409
    assert "نوشتهٔ من" in lost.content.decode()
    assert browser.post(address, {"serial": 1, "note": ""}).status_code == 422
    same = browser.post(address, {"serial": 1, "note": "نوشتهٔ من"})
    assert same.status_code == 422
    assert "نوشتهٔ من" in same.content.decode()
    assert EvaluationEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("evaluation:month", [1398, 9]),
        ("evaluation:month", [1398, 13]),
        ("evaluation:month", [99999999, 1]),
        ("evaluation:quarter", [1398, 3]),
        ("evaluation:quarter", [1398, 5]),
    ],
)
def test_a_period_that_is_not_over_or_does_not_exist_is_not_there(
    world: World, sign_in: SignIn, name: str, args: list[int]
) -> None:
    assert sign_in(evaluator(world)).get(reverse(name, args=args)).status_code == 404


def test_a_quarter_leads_to_its_months(world: World, sign_in: SignIn) -> None:
    answer = sign_in(evaluator(world)).get(reverse("evaluation:quarter", args=[1398, 2]))
    text = text_of(answer)
    assert "تابستان ۱۳۹۸" in text
    assert reverse("evaluation:month", args=[1398, 4]) in answer.content.decode()


def test_the_first_page_is_the_last_month_whose_allowed_delay_has_passed(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    browser = sign_in(evaluator(world))
    for day, month in ((10, "مهر ۱۳۹۸"), (11, "آبان ۱۳۹۸")):
        time_machine.move_to(tehran(1398, 9, day), tick=False)
        assert f"ارزیابی {month}" in text_of(browser.get(reverse("evaluation:index")))


def test_a_page_takes_as_many_statements_whatever_it_shows(world: World, sign_in: SignIn) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse(MONTH[0], args=MONTH[1]))
        numbers.append(len(captured))
        Play(world).whole() if len(numbers) == 1 else None
    assert numbers[0] == numbers[1] <= 18


def test_the_first_month_that_could_be_due_is_the_first_that_is_there(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    for year, month, status in ((1387, 1, 200), (1386, 12, 404), (1300, 1, 404), (1499, 12, 404)):
        answer = browser.get(reverse("evaluation:month", args=[year, month]))
        assert answer.status_code == status
        assert "/1386/" not in text_of(answer)
    assert browser.get(reverse("evaluation:quarter", args=[1300, 1])).status_code == 404
