"""The pages of the follow-up: lists, contacts, the reminder's button."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from config.keyset import PAGE
from review.models import Contact
from statistics.models import AskedReminder
from statistics.obligation.services import update_activity
from tests.review.cases import another_union
from tests.review.followup.test_services import TWO, select, unit
from tests.world import World, officer

pytestmark = pytest.mark.django_db
HERE = "/review/followup/"
# Who is it (3), the menu with the bell; three numbers, policy, provinces, what to narrow by (3),
# two stretches, contacts, reminders, complaints.
STATEMENTS = 18


@pytest.fixture
def union(
    world: World, sign_in: Callable[[User], Client], time_machine: clock.TimeMachineFixture
) -> Client:
    """Return the union's browser while the unit owes two months."""
    time_machine.move_to(TWO, tick=False)
    update_activity(TWO)
    return sign_in(world.union_officer)


def contact_url(world: World) -> str:
    """Return where contacts about Ordibehesht are written."""
    return reverse("review:contact", args=[world.unit.pk, 1404, 2])


def said(**changes: Any) -> dict[str, Any]:
    """Return a filled form."""
    return {"on": "2025-06-01", "way": "phone", "result": "promised", "note": "", **changes}


def test_each_list_has_its_tab_with_its_number(union: Client, world: World) -> None:
    page = union.get(HERE, {"tab": "missing"}).content.decode()
    assert "ثبت‌نشده (۱)" in page
    assert world.unit.name in page
    assert "بازگردانی‌شدهٔ معوقی نیست" in union.get(HERE).content.decode()


def test_a_contact_is_written_and_shown_on_the_list(union: Client, world: World) -> None:
    assert union.post(contact_url(world), said(note="فردا ثبت می‌کند")).status_code == 302
    assert "فردا ثبت می‌کند" in union.get(contact_url(world)).content.decode()
    assert "قول ثبت داد" in union.get(HERE, {"tab": "missing"}).content.decode()


@pytest.mark.parametrize("changes", [{"on": "2020-01-01"}, {"way": "x"}, {"result": "other"}])
def test_a_refused_contact_keeps_what_was_typed(union: Client, world: World, changes: Any) -> None:
    sent = said(**changes)
    sent["note"] = "" if "result" in changes else "نوشتهٔ من"
    answer = union.post(contact_url(world), sent)
    assert answer.status_code == 422
    assert "result" in changes or "نوشتهٔ من" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_strangers_unit_looks_like_a_missing_one(
    union: Client, world: World, sign_in: Callable[[User], Client]
) -> None:
    other = sign_in(officer("elsewhere", Role.UNION_OFFICER, another_union(world)))
    missing = other.get(reverse("review:contact", args=["99999", 1404, 2]))
    for method in (other.get, other.post):
        there = method(contact_url(world))
        assert there.status_code == 404
        assert there.content == missing.content
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("year", "month"), [(1404, 13), (1404, 12), (99, 1)])
def test_a_month_that_is_not_or_has_not_begun_is_not_there(
    union: Client, world: World, year: int, month: int
) -> None:
    there = reverse("review:contact", args=[world.unit.pk, year, month])
    assert union.get(there).status_code == 404


def test_a_month_stays_chosen_from_list_to_list_and_at_the_button(union: Client) -> None:
    asked = {"tab": "missing", "month": "140401"}
    page = union.get(HERE, asked)
    assert [row.month.to_int() for row in page.context["rows"]] == [140401]
    assert "?tab=near&amp;month=140401" in page.content.decode()
    assert union.post(reverse("review:remind"), asked).headers["Location"].endswith("month=140401")
    assert AskedReminder.objects.get().month == 1


def test_the_button_reminds_and_a_second_press_reminds_nobody(union: Client) -> None:
    sent = {"tab": "missing"}
    for words in ("به ۱ واحد یادآوری شد", "کسی نمانده بود"):
        answer = union.post(reverse("review:remind"), sent, follow=True)
        assert words in answer.content.decode()
    assert AskedReminder.objects.count() == 1
    assert "امروز یادآوری شد" in union.get(HERE, sent).content.decode()


def test_a_page_takes_the_same_few_statements_however_long_the_list(
    union: Client,
    world: World,
    sign_in: Callable[[User], Client],
    django_assert_max_num_queries: Any,
) -> None:
    browser = sign_in(world.ministry_officer)
    for number in range(PAGE + 5):
        made = unit(world, f"{number}", number)
        if number % 2:
            select(world, made)
    for asked in ({"tab": "missing"}, {"tab": "near", "province": "03"}, {}):
        with django_assert_max_num_queries(STATEMENTS):
            assert browser.get(HERE, asked).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"tab": "x"},
        {"union": "x"},
        {"county": "۰"},
        {"after": "x"},
        {"tab": "missing", "month": "149912"},
        {"tab": "missing", "month": "130001"},
        {"tab": "near", "month": "140401"},
    ],
)
def test_an_address_that_says_nonsense_shows_a_list(union: Client, asked: Any) -> None:
    assert union.get(HERE, asked).status_code == 200


def test_a_union_reads_its_own_name_once_and_a_province_which_union_it_is(
    union: Client, world: World, sign_in: Callable[[User], Client]
) -> None:
    column = 'data-label="اتحادیه"'
    assert column not in union.get(HERE, {"tab": "missing"}).content.decode()
    for person in (world.province_officer, world.ministry_officer):
        assert column in sign_in(person).get(HERE, {"tab": "missing"}).content.decode()
