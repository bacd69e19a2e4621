"""The short lists: what stays, what is told, and what loading the base lists leaves alone."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from catalog.enums import CodeList
from catalog.lists.queries import list_history
from catalog.lists.services import (
    HolidayTerms,
    ListEdit,
    ListRefusedError,
    add_holiday,
    correct_holiday,
    move_county,
    remove_holiday,
    rename_measure,
)
from catalog.models import County, Holiday, ListChange, Measure
from catalog.services import load_reference
from config.jalali import from_parts
from tests.world import FILED_AT, FIXTURES, World

NOWRUZ = from_parts(1399, 1, 1)
TERMS = HolidayTerms("نوروز", "solar", "estimated")


@pytest.fixture
def edit(world: World) -> ListEdit:
    return ListEdit(world.ministry_officer, "نامهٔ ۱۲", FILED_AT)


def test_a_day_is_added_corrected_and_removed_with_three_lines(edit: ListEdit) -> None:
    add_holiday(edit, NOWRUZ, TERMS)
    correct_holiday(edit, NOWRUZ, HolidayTerms("نوروز", "solar", "confirmed"))
    remove_holiday(edit, NOWRUZ)
    assert not Holiday.objects.filter(date=NOWRUZ).exists()
    assert [entry.title for entry in list_history(CodeList.HOLIDAYS)] == ["حذف", "اصلاح", "افزودن"]
    # Only what turned is told.
    assert list_history(CodeList.HOLIDAYS)[1].turns == [("قطعیت", "برآوردی", "قطعی")]


def test_the_same_day_twice_and_a_correction_of_nothing_are_refused(edit: ListEdit) -> None:
    add_holiday(edit, NOWRUZ, TERMS)
    with pytest.raises(ListRefusedError, match="در فهرست هست"):
        add_holiday(edit, NOWRUZ, TERMS)
    with pytest.raises(ListRefusedError, match="چیزی عوض نشده"):
        correct_holiday(edit, NOWRUZ, TERMS)
    assert ListChange.objects.count() == 1


def test_what_is_not_in_a_list_is_not_renamed(edit: ListEdit) -> None:
    with pytest.raises(ObjectDoesNotExist):
        rename_measure(edit, "none", "هیچ")


def test_a_county_that_was_moved_meanwhile_is_looked_at_again(edit: ListEdit) -> None:
    with pytest.raises(ListRefusedError, match="هم‌اکنون جابه‌جا شد"):
        move_county(edit, "0301", ("04", "سازمان دیگر"), ("03S", "جنوب"))
    assert County.objects.get(pk="0301").organization_code == "03"


def test_the_history_is_only_added_to(edit: ListEdit) -> None:
    rename_measure(edit, "kg", "کیلو")
    for act in (ListChange.objects.all().delete, lambda: ListChange.objects.update(reason="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_loading_the_base_lists_leaves_alone_what_the_office_touched(edit: ListEdit) -> None:
    load_reference(FIXTURES)
    day = Holiday.objects.filter(date__gt=FILED_AT.date()).latest("date").date
    remove_holiday(edit, day)
    rename_measure(edit, "kg", "کیلو")
    load_reference(FIXTURES)
    assert Measure.objects.get(pk="kg").name_fa == "کیلو"
    assert not Holiday.objects.filter(date=day).exists()
