"""The days of a month: of organizations for long, by county and union of the latest alone."""

import pytest

from config.jalali import JalaliMonth
from statistics.estimation.services import count
from statistics.models import FilingDay, PlaceFilingDay
from tests.statistics.estimation.worlds import MONTH
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
# Aban 1404 is the latest month, three days after its end.
NOW = tehran(1404, 9, 3)
Days = set[tuple[int, int, int]]


def days(model: type[FilingDay] | type[PlaceFilingDay], month: JalaliMonth) -> Days:
    rows = model._default_manager.filter(year=month.year, month=month.month)
    return set(rows.values_list("day", "filed", "final"))


def test_a_month_is_filed_on_one_day_and_final_on_another(world: World) -> None:
    world.filed(MONTH, tehran(1404, 9, 1))
    count([MONTH], NOW)
    assert days(FilingDay, MONTH) == days(PlaceFilingDay, MONTH) == {(1, 1, 0)}
    case = world.final(MONTH - 1, tehran(1404, 8, 4))
    count([MONTH - 1], NOW)
    assert days(FilingDay, MONTH - 1) == days(PlaceFilingDay, MONTH - 1) == {(4, 1, 1)}
    row = PlaceFilingDay.objects.get(month=7)
    assert (row.county, row.union) == (case.licence.county, case.licence.union)


def test_days_by_place_end_with_the_thirty_first(world: World) -> None:
    world.filed(MONTH - 1, tehran(1404, 9, 2))
    count([MONTH - 1], NOW)
    assert days(FilingDay, MONTH - 1) == {(32, 1, 0)}
    assert days(PlaceFilingDay, MONTH - 1) == {(31, 1, 0)}


def test_by_place_only_the_latest_month_and_the_two_beside_it_are_kept(world: World) -> None:
    for back in (0, 1, 2):
        world.filed(MONTH - back, tehran(1404, 9, 2))
    count([MONTH, MONTH - 1, MONTH - 2], NOW)
    kept = PlaceFilingDay.objects.order_by("month").values_list("month", flat=True)
    assert (list(kept), days(FilingDay, MONTH - 2)) == ([7, 8], {(62, 1, 0)})
    # A month later those of Mehr have had their time.
    count([MONTH + 1, MONTH], tehran(1404, 10, 3))
    assert set(PlaceFilingDay.objects.values_list("month", flat=True)) == {8}
