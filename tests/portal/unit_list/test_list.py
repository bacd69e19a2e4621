"""The list of units in reach: who owes what, in which order, and whom to call."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from config.keyset import PAGE
from portal.unit_list.enums import UnitChip, UnitOrder
from portal.unit_list.queries import Reach, UnitFilter, read_page
from statistics.models import SelectedUnit
from tests.world import World, licence_for, officer, person, tehran
from units.models import Licence, Unit

SignIn = Callable[[Any], Client]
# The first month that was ever due is open, until the tenth.
OPEN, AT = JalaliMonth(1404, 1), tehran(1404, 2, 3)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def fellows(world: World, count: int) -> list[Unit]:
    """Give the union further units, named one after the other."""
    found = []
    for serial in range(count):
        unit = licence_for(
            f"05000000{serial:02}", "9990000018", world.union, person(f"o{serial}")
        ).unit
        Unit.objects.filter(pk=unit.pk).update(name=f"واحد {serial:02}", missed_months=serial % 4)
        found.append(unit)
    return found


def listed(user: User, **chosen: Any) -> list[Unit]:
    """Read all pages of a list."""
    reach, cursor, found = Reach(user, AT), "", list[Unit]()
    while True:
        page = read_page(reach, UnitFilter(**chosen), cursor)
        found += page.rows
        if not page.cursor:
            return found
        cursor = page.cursor


def test_the_worst_stand_first_and_no_unit_is_lost_between_pages(world: World) -> None:
    fellows(world, 2 * PAGE + 3)
    found = listed(world.union_officer)
    assert len(found) == len({unit.pk for unit in found}) == 2 * PAGE + 4
    assert [unit.missed_months for unit in found] == sorted(
        (unit.missed_months for unit in found), reverse=True
    )
    named = listed(world.union_officer, order=UnitOrder.NAME)
    assert [unit.name_order for unit in named] == sorted(unit.name_order for unit in named)
    assert len(named) == len(found)


def test_the_month_that_is_open_lists_who_owes_it(world: World) -> None:
    other = fellows(world, 1)[0]
    assert set(listed(world.union_officer, chip=UnitChip.OPEN)) == {world.unit, other}
    world.filed(OPEN, AT)
    assert listed(world.union_officer, chip=UnitChip.OPEN) == [other]
    Licence.objects.filter(unit=other).update(expires_on=dt.date(2025, 1, 1))
    assert listed(world.union_officer, chip=UnitChip.OPEN) == []


def test_another_month_lists_who_owed_it_and_has_not_filed(world: World, sign_in: SignIn) -> None:
    later = tehran(1404, 4, 3)
    other = fellows(world, 1)[0]
    world.filed(OPEN, AT)
    reach = Reach(world.union_officer, later)
    for trade, found in (("", [other]), ("25", [other]), ("D", [other]), ("1920", []), ("19", [])):
        chosen = UnitFilter(chip=UnitChip.OPEN, month=OPEN, trade=trade)
        assert read_page(reach, chosen).rows == found
    with time_machine.travel(later, tick=False):
        page = sign_in(world.union_officer).get("/units/", {"only": "open", "month": "140401"})
        text = page.content.decode()
        assert "۱ واحد فروردین ۱۴۰۴ را ثبت نکرده است" in text
        assert 'name="month" value="140401"' in text
        # A month that is not over, or was never due, is not narrowed by.
        for wrong in ("140404", "130001", "x", "1" * 5000):
            answer = sign_in(world.union_officer).get("/units/", {"only": "open", "month": wrong})
            assert "خرداد ثبت‌نشده" in answer.content.decode()


def test_each_chip_lists_its_own(world: World) -> None:
    for chip in (UnitChip.NEAR, UnitChip.INACTIVE, UnitChip.EXPIRED, UnitChip.SELECTED):
        assert listed(world.union_officer, chip=chip) == []
    unit = Unit.objects.filter(pk=world.unit.pk)
    unit.update(missed_months=3)
    assert len(listed(world.union_officer, chip=UnitChip.NEAR)) == 1
    unit.update(missed_months=4, activity="inactive")
    assert listed(world.union_officer, chip=UnitChip.NEAR) == []
    assert len(listed(world.union_officer, chip=UnitChip.INACTIVE)) == 1
    Licence.objects.filter(unit=world.unit).update(expires_on=AT.date())
    assert listed(world.union_officer, chip=UnitChip.EXPIRED) == []
    Licence.objects.filter(unit=world.unit).update(expires_on=dt.date(2025, 4, 1))
    assert len(listed(world.union_officer, chip=UnitChip.EXPIRED)) == 1
    unit.update(guild_id="")
    assert len(listed(world.union_officer, chip=UnitChip.NO_GUILD_ID)) == 1
    SelectedUnit.objects.create(
        unit=world.unit,
        since=AT.date(),
        criterion="بزرگ",
        source="نامه",
        added_by=world.ministry_officer,
        added_at=AT,
    )
    assert len(listed(world.union_officer, chip=UnitChip.SELECTED)) == 1


def test_each_office_lists_its_own_reach(world: World, sign_in: SignIn) -> None:
    rivals = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    statistics = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    for who, count in (
        (world.union_officer, 1),
        (world.province_officer, 1),
        (world.ministry_officer, 1),
        (officer("s", Role.STATISTICS_OFFICER, statistics), 1),
        (officer("rival", Role.UNION_OFFICER, rivals), 0),
    ):
        page = sign_in(who).get("/units/")
        assert len(page.context["rows"]) == count
    assert "هنوز واحدی در حوزهٔ شما نیست" in page.content.decode()


def test_the_page_says_in_one_sentence_how_the_units_stand(world: World, sign_in: SignIn) -> None:
    fellows(world, 4)
    world.filed(OPEN, AT)
    page = sign_in(world.union_officer).get("/units/").content.decode()
    assert "۵ واحد؛ <b>۴ واحد فروردین ۱۴۰۴ را ثبت نکرده است</b>؛ ۱ واحد با یک ماه" in page


def test_a_row_tells_the_year_the_phone_and_what_is_next(world: World, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.owner.pk).update(mobile="09120001180")
    browser = sign_in(world.union_officer)
    world.draft(OPEN, AT)
    [row] = browser.get("/units/").context["rows"]
    assert (row.act, row.url) == ("ثبت تماس", f"/review/followup/{world.unit.pk}/1404/1/")
    assert row.phone == "09120001180"
    # A draft is nobody's but the unit's.
    assert row.year.cells[0].state == "open"
    assert 'href="tel:09120001180"' in browser.get("/units/").content.decode()


def test_a_filed_month_leads_to_its_case(world: World, sign_in: SignIn) -> None:
    case = world.filed(OPEN, AT)
    [row] = sign_in(world.union_officer).get("/units/").context["rows"]
    assert (row.act, row.url) == ("باز کردن پرونده", f"/review/{case.tracking_number}/")
    assert row.year.cells[0].state == "review"


def test_a_page_takes_the_same_queries_for_one_unit_and_for_many(
    world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.union_officer)
    browser.get("/units/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/units/")
    fellows(world, PAGE + 5)
    world.filed(OPEN, AT)
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/units/")
    assert len(page.context["rows"]) == PAGE
    # One more where a unit is inactive: since when.
    assert len(one) == len(many) <= 18


def test_a_list_is_narrowed(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    for query, count in (
        ("province=03", 1),
        ("province=08", 0),
        ("county=0301", 1),
        (f"union={world.union.pk}", 1),
        ("union=x", 1),
        ("union=999999999999999999", 0),
        ("trade=2520", 1),
        ("trade=1920", 0),
        ("duty=regular", 1),
        ("duty=overdue", 0),
        ("activity=active", 1),
        ("activity=inactive", 0),
        ("only=nonsense&order=nonsense&after=nonsense", 1),
        ("after=999999999999999999", 0),
    ):
        page = browser.get(f"/units/?{query}")
        assert len(page.context["rows"]) == count, query
    empty = browser.get("/units/?trade=1920").content.decode()
    assert "واحدی در این فهرست نیست" in empty


def test_who_files_finds_their_own_units_at_the_same_address(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.owner).get("/units/")
    assert "units/mine.html" in [t.name for t in page.templates]
    both = officer("both", Role.UNION_OFFICER, world.union)
    licence_for("0599999913", "9990000018", world.union, both)
    page = sign_in(both).get("/units/")
    assert len(page.context["rows"]) == 2
    assert 'href="/units/own/"' in page.content.decode()
