"""The year of a unit says the right word for each of the two facts: duty and activity."""

from datetime import datetime

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from config.jalali import JalaliMonth
from statistics.models import Submission
from statistics.obligation.year_calendar import YearCalendar, strips
from tests.by_hand import at_union
from tests.world import World, tehran
from units.models import Licence

MIDNIGHT = tehran(1404, 5, 11, 0)
TIR = JalaliMonth(1404, 4)


def filed(world: World, month: JalaliMonth, idle: bool = False) -> Submission:
    at = MIDNIGHT
    return Submission.objects.create(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"99999{month.to_int()}",
        idle=idle,
        **at_union(world.licence, at),
    )


def returned(world: World, month: JalaliMonth, until: datetime) -> Submission:
    at = MIDNIGHT
    return Submission.objects.create(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"99999{month.to_int()}",
        **at_union(world.licence, at)
        | {"state": "returned", "correction_due": at, "counts_until": until},
    )


def strip(user: User, at: datetime = MIDNIGHT) -> YearCalendar:
    [found] = strips(user, at)
    return found


def test_a_regular_unit(world: World) -> None:
    for number in range(1, 5):
        filed(world, JalaliMonth(1404, number))
    found = strip(world.owner)
    assert (found.status.duty_words, found.status.activity.label) == ("ثبت منظم", "فعال")
    assert found.say == "همهٔ ماه‌هایی که مهلتشان گذشته ثبت شده است."


def test_gaps_in_the_past_are_no_debt_and_are_said(world: World) -> None:
    filed(world, TIR, idle=True)
    found = strip(world.owner)
    assert found.status.duty_words == "به‌روز، با ۳ ماه ثبت‌نشده در گذشته"
    assert found.status.activity.label == "تعطیل اعلام‌شده"
    assert found.say == "ماهی معوق نیست؛ ۳ ماه گذشته ثبت نشده و هنوز می‌توان ثبتشان کرد."
    assert found.kind == ""


def test_an_overdue_unit_may_be_active_or_not(world: World) -> None:
    found = strip(world.owner, tehran(1404, 3, 11, 0))
    assert (found.status.duty_words, found.status.activity.label) == ("معوق (۲)", "فعال")
    found = strip(world.owner)
    assert (found.status.duty_words, found.status.activity.label) == ("معوق (۴)", "غیرفعال")


def test_a_returned_month_warns_while_it_still_counts(world: World) -> None:
    returned(world, TIR, tehran(1404, 6, 11, 0))
    found = strip(world.owner)
    assert found.status.duty_words == "به‌روز، با ۳ ماه ثبت‌نشده در گذشته"
    assert found.kind == "warn"
    start = "آمار تیر ۱۴۰۴ برای اصلاح بازگردانده شده و تا پایان دوشنبه ۱۰ شهریور ۱۴۰۴"
    assert found.say.startswith(start)
    # Mordad passes its final day at that midnight too.
    assert found.say.endswith("۵ ماه پیاپی ثبت‌نشده می‌ماند و واحد غیرفعال می‌شود.")
    assert strip(world.owner, tehran(1404, 6, 11, 0)).status.inactive


def test_a_returned_month_behind_a_filed_one_warns_of_nothing(world: World) -> None:
    returned(world, TIR - 1, tehran(1404, 6, 11, 0))
    filed(world, TIR)
    assert strip(world.owner).kind == ""


@pytest.mark.parametrize("count", [1, 3])
def test_licences_bring_their_states_in_one_query(world: World, count: int) -> None:
    for number in range(1, count):
        licence = Licence.objects.get(pk=world.licence.pk)
        licence.pk, licence.number = None, f"more-{number}"
        licence.save()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        strip(world.owner)
    assert len(queries) == 3


@pytest.mark.parametrize(
    ("idle", "word", "complains"),
    [(None, "غیرفعال", True), (True, "تعطیل اعلام‌شده", False), (False, "فعال", False)],
)
def test_the_page_names_activity_beside_duty(
    world: World, idle: bool | None, word: str, complains: bool
) -> None:
    if idle is not None:
        filed(world, TIR, idle)
    shown = strip(world.owner)
    text = render_to_string("components/strip.html", {"strip": shown})
    assert shown.status.duty_words in text
    assert f"{word}</span>" in text
    assert ("شکایت از این وضعیت" in text) is complains
