"""Units that a letter named owe from their list's own month (circular 60/133338 §1 note 1)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, from_parts
from config.persian import to_persian_digits
from statistics.models import ListedUnit, ObligationList
from statistics.obligation.lists import (
    ListRefusedError,
    ListTerms,
    list_unit,
    open_list,
    withdraw_list,
    withdraw_unit,
)
from statistics.obligation.queries import status_of
from statistics.obligation.rules import DutyRules, due_months
from statistics.obligation.services import update_activity
from statistics.obligation.year_calendar import strips
from tests.world import World, tehran
from units.models import ActivityChange, Licence, Unit

# The policy obliges from Farvardin 1404; a letter had named some units from Mehr 1403.
MEHR_1403 = JalaliMonth(1403, 7)
AT = tehran(1404, 3, 1)
LETTER = "نامهٔ ۶۰/۱۲ مورخ ۱۴۰۳/۶/۱"


def opened(by: User, month: JalaliMonth = MEHR_1403, name: str = "واحدهای نمونه") -> ObligationList:
    return open_list(by, ListTerms(name, month, LETTER), AT)


def listed(world: World, month: JalaliMonth = MEHR_1403, name: str = "واحدهای نمونه") -> ListedUnit:
    by = world.ministry_officer
    return list_unit(by, opened(by, month, name).pk, world.unit, LETTER, AT)


def owed() -> list[int]:
    """List what the world's unit owes up to Ordibehesht 1404."""
    licences = list(Licence.objects.with_states().select_related("unit").order_by("-issued_on"))
    until, first = JalaliMonth(1404, 2), licences[0].unit.obliged_from
    months = DutyRules(PolicyBook.load()).obliged("03", until, first)
    return [month.to_int() for month in due_months(licences, months)]


def test_a_listed_unit_owes_from_the_month_of_its_list(world: World) -> None:
    assert owed() == [140401, 140402]
    listed(world)
    assert Unit.objects.get().obliged_from == from_parts(1403, 7, 1)
    assert owed() == [140307, 140308, 140309, 140310, 140311, 140312, 140401, 140402]


def test_a_list_never_obliges_later_than_the_policy(world: World) -> None:
    by, month = world.ministry_officer, JalaliMonth(1404, 2)
    with pytest.raises(ListRefusedError, match="از فروردین ۱۴۰۴ همه مشمول‌اند"):
        opened(by, month)
    # One from before the policy was moved to an earlier month.
    older = ObligationList.objects.create(
        name="واحدهای نمونه", first_day=month.first_day, source=LETTER, added_by=by, added_at=AT
    )
    list_unit(by, older.pk, world.unit, LETTER, AT)
    assert owed() == [140401, 140402]


def test_a_new_unit_on_a_list_keeps_its_three_months(world: World) -> None:
    Licence.objects.update(issued_on=from_parts(1403, 8, 1))
    listed(world)
    assert owed() == [140311, 140312, 140401, 140402]


def test_of_two_lists_the_earlier_one_obliges_until_it_is_withdrawn(world: World) -> None:
    place = listed(world)
    listed(world, JalaliMonth(1403, 12), "واحدهای تکمیلی")
    assert owed()[0] == 140307
    withdraw_unit(world.ministry_officer, place.pk, "اشتباه بود", AT)
    assert owed() == [140312, 140401, 140402]


def test_duty_is_judged_when_a_unit_is_listed_and_when_it_is_taken_off(world: World) -> None:
    place = listed(world)
    assert Unit.objects.get().missed_months == 7
    assert status_of(Unit.objects.get(), AT).missed == 7
    withdraw_unit(world.ministry_officer, place.pk, "اشتباه بود", AT)
    assert Unit.objects.get().missed_months == 1
    assert [change.reason for change in ActivityChange.objects.order_by("pk")] == ["rule", "rule"]


def test_a_withdrawn_list_obliges_nobody_from_the_next_run_on(world: World) -> None:
    place = listed(world)
    withdraw_list(world.ministry_officer, place.list_id, "نامه لغو شد", AT)
    assert Unit.objects.get().obliged_from is None
    update_activity(AT)
    assert Unit.objects.get().missed_months == 1


def test_the_unit_is_told_why_it_owes_earlier(world: World) -> None:
    listed(world)
    [found] = strips(world.owner, AT)
    assert found.listed == (
        "واحد شما در فهرست «واحدهای نمونه» از مهر ۱۴۰۳ مشمول است "
        "(بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۱)."
    )
    assert to_persian_digits(found.status.missed) == "۷"


def test_a_unit_stands_once_on_a_list_and_on_none_that_is_withdrawn(world: World) -> None:
    place, by = listed(world), world.ministry_officer
    with pytest.raises(ListRefusedError, match="در همین فهرست هست"):
        list_unit(by, place.list_id, world.unit, LETTER, AT)
    withdraw_list(by, place.list_id, "نامه لغو شد", AT)
    with pytest.raises(ListRefusedError, match="لغو شده"):
        list_unit(by, place.list_id, world.unit, LETTER, AT)
    with pytest.raises(ListRefusedError, match="پیش‌تر لغو شده"):
        withdraw_list(by, place.list_id, "باز هم", AT)


def test_two_lists_have_two_names_in_any_spelling(world: World) -> None:
    opened(world.ministry_officer, name="فهرست کیسه")
    with pytest.raises(ListRefusedError, match="با همین نام"):
        opened(world.ministry_officer, name="فهرست كيسه")


def test_nothing_is_obliged_before_the_first_circular(world: World) -> None:
    with pytest.raises(ListRefusedError, match="پیش از فروردین ۱۳۸۷"):
        opened(world.ministry_officer, JalaliMonth(1386, 12))


def test_the_database_keeps_what_stood_on_a_list(world: World) -> None:
    place = listed(world)
    for act in (
        lambda: ListedUnit.objects.filter(pk=place.pk).delete(),
        lambda: ListedUnit.objects.filter(pk=place.pk).update(source="دیگر"),
        lambda: ObligationList.objects.update(first_day=from_parts(1404, 1, 1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_unit_that_was_read_before_it_was_listed_writes_nothing_back(world: World) -> None:
    old = Unit.objects.get()
    listed(world)
    old.name = "نامی دیگر"
    old.save()
    assert Unit.objects.get().obliged_from == from_parts(1403, 7, 1)
