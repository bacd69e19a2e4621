"""One unit is reminded from its file or its line: once a day, in reach, of what it owes."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.models import Notice, Organization
from config.jalali import JalaliMonth
from review.followup.queries import last_reminders
from statistics.enums import ReminderKind
from statistics.models import AskedReminder, Reminder
from tests.review.cases import another_union
from tests.world import World, officer, tehran
from units.models import Unit, UnitMember

SignIn = Callable[[Any], Client]
# The first month that was ever due is open, until the tenth.
AT = tehran(1404, 2, 3)
BUTTON, TODAY = "یادآوری کن", "امروز یادآوری شد"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def file_of(world: World) -> str:
    return f"/units/{world.unit.pk}/"


def press(browser: Client, world: World, **data: str) -> str:
    answer = browser.post(f"/units/{world.unit.pk}/remind/", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_open_month_is_reminded_of_from_the_units_file(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    assert BUTTON in browser.get(file_of(world)).content.decode()
    text = press(browser, world)
    assert "به «کارگاه پلاستیک نمونه» یادآوری شد." in text
    assert TODAY in text
    assert f"{BUTTON}<" not in text
    notice = Notice.objects.get(user=world.owner)
    assert notice.title == "«کارگاه پلاستیک نمونه»: آمار فروردین ۱۴۰۴ ثبت نشده است"


def test_nobody_is_reminded_twice_a_day_by_whomever(
    world: World, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    press(sign_in(world.union_officer), world)
    text = press(sign_in(world.province_officer), world)
    assert "یادآوری روزی یک بار است" in text
    assert AskedReminder.objects.count() == Notice.objects.count() == 1
    clock.move_to(AT + dt.timedelta(days=1), tick=False)
    browser = sign_in(world.province_officer)
    assert "آخرین یادآوری چهارشنبه ۳ اردیبهشت ۱۴۰۴" in browser.get(file_of(world)).content.decode()
    press(browser, world)
    assert AskedReminder.objects.count() == 2


def test_the_daily_run_counts_too(world: World, sign_in: SignIn) -> None:
    Reminder.objects.create(unit=world.unit, year=1404, month=1, kind=ReminderKind.values[0], at=AT)
    assert TODAY in sign_in(world.union_officer).get(file_of(world)).content.decode()
    assert last_reminders([world.unit.pk]) == {world.unit.pk: AT}


def test_a_line_of_the_list_reminds_and_leads_back_to_it(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    assert BUTTON in browser.get("/units/?only=open").content.decode()
    where = {"list": "only=open&after=x&evil=//elsewhere"}
    answer = browser.post(f"/units/{world.unit.pk}/remind/", where)
    assert answer.headers["Location"] == "/units/?only=open"
    assert TODAY in browser.get("/units/?only=open").content.decode()


def test_who_owes_nothing_or_has_no_account_has_no_button(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    UnitMember.objects.update(ended_at=AT)
    assert BUTTON not in browser.get(file_of(world)).content.decode()
    assert "کسی برای این واحد حساب ندارد" in press(browser, world)
    UnitMember.objects.update(ended_at=None)
    world.filed(JalaliMonth(1404, 1), AT)
    assert BUTTON not in browser.get(file_of(world)).content.decode()
    assert "ماه ثبت‌نشده‌ای ندارد" in press(browser, world)
    assert not AskedReminder.objects.exists()


def test_only_who_reviews_reminds_and_only_in_reach(world: World, sign_in: SignIn) -> None:
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    far = officer("far", Role.UNION_OFFICER, another_union(world))
    counter = officer("counter", Role.STATISTICS_OFFICER, office)
    for user, status in ((far, 404), (counter, 403), (world.owner, 403)):
        browser = sign_in(user)
        assert browser.post(f"/units/{world.unit.pk}/remind/").status_code == status
        assert BUTTON not in browser.get(file_of(world)).content.decode()
    assert not AskedReminder.objects.exists()
    assert Unit.objects.get(pk=world.unit.pk).missed_months == 0
