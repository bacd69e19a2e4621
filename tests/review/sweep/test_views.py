"""The page of the sweep: how it stands, its lines, its filters."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from review.enums import SweepTrigger
from review.models import SweepEnd, SweepRun
from review.sweep.services import logged_sweep
from review.sweep.views import span
from tests.world import World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
NOW = tehran(1398, 8, 7, 9)


@pytest.fixture
def browser(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    """Return the technical administrator's browser, at a moment of Aban 1398."""
    time_machine.move_to(NOW, tick=False)
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return sign_in(officer("admin", Role.TECHNICAL_ADMIN, office))


def page(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/sweeps/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def line(begun: dt.datetime, moved: int = 0, lag: int = 0, ended: bool = True) -> None:
    run = SweepRun.objects.create(begun_at=begun, at=begun, by=SweepTrigger.BEAT)
    if ended:
        SweepEnd.objects.create(run=run, ended_at=begun, due=moved, moved=moved, lag_seconds=lag)


def test_a_sweep_in_time_says_so(browser: Client) -> None:
    assert "هنوز اجرایی به پایان نرسیده است" in page(browser)
    logged_sweep(timezone.now(), SweepTrigger.BEAT)
    assert "به‌موقع کار می‌کند" in page(browser)


def test_silence_and_a_waiting_case_are_said_in_words(browser: Client, world: World) -> None:
    world.filed(at=NOW - dt.timedelta(days=4))
    line(NOW - dt.timedelta(hours=2, minutes=5))
    text = page(browser)
    assert "از آخرین اجرا ۲ ساعت و ۵ دقیقه می‌گذرد" in text
    assert "پرونده‌ای ۹ ساعت است که باید می‌رفت" in text
    assert "به‌موقع کار می‌کند" not in text


@pytest.mark.parametrize(
    ("only", "shown"),
    [("", 4), ("moved", 2), ("late", 1), ("unfinished", 1), ("no-such-filter", 4)],
)
def test_filters_find_what_matters(browser: Client, only: str, shown: int) -> None:
    line(NOW - dt.timedelta(hours=4), moved=5, lag=3600)
    line(NOW - dt.timedelta(hours=3), moved=2)
    line(NOW - dt.timedelta(hours=2), ended=False)
    line(NOW)
    assert page(browser, f"?only={only}").count('<th scope="row">') == shown


def test_a_killed_sweep_is_told_from_one_that_runs(browser: Client) -> None:
    line(NOW - dt.timedelta(hours=2), ended=False)
    line(NOW - dt.timedelta(minutes=1), ended=False)
    text = page(browser)
    assert text.count(">به پایان نرسید<") == 1
    assert text.count("در حال اجرا") == 1


def test_pages_follow_one_another_with_as_many_statements(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        line(NOW - dt.timedelta(minutes=number))
    with django_assert_max_num_queries(8):
        first = page(browser)
    assert first.count('<th scope="row">') == 50
    cursor = SweepRun.objects.order_by("-pk")[49].pk
    assert f"?before={cursor}" in first
    second = page(browser, f"?before={cursor}")
    assert second.count('<th scope="row">') == 10
    assert page(browser, "?before=x").count('<th scope="row">') == 50


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (dt.timedelta(days=2, hours=3, minutes=4), "۲ روز و ۳ ساعت"),
        (dt.timedelta(seconds=61), "۱ دقیقه و ۱ ثانیه"),
        (dt.timedelta(0), "بی‌درنگ"),
    ],
)
def test_a_length_is_said_in_its_two_largest_parts(length: dt.timedelta, words: str) -> None:
    assert span(length) == words
