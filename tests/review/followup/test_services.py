"""Whom to follow up, in which order; reminders now; the log of contacts."""

import datetime as dt
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, User
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, from_parts
from review import workflow
from review.enums import ContactResult, ContactWay
from review.followup import services
from review.followup.enums import FollowUpList
from review.followup.queries import (
    FollowUp,
    FollowUpFilter,
    contacts_of,
    options,
    read_page,
    unit_in_reach,
)
from review.followup.services import ContactNote, TooManyError, log_contact, remind_now
from review.models import Contact
from statistics.enums import ActivityState
from statistics.filing.services import open_month, save_employment
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers
from statistics.models import AskedReminder, Reminder, SelectedUnit
from statistics.obligation.services import update_activity
from statistics.reminders import remind
from tests.review.cases import another_union, owns_too, policy
from tests.world import FILED_AT, World, licence_for, officer, person, tehran
from units.models import Licence, Unit

pytestmark = pytest.mark.django_db
# Farvardin and Ordibehesht are due; after the next final day Khordad as well.
TWO, THREE, FOUR = tehran(1404, 3, 11), tehran(1404, 4, 11), tehran(1404, 5, 11)


def lists(user: User, at: datetime = TWO) -> FollowUp:
    """Return somebody's lists as the page reads them."""
    return FollowUp(User.objects.get(pk=user.pk), at)


def names(
    user: User, tab: FollowUpList, at: datetime = TWO, county: str = "", union: str = ""
) -> list[str]:
    """Return the units of a list, in order."""
    page = read_page(lists(user, at), FollowUpFilter(tab, county=county, union=union))
    return [row.unit.name for row in page.rows]


def unit(world: World, name: str, number: int, missed: int = 1) -> Unit:
    """Return another unit of the union that owes some months."""
    licence = licence_for(f"05{number:08}", "9990000018", world.union, world.owner)
    Unit.objects.filter(pk=licence.unit_id).update(name=name, missed_months=missed)
    licence.unit.refresh_from_db()
    return licence.unit


def select(world: World, chosen: Unit) -> None:
    """Put a unit on the list of selected ones."""
    SelectedUnit.objects.create(
        unit=chosen,
        since=from_parts(1397, 1, 1),
        criterion="سهم بزرگ",
        source="نامه",
        added_by=world.ministry_officer,
        added_at=FILED_AT,
    )


def files_inactive(world: World, month: JalaliMonth, at: datetime) -> None:
    """Let the unit file a month declared inactive."""
    period = PeriodAnswers(world.licence, month, ActivityState.INACTIVE)
    draft = open_month(world.owner, period, True, at)
    none = EmploymentAnswers(0, 0, 0)
    ready = save_employment(world.owner, draft.tracking_number, 0, none, True, at)
    workflow.file(world.owner, ready.tracking_number, ready.version, at)


def test_who_left_out_the_last_due_month_is_seen_by_every_level(world: World) -> None:
    county = Organization.objects.create(
        code="county",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=world.union.county,
    )
    officers = [
        world.union_officer,
        officer("county", Role.COUNTY_OFFICER, county),
        world.province_officer,
        officer("head", Role.PROVINCE_HEAD, world.province),
        world.ministry_officer,
    ]
    assert [names(who, FollowUpList.MISSING) for who in officers] == [[]] * 5
    update_activity(TWO)
    assert [names(who, FollowUpList.MISSING) for who in officers] == [[world.unit.name]] * 5
    elsewhere = officer("elsewhere", Role.UNION_OFFICER, another_union(world))
    assert names(elsewhere, FollowUpList.MISSING) == []
    assert names(world.owner, FollowUpList.MISSING) == []


def test_who_files_leaves_the_list_at_once(world: World) -> None:
    update_activity(TWO)
    files_inactive(world, JalaliMonth(1404, 2), TWO)
    assert names(world.union_officer, FollowUpList.MISSING) == []


def test_near_inactive_is_who_may_miss_no_month_more(world: World) -> None:
    seen = []
    for at in (TWO, THREE, FOUR):
        update_activity(at)
        seen.append(names(world.union_officer, FollowUpList.NEAR, at))
    assert seen == [[], [world.unit.name], []]
    assert names(world.union_officer, FollowUpList.MISSING, FOUR) == [world.unit.name]


def test_near_follows_the_policy_of_the_province(world: World) -> None:
    policy(PolicyKey.INACTIVE_AFTER_MONTHS, 2, province_id="03")
    update_activity(TWO)
    assert names(world.province_officer, FollowUpList.NEAR) == [world.unit.name]


def test_a_returned_month_stands_there_once_its_correction_date_has_passed(world: World) -> None:
    case = world.returned()
    assert case.correction_due is not None
    before = case.correction_due - dt.timedelta(seconds=1)
    assert names(world.union_officer, FollowUpList.RETURNED, before) == []
    page = read_page(
        lists(world.union_officer, case.correction_due), FollowUpFilter(FollowUpList.RETURNED)
    )
    assert [(row.month, row.tracking) for row in page.rows] == [(case.period, case.tracking_number)]


def test_selected_units_stand_first_and_then_who_owes_most(world: World) -> None:
    unit(world, "یک", 1, 1)
    unit(world, "سه", 2, 3)
    select(world, unit(world, "منتخب", 3, 1))
    found = names(world.union_officer, FollowUpList.MISSING)
    assert found == ["منتخب", "سه", "یک"]
    page = read_page(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING))
    assert [row.selected for row in page.rows] == [True, False, False]


def test_the_pages_together_are_the_list(world: World) -> None:
    for number in range(60):
        made = unit(world, f"{number}", number, 1 + number % 3)
        if number % 2:
            select(world, made)
    seen: list[int] = []
    selected: list[bool] = []
    cursor, pages = "", 0
    while cursor or not pages:
        page = read_page(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING), cursor)
        pages += 1
        seen += [row.unit.pk for row in page.rows]
        selected += [row.selected for row in page.rows]
        cursor = page.cursor
    assert pages == 3
    assert len(seen) == len(set(seen)) == 60
    assert selected == [True] * 30 + [False] * 30


@pytest.mark.parametrize("cursor", ["x", "2,1,1", "1,x,1", "0,1", "1,2019-10-25,1", "0,99999,1"])
def test_a_malformed_cursor_is_the_beginning(world: World, cursor: str) -> None:
    update_activity(TWO)
    for tab in (FollowUpList.MISSING, FollowUpList.RETURNED):
        page = read_page(lists(world.union_officer), FollowUpFilter(tab), cursor)
        assert [row.unit for row in page.rows] == (
            [world.unit] if tab == FollowUpList.MISSING else []
        )


def test_the_lists_are_narrowed_by_union_and_county(world: World) -> None:
    update_activity(TWO)
    there, other = str(world.union.pk), str(another_union(world).pk)
    who = world.province_officer
    assert names(who, FollowUpList.MISSING, union=there, county="0301") == [world.unit.name]
    assert names(who, FollowUpList.MISSING, union=other) == []
    assert names(who, FollowUpList.MISSING, county="9999") == []
    offered = options(lists(who), FollowUpFilter(FollowUpList.MISSING))
    assert [key for key, _ in offered.unions] == sorted([there, other], key=len) or offered.unions
    assert offered.counties == [("0301", "ملکان")]
    assert options(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING)).counties == []


def test_a_month_lists_who_owes_it_however_much_was_filed_since(world: World) -> None:
    files_inactive(world, JalaliMonth(1404, 2), TWO)
    update_activity(TWO)
    chosen = FollowUpFilter(FollowUpList.MISSING, month=JalaliMonth(1404, 1))
    rows = read_page(lists(world.union_officer), chosen).rows
    assert [(row.month, row.missed) for row in rows] == [(JalaliMonth(1404, 1), 0)]
    filed = replace(chosen, month=JalaliMonth(1404, 2))
    assert read_page(lists(world.union_officer), filed).rows == []
    early = replace(chosen, month=JalaliMonth(1403, 12))
    assert read_page(lists(world.union_officer), early).rows == []
    Licence.objects.update(expires_on=JalaliMonth(1403, 12).last_day)
    assert read_page(lists(world.union_officer), chosen).rows == []


def test_who_is_reminded_of_one_month_hears_of_that_month(world: World) -> None:
    chosen = FollowUpFilter(FollowUpList.MISSING, month=JalaliMonth(1404, 1))
    assert remind_now(lists(world.union_officer), chosen) == 1
    assert Notice.objects.get().title == "«کارگاه پلاستیک نمونه»: آمار فروردین ۱۴۰۴ ثبت نشده است"
    asked = AskedReminder.objects.get()
    assert (asked.year, asked.month) == (1404, 1)


def test_a_unit_that_moved_is_found_with_its_new_union_alone(world: World) -> None:
    moved = licence_for("0500000001", "9990000018", another_union(world), world.owner)
    moved.unit, moved.issued_on = world.unit, moved.issued_on + dt.timedelta(days=1)
    moved.save()
    assert unit_in_reach(lists(world.union_officer), world.unit.pk) is None
    elsewhere = officer("elsewhere", Role.UNION_OFFICER, moved.union)
    assert unit_in_reach(lists(elsewhere), world.unit.pk) == moved


def test_several_units_of_a_person_are_reminded_in_one_letter(world: World) -> None:
    for number in range(3):
        licence_for(f"050000000{number}", "9990000018", world.union, world.owner)
    update_activity(TWO)
    Notice.objects.all().delete()
    assert remind_now(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING)) == 4
    notice = Notice.objects.get(user=world.owner)
    assert (
        notice.title == f"{world.union.name} یادآوری می‌کند: آمار ۴ واحد شما ثبت یا اصلاح نشده است"
    )
    assert len(notice.body.splitlines()) == 4


def test_a_list_is_reminded_once_a_day(world: World) -> None:
    update_activity(TWO)
    owns_too(world, person("delegate"))
    Notice.objects.all().delete()
    by_union, by_province = lists(world.union_officer), lists(world.province_officer)
    assert remind_now(by_union, FollowUpFilter(FollowUpList.MISSING)) == 1
    told = Notice.objects.order_by("user")
    assert [(n.kind, n.title) for n in told] == [
        (NoticeKind.REMINDER, "«کارگاه پلاستیک نمونه»: آمار ۲ ماه گذشته ثبت نشده است")
    ] * 2
    assert world.union.name in told[0].body
    assert remind_now(by_union, FollowUpFilter(FollowUpList.MISSING)) == 0
    assert remind_now(by_province, FollowUpFilter(FollowUpList.MISSING)) == 0
    tomorrow = lists(world.province_officer, TWO + dt.timedelta(days=1))
    assert remind_now(tomorrow, FollowUpFilter(FollowUpList.MISSING)) == 1
    assert AskedReminder.objects.count() == 2


def test_a_returned_month_is_reminded_of_by_its_own_address(world: World) -> None:
    case = world.returned()
    assert case.correction_due is not None
    Notice.objects.all().delete()
    assert (
        remind_now(
            lists(world.union_officer, case.correction_due), FollowUpFilter(FollowUpList.RETURNED)
        )
        == 1
    )
    notice = Notice.objects.get()
    assert notice.url == f"/statistics/{case.tracking_number}/correct/"
    assert "مهلت اصلاح آمار مهر ۱۳۹۸ گذشته است" in notice.title


def test_who_has_filed_is_never_reminded_even_from_an_old_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_activity(TWO)
    old = services._owed(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING))
    assert len(old) == 1
    files_inactive(world, JalaliMonth(1404, 2), TWO)
    monkeypatch.setattr(services, "_owed", lambda *_: old)
    assert remind_now(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING)) == 0


def test_the_daily_reminder_and_the_asked_one_never_come_on_one_day(world: World) -> None:
    third = tehran(1404, 3, 3)
    Unit.objects.update(missed_months=1)
    assert remind_now(lists(world.union_officer, third), FollowUpFilter(FollowUpList.MISSING)) == 1
    assert remind(third) == 0
    assert remind(third + dt.timedelta(days=1)) == 1
    assert (
        remind_now(
            lists(world.union_officer, tehran(1404, 3, 4)), FollowUpFilter(FollowUpList.MISSING)
        )
        == 0
    )
    assert Reminder.objects.count() == AskedReminder.objects.count() == 1


def test_a_very_long_list_is_narrowed_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    update_activity(TWO)
    unit(world, "دوم", 1)
    monkeypatch.setattr(services, "ASK_LIMIT", 1)
    with pytest.raises(TooManyError):
        remind_now(lists(world.union_officer), FollowUpFilter(FollowUpList.MISSING))
    assert not AskedReminder.objects.exists()


def test_a_contact_is_written_down_for_good(world: World) -> None:
    update_activity(TWO)
    mine = lists(world.union_officer)
    said = ContactNote(mine.today, ContactWay.PHONE, ContactResult.PROMISED, "تا فردا")
    made = log_contact(mine, world.licence, JalaliMonth(1404, 2), said, world.union_officer)
    assert contacts_of(world.unit) == [made]
    row = read_page(lists(world.province_officer), FollowUpFilter(FollowUpList.MISSING)).rows[0]
    assert row.contact == made
    for change in (Contact.objects.filter(pk=made.pk).update, Contact.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(**({"note": "x"} if change.__name__ == "update" else {}))
