"""The page «اثر هشدارها»."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from oversight.editing_effect.board import effects
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.queries import FlagCount
from statistics.indicators.periods import IndicatorPeriod
from tests.oversight.editing_effect.test_queries import explained, produce, send_back
from tests.oversight.evaluation.stories import evaluator
from tests.statistics.filing import text_of
from tests.statistics.test_standing import approve
from tests.world import MEHR, World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
PAGE = "editing_effect:index"


@pytest.fixture(autouse=True)
def _azar(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(tehran(1398, 9, 5), tick=False)


def corrected(world: World) -> None:
    """Let a figure be flagged, returned, corrected and final."""
    case = produce(world, send_back(world, explained(world)), 20)
    for person in (world.union_officer, world.province_officer, world.ministry_officer):
        case = approve(person, case)


def test_both_offices_read_what_became_of_a_flag(world: World, sign_in: SignIn) -> None:
    corrected(world)
    for person in (evaluator(world), world.ministry_officer):
        browser = sign_in(person)
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(reverse(PAGE))
        assert len(asked) <= 10
        assert answer.context["period"] == IndicatorPeriod(MEHR)
        text = text_of(answer)
        assert answer.context["raised"] == 1
        assert "از هر ۱۰۰ ماه" in text
        assert "۱۰۰ رقم" in text, re.findall("<p class=.answer.{400}", text)
        # Two hundred became twenty.
        assert "۲۰۰" in text
        assert "۱۰٪" in text
        link = re.search(r'href="(/figures/filings/[^"]+)"', answer.content.decode())
        assert link
        assert len(browser.get(unescape(link[1])).context["rows"]) == 1


def test_a_quarter_and_a_year_are_offered_and_added_up(world: World, sign_in: SignIn) -> None:
    corrected(world)
    browser = sign_in(world.ministry_officer)
    page = browser.get(reverse(PAGE))
    codes = [one.code for one, _ in page.context["choices"]]
    assert codes == ["139806", "139807", "139808", "1398q3", "1398"]
    filed = {
        code: browser.get(reverse(PAGE), {"period": code}).context["months"].filed for code in codes
    }
    assert filed == {"139806": 1, "139807": 1, "139808": 0, "1398q3": 1, "1398": 2}


@pytest.mark.parametrize("text", ["139809", "1399", "139813", "1398q5", "x" * 5000, "9999"])
def test_a_period_that_is_none_or_not_begun_is_not_there(
    world: World, sign_in: SignIn, text: str
) -> None:
    answer = sign_in(world.ministry_officer).get(reverse(PAGE), {"period": text})
    assert answer.status_code == 404


def test_a_month_without_filings_says_so(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.ministry_officer).get(reverse(PAGE), {"period": "139801"})
    assert "ماه ثبت‌شده‌ای نیست" in text_of(answer)


def test_a_head_is_told_whose_page_it_is(world: World, sign_in: SignIn) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    answer = sign_in(head).get(reverse(PAGE))
    assert answer.status_code == 403
    assert reverse(PAGE) not in sign_in(head).get(reverse("evaluation:index")).content.decode()


def test_shares_leave_out_what_is_with_the_unit() -> None:
    counts = [
        FlagCount("P-21", Outcome.CHANGED, "seasonal", 1, 1, 0),
        FlagCount("P-21", Outcome.KEPT, "seasonal", 2, 0, 0),
        FlagCount("P-21", Outcome.KEPT, "", 1, 0, 0),
        FlagCount("P-21", Outcome.OPEN, "order", 4, 4, 4),
        # Taken from the table since.
        FlagCount("P-99", Outcome.KEPT, "", 7, 0, 0),
    ]
    [row] = [one for one in effects(counts, 50) if one.raised]
    assert (row.raised, row.known) == (8, 4)
    assert list(map(str, (row.rate, row.changed_share, row.silent_share))) == ["16", "25", "25"]
    assert row.given.most_common(1) == [("order", 4)]
