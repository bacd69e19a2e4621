"""The pages of the best units: the head chooses, the ministry reads, late and second are told."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from oversight.best_units.services import propose
from oversight.models import BestUnitList
from tests.oversight.best_units import NOW, YEAR, head_of, two_months_owed, whole_year
from tests.statistics.filing import text_of
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
URL = "/review/evaluation/best/"
PAGE, LETTER = f"{URL}03/", f"{URL}03/{YEAR}/"
REASON = "دوازده ماه، همه به‌موقع"
SignIn = Callable[[Any], Client]


@pytest.fixture
def head(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    """Return the browser of the head of a province with one candidate."""
    time_machine.move_to(NOW, tick=False)
    two_months_owed()
    whole_year(world)
    return sign_in(head_of(world.province))


def typed(world: World, **more: str) -> dict[str, str]:
    rows = {"chosen": "on", "reason": REASON} | more
    return {f"unit-{world.unit.pk}-{name}": value for name, value in rows.items() if value}


def test_the_head_chooses_and_the_ministry_reads_the_letter(
    world: World, head: Client, sign_in: SignIn
) -> None:
    assert PAGE in text_of(head.get(URL))
    page = text_of(head.get(PAGE))
    assert world.unit.name in page
    assert "۲ از ۲" in page
    answer = head.post(PAGE, typed(world))
    assert (answer.status_code, answer.headers["Location"]) == (302, LETTER)
    ministry = sign_in(world.ministry_officer)
    assert LETTER in text_of(ministry.get(URL))
    letter = text_of(ministry.get(LETTER))
    for words in (world.unit.name, REASON, "بند ۶ بخشنامهٔ ۶۰/۱۳۳۳۳۸"):
        assert words in letter
    assert "دیگر تغییر نمی‌کند" in text_of(head.get(PAGE))


def test_what_is_lacking_is_said_and_what_was_typed_stays(world: World, head: Client) -> None:
    answer = head.post(PAGE, typed(world, reason=""))
    assert answer.status_code == 422
    assert "علت انتخاب این واحد را بنویسید." in text_of(answer)
    answer = head.post(PAGE, typed(world, chosen=""))
    assert "از یک تا ۱۰ واحد انتخاب کنید." in text_of(answer)
    assert REASON in text_of(answer)
    gone = head.post(PAGE, typed(world) | {"unit-0-chosen": "on"})
    assert "دیگر واجد شرایط نیست" in text_of(gone)
    assert not BestUnitList.objects.exists()


def test_second_and_late_are_told(
    world: World, head: Client, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(tehran(1398, 3, 2, 0), tick=False)
    late = sign_in(head_of(world.province)).post(PAGE, typed(world))
    assert late.status_code == 409
    assert "مهلت معرفی واحدهای برگزیده گذشته است." in text_of(late)
    time_machine.move_to(NOW, tick=False)
    propose(head_of(world.province, "deputy"), world.province, YEAR, {world.unit.pk: "کامل"}, NOW)
    second = head.post(PAGE, typed(world))
    assert second.status_code == 409
    assert "در این میان ارسال شده است" in text_of(second)


def test_a_strange_year_or_office_is_not_there(head: Client) -> None:
    for address in (f"{URL}99/", f"{URL}03/1396/", f"{URL}03/9999/", f"{URL}?year=abc"):
        assert head.get(address).status_code == 404
