"""The pages of the lists: each form is sent, and its list shows what came of it."""

from collections.abc import Callable

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import County, Holiday, LicenceKind, ListChange, Measure
from config.jalali import from_parts
from statistics.models import ListedUnit
from tests.posted_lists import FILLED, WHY, holiday, listed_unit, obligation_list
from tests.statistics.files import statistician
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World
from units.models import Unit


@pytest.fixture
def writer(world: World, time_machine: clock.TimeMachineFixture) -> User:
    """Return an officer of the statistics office, on the day of filing."""
    time_machine.move_to(FILED_AT, tick=False)
    return statistician(world)


@pytest.fixture
def office(writer: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(writer)


@pytest.mark.parametrize("name", FILLED)
def test_each_form_is_shown_sent_and_refused_without_its_reason(
    office: Client, writer: User, world: World, name: str
) -> None:
    page, data = FILLED[name](world, writer)
    assert office.get(page).status_code == 200
    assert office.post(page, {}).status_code == 422
    answer = office.post(page, data, follow=True)
    assert answer.status_code == 200, text_of(answer)
    assert answer.redirect_chain


def test_every_list_is_found_from_one_page(office: Client) -> None:
    text = text_of(office.get(reverse("lists:index")))
    for name in ("kinds", "obligation", "holidays", "counties", "offices", "measures"):
        assert reverse(f"lists:{name}") in text
        assert office.get(reverse(f"lists:{name}")).status_code == 200
    for name in ("catalogue:home", "selected:index", "causes:index"):
        assert reverse(name) in text


def test_a_list_apart_is_marked_in_the_menu_as_one_of_the_lists(office: Client) -> None:
    page = office.get(reverse("causes:index"))
    assert [e["label"] for e in page.context["menu"] if e["current"]] == ["فهرست‌ها"]


def test_a_kind_that_was_added_has_its_duty_and_may_end(office: Client, writer: User) -> None:
    page, data = FILLED["add_kind"](None, writer)  # type: ignore[arg-type]
    office.post(page, data)
    kind = LicenceKind.objects.get(name="پروانه کسب فنی و مهندسی")
    assert (kind.files, kind.added_by) == (True, writer)
    there = reverse("lists:end_kind", args=[kind.pk])
    assert there in text_of(office.get(reverse("lists:kinds")))
    office.post(there, {"until_0": 4, "until_1": 8, "until_2": 1398})
    assert there not in text_of(office.get(reverse("lists:kinds")))


def test_a_unit_on_a_list_is_shown_there_and_taken_off_with_a_reason(
    office: Client, writer: User, world: World
) -> None:
    place = listed_unit(writer, world)
    page = reverse("lists:members", args=[place.list_id])
    assert world.unit.name in text_of(office.get(page))
    office.post(reverse("lists:withdraw_unit", args=[place.pk]), WHY)
    assert ListedUnit.objects.get().end_reason == WHY["reason"]
    text = text_of(office.get(page))
    assert "خارج شده" in text
    assert reverse("lists:withdraw_unit", args=[place.pk]) not in text


def test_no_holder_id_stands_in_an_address_or_on_the_page_of_a_list(
    office: Client, writer: User, world: World
) -> None:
    place = listed_unit(writer, world)
    text = text_of(office.get(reverse("lists:members", args=[place.list_id])))
    assert world.unit.holder_id not in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_read_with_as_many_queries_for_three_units(
    office: Client, writer: User, world: World, count: int
) -> None:
    found = obligation_list(writer)
    for number in range(count):
        unit = Unit.objects.get(pk=world.unit.pk)
        unit.pk, unit.guild_id = None, f"049999990{number}"
        unit.save()
        ListedUnit.objects.create(
            list=found, unit=unit, source="نامه", added_by=writer, added_at=FILED_AT
        )
    office.get(reverse("lists:members", args=[found.pk]))
    with CaptureQueriesContext(connection) as queries:
        office.get(reverse("lists:members", args=[found.pk]))
    assert len(queries) == 8


def test_a_day_that_has_come_is_not_removed(office: Client) -> None:
    day = holiday()
    Holiday.objects.filter(pk=day.pk).update(date=from_parts(1398, 8, 3))
    assert office.post(reverse("lists:remove_holiday", args=[day.pk]), WHY).status_code == 422
    text = text_of(office.get(reverse("lists:holidays")))
    assert reverse("lists:remove_holiday", args=[day.pk]) not in text
    # What is never moved stands on the page.
    assert "هرگز با تغییر این فهرست جابه‌جا نمی‌شود" in text


def test_a_county_takes_its_units_along(office: Client, writer: User, world: World) -> None:
    page, data = FILLED["move_county"](world, writer)
    office.post(page, data)
    assert County.objects.get(pk="0301").organization_code == "03S"
    assert Unit.objects.get().organization_code == "03S"
    assert "سازمان جنوب استان" in text_of(office.get(reverse("lists:counties")))


def test_a_new_union_has_no_access_and_stands_below_its_province(
    office: Client, writer: User, world: World
) -> None:
    page, data = FILLED["add_office"](world, writer)
    office.post(page, data)
    union = Organization.objects.get(code="u-0301-9")
    assert (union.kind, union.parent) == (OrganizationKind.UNION, world.province)
    assert union.access_granted_at is None
    found = text_of(office.get(reverse("lists:offices"), {"q": "کیف"}))
    assert union.name in found
    assert world.union.name not in found.split("آخرین تغییرها")[0]


def test_a_new_affiliate_stands_below_the_ministry(
    office: Client, writer: User, world: World
) -> None:
    page, data = FILLED["add_office"](world, writer)
    office.post(page, dict(data, kind="affiliate", county="", office=""))
    found = Organization.objects.get(code="u-0301-9")
    assert (found.kind, found.parent) == (OrganizationKind.AFFILIATE, world.ministry)


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        ("add_county", {"code": "0417"}, "با ۰۳ آغاز می‌شود"),
        ("add_county", {"name": "ملکان"}, "در این فهرست هست"),
        ("add_office", {"code": "03"}, "این کد از آنِ"),
        ("add_office", {"kind": "county_office", "county": ""}, "شهرستان این اداره"),
        ("add_office", {"code": "کد"}, "حروف کوچک لاتین"),
        ("add_office", {"office": ""}, "سازمان استان را انتخاب کنید"),
        ("add_office", {"kind": "affiliate"}, "زیر وزارت است و شهرستان ندارد"),
        ("add_measure", {"kind": "count"}, "تنها و همیشه برای واحدهای جرم"),
        ("add_measure", {"tonne_factor": ""}, "تنها و همیشه برای واحدهای جرم"),
        ("add_measure", {"name": "کيلوگرم"}, "در این فهرست هست"),
        ("rename_measure", {"name": "کیلوگرم"}, "چیزی عوض نشده"),
        ("add_kind", {"name": "پروانه كسب توزيعی"}, "نوعی با همین نام"),
        ("add_obligation", {"year": "1386"}, "سال را میان"),
        # Everybody owes by then: the list would oblige nobody.
        ("add_obligation", {"year": "1420"}, "فهرست برای ماهی پیش از آن است"),
        # No code that lacks its zeros.
        ("add_obligation", {"year": "۹۹"}, "سال را میان"),
        ("add_obligation", {"year": "9" * 5000}, "سال را میان"),
        ("list_unit", {"guild_id": "0499999921"}, "واحدی با این شناسه نیست"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field(
    office: Client, writer: User, world: World, name: str, changes: dict[str, str], fault: str
) -> None:
    page, data = FILLED[name](world, writer)
    before = ListChange.objects.count()
    answer = office.post(page, {**data, **changes})
    assert answer.status_code == 422
    assert fault in text_of(answer)
    assert ListChange.objects.count() == before


def test_what_was_done_is_told_below_the_list(office: Client, writer: User) -> None:
    page, data = FILLED["rename_measure"](None, writer)  # type: ignore[arg-type]
    office.post(page, data)
    assert Measure.objects.get(pk="kg").name_fa == "کیلو"
    text = text_of(office.get(reverse("lists:measures")))
    assert "کیلوگرم ← کیلو" in text
    assert WHY["reason"] in text
