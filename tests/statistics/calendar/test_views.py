"""A person's days stand in their calendar, at an address that only they know and take back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.models import User
from catalog.policy_definitions import PolicyKey
from statistics.calendar.days import own_days
from statistics.calendar.rules import DayKind, OwnDay, events_of, secret_of
from statistics.calendar.services import renew
from statistics.models import CalendarFeed
from tests.concurrency import race
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, licence_for, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def owing(world: World) -> World:
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    return world


def days(world: World, at: Any = FILED_AT) -> list[tuple[str, str]]:
    return [(day.kind.value, f"{day.day:%F}") for day in own_days(world.owner, at)]


def test_the_days_of_the_month_that_ended_and_of_two_to_come(owing: World) -> None:
    # The fifth and the tenth of Aban, Azar and Dey 1398.
    assert days(owing) == [
        ("on_time", "2019-10-27"),
        ("allowed", "2019-11-01"),
        ("on_time", "2019-11-26"),
        ("allowed", "2019-12-01"),
        ("on_time", "2019-12-26"),
        ("allowed", "2019-12-31"),
    ]


def test_what_is_filed_asks_for_nothing_more(owing: World) -> None:
    owing.filed()
    assert days(owing)[0] == ("on_time", "2019-11-26")


def test_a_returned_month_brings_its_correction(owing: World) -> None:
    owing.returned()
    # Until the end of the fifth of Aban.
    assert ("correction", "2019-10-27") in days(owing)


def test_who_lacks_months_sees_the_day_of_inactivity_first_of_its_day(owing: World) -> None:
    found = own_days(owing.owner, tehran(1398, 10, 12))
    assert (DayKind.INACTIVE, "2020-01-30") in [(day.kind, f"{day.day:%F}") for day in found]


def test_a_unit_that_owes_nothing_has_no_days(world: World) -> None:
    assert own_days(world.owner, FILED_AT) == []


def test_many_units_of_a_day_are_one_event_that_names_the_first_of_them() -> None:
    made = [OwnDay(DayKind.ON_TIME, FILED_AT.date(), MEHR, f"کارگاه {n}") for n in range(25)]
    (event,) = events_of(made, 1, "portal", "https://portal/")
    assert event.title == "پایان مهلت ثبت به‌موقع مهر ۱۳۹۸: ۲۵ واحد"
    assert event.text.count("\n") == 21
    assert event.text.endswith("و ۵ واحد دیگر")


def feed(world: World) -> str:
    return f"/calendar/own.ics?key={secret_of(renew(world.owner, FILED_AT).seed)}"


def test_the_feed_is_a_calendar_in_persian_without_signing_in(
    owing: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    address = feed(owing)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20191027\r\nDTEND;VALUE=DATE:20191028\r\n" in text
    assert "SUMMARY:پایان مهلت ثبت به‌موقع مهر ۱۳۹۸: «کارگاه پلاستیک نمونه»\r\n" in text
    for secret in (owing.unit.holder_id, owing.unit.guild_id, owing.owner.full_name):
        assert secret not in text
    # Read again an hour later the same events are the same ones.
    uids = [line for line in text.split("\r\n") if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == 6
    time_machine.shift(3600)
    again = client.get(address).content.decode()
    assert [x for x in again.replace("\r\n ", "").split("\r\n") if x.startswith("UID:")] == uids


def test_an_address_that_was_renewed_or_taken_back_opens_nothing(
    owing: World, client: Client, sign_in: SignIn
) -> None:
    old = feed(owing)
    new = feed(owing)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    browser = sign_in(owing.owner)
    assert new in browser.get("/calendar/").content.decode()
    browser.post("/calendar/revoke/")
    assert client.get(new).status_code == 404
    assert new not in text_of(browser.get("/calendar/"))


def test_only_who_had_an_address_is_told_that_it_ended(owing: World, sign_in: SignIn) -> None:
    browser = sign_in(owing.owner)
    first = text_of(browser.post("/calendar/renew/", follow=True))
    assert "نشانی تقویم ساخته شد." in first
    second = text_of(browser.post("/calendar/renew/", follow=True))
    assert "نشانی تقویم ساخته شد؛ نشانی پیشین دیگر چیزی نشان نمی‌دهد." in second


def test_a_closed_account_has_no_calendar(owing: World, client: Client) -> None:
    place = feed(owing)
    User.objects.filter(pk=owing.owner.pk).update(is_active=False)
    assert client.get(place).status_code == 404


def test_the_address_lies_nowhere_in_the_clear(owing: World) -> None:
    made = renew(owing.owner, FILED_AT)
    assert secret_of(made.seed) not in (made.seed, made.digest)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_leave_one_address(shared_world: World) -> None:
    race([lambda: renew(shared_world.owner, FILED_AT).pk] * 3)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_as_many_statements_for_many_units_as_for_few(
    owing: World, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        licence_for(f"048888880{n}", f"999000002{n}", owing.union, owing.owner)
    with django_assert_max_num_queries(6):
        own_days(owing.owner, FILED_AT + timedelta(hours=1))
