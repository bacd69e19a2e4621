"""What pages read: responses, growth and estimates with their words, the days of a month."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from catalog.models import Policy, Product
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from statistics.estimation.calendar_queries import month_days
from statistics.estimation.enums import Reliability
from statistics.estimation.queries import (
    Place,
    ProductKey,
    counted_at,
    estimate_of,
    estimates,
    filed_by_the_same_day,
    matched_change,
    matched_changes,
    response,
    responses,
)
from statistics.estimation.services import count, refresh, refresh_year
from statistics.matched_samples import MatchedSample
from statistics.models import EstimateStamp, MatchedTotal, ProductEstimate
from tests.references import load_lists
from tests.statistics.estimation.test_one_truth import AT, unit, write
from tests.statistics.estimation.worlds import MONTH, DrawnUnit, DrawnWorld
from tests.world import BAG, World, tehran
from units.models import Unit

pytestmark = pytest.mark.django_db


def counted(world: World, units: list[DrawnUnit]) -> ProductKey:
    write(world, DrawnWorld(units, 3, 50))
    count([MONTH], AT)
    return ProductKey(Product.objects.get(code=BAG).pk, "ton", world.province.pk)


# A, B, C have filed; D and E have not. All of one class, each its own holder.
LATE = [
    unit(1, "120", "100"),
    unit(2, "80", "80"),
    unit(3, "45", "60"),
    unit(4, None, "40"),
    unit(5, None, "20"),
]


def test_b1_read_as_a_page_reads_it(world: World) -> None:
    key = counted(world, LATE)
    book = PolicyBook.load()
    change = matched_change(book, MONTH, key)
    assert (change.percent, change.words) == (Decimal("2.1"), "۲٫۱ درصد افزایش")
    found = estimate_of(book, MONTH, key)
    assert found.value == Fraction("306.25")
    assert (found.estimate.coverage, found.estimate.imputed_share) == (
        Fraction(4, 5),
        Fraction(1, 5),
    )
    assert (found.units_reported, found.units_imputed) == (3, 2)
    assert (found.label, found.words("تن")) == ("برآورد", "۳۰۶ تن (برآورد)")
    # The country is the sum of its organizations.
    country = ProductKey(key.product, key.measure)
    assert estimate_of(book, MONTH, country).value == Fraction("306.25")
    assert matched_change(book, MONTH, country).percent == Decimal("2.1")
    assert change.diffusion == 0


def test_three_holders_are_too_few_where_five_are_asked(world: World) -> None:
    key = counted(world, LATE[:3])
    Policy.objects.create(
        key=PolicyKey.GROWTH_MIN_HOLDERS,
        value=5,
        effective_from=MONTH.first_day,
        year=MONTH.year,
        month=MONTH.month,
        source_clause="x",
    )
    change = matched_change(PolicyBook.load(), MONTH, key)
    assert (change.percent, change.words, change.diffusion) == (None, "هنوز کافی نیست", None)


def test_a_growth_on_nothing_is_a_dash(world: World) -> None:
    key = counted(world, [unit(n, "10", "0") for n in range(1, 6)])
    book = PolicyBook.load()
    assert matched_change(book, MONTH, key).words == "—"
    assert matched_change(book, MONTH, key, lag=12).words == "—"


def test_a_growth_on_next_to_nothing_is_a_dash(world: World) -> None:
    key = counted(world, [unit(n, "1", "1") for n in range(1, 5)])
    assert matched_change(PolicyBook.load(), MONTH, key).words == "—"
    assert MatchedSample(5, 5, 5, 5).on_nothing is False


def test_a_page_reads_all_products_and_places_in_one_query_each(
    world: World, django_assert_num_queries: Any
) -> None:
    key = counted(world, LATE)
    book, pair = PolicyBook.load(), (key.product, key.measure)
    with django_assert_num_queries(4):
        changes = matched_changes(book, MONTH, world.province.pk)
        found = estimates(book, MONTH)
        by_union = responses(MONTH, "union", Place(world.province.pk))
        whole = response(MONTH)
    assert changes == {pair: matched_change(book, MONTH, key)}
    assert found == {pair: estimate_of(book, MONTH, key)}
    assert by_union == {world.union.pk: whole}
    assert (whole.due, whole.filed) == (5, 3)


def test_below_half_reported_no_total_is_said(world: World) -> None:
    few = [unit(1, "10", "10"), *(unit(n, None, "10") for n in range(2, 6))]
    found = estimate_of(PolicyBook.load(), MONTH, counted(world, few))
    assert (found.value, found.words("تن")) == (None, "هنوز کافی نیست")


def test_between_half_and_seventy_percent_it_is_said_to_be_weak(world: World) -> None:
    some = [*(unit(n, "10", "10") for n in range(1, 4)), *(unit(n, None, "10") for n in (4, 5))]
    found = estimate_of(PolicyBook.load(), MONTH, counted(world, some))
    assert found.words("تن") == "۵۰ تن (برآورد کم‌اعتماد)"


def test_all_that_was_reported_is_no_estimate(world: World) -> None:
    found = estimate_of(PolicyBook.load(), MONTH, counted(world, LATE[:3]))
    assert (found.label, found.words("تن")) == ("", "۲۴۵ تن")


def test_units_that_never_filed_keep_a_first_month_from_looking_complete(world: World) -> None:
    units = [unit(n, "10", "10") for n in (1, 2, 3)] + [unit(n) for n in range(4, 8)]
    found = estimate_of(PolicyBook.load(), MONTH, counted(world, units))
    assert found.estimate.reported_share == 1
    assert found.reliability == Reliability.NOT_YET


def test_a_month_in_review_is_filed_and_in_no_figure(world: World) -> None:
    world.filed(MONTH, AT)
    count([MONTH], AT)
    found = response(MONTH)
    assert (found.due, found.filed, found.final, found.pending) == (1, 1, 0, 1)
    assert not ProductEstimate.objects.exists()


def test_the_denominator_is_who_owes_the_month(world: World) -> None:
    count([MONTH], AT)
    found = response(MONTH)
    assert (found.due, found.filed, found.words) == (1, 0, "۰ درصد (۰ از ۱)")
    here = Place(world.province.pk, "0301", world.union.pk, "25")
    assert response(MONTH, here).due == 1
    assert response(MONTH, Place(trade="19")).due == 0
    # Without a guild id a unit can file nothing, so it owes nothing.
    Unit.objects.update(guild_id="")
    count([MONTH], AT)
    assert response(MONTH).words == "—"


def test_a_returned_month_counts_as_duty_counts_it(world: World) -> None:
    case = world.returned(MONTH, AT)
    assert case.counts_until
    count([MONTH], AT)
    assert (response(MONTH).filed, response(MONTH).pending) == (1, 1)
    count([MONTH], case.counts_until)
    assert response(MONTH).filed == 0


def test_an_unfinished_month_is_put_beside_the_same_day_of_the_last_one(world: World) -> None:
    # Filed on the third day after its end.
    world.filed(MONTH - 1, tehran(1404, 8, 3))
    count([MONTH - 1, MONTH], AT)
    assert filed_by_the_same_day(MONTH, tehran(1404, 9, 2)) == 0
    assert filed_by_the_same_day(MONTH, tehran(1404, 9, 3)) == 1
    assert filed_by_the_same_day(MONTH, tehran(1404, 9, 20), world.province.pk) == 1
    assert filed_by_the_same_day(MONTH, tehran(1404, 9, 20), world.union.pk) == 0


def test_rows_are_thrown_away_and_counted_again(world: World) -> None:
    key = counted(world, LATE)
    before = estimate_of(PolicyBook.load(), MONTH, key)
    later = tehran(1404, 9, 4)
    assert MONTH in refresh(later)
    assert estimate_of(PolicyBook.load(), MONTH, key) == before
    assert counted_at(MONTH) == later
    assert counted_at(MONTH - 4) is None
    assert len(refresh_year(later)) == EstimateStamp.objects.count() == 13
    # Four months later what is known is what stands: no estimate is kept.
    refresh(tehran(1405, 1, 3))
    kept = {(row.year, row.month) for row in ProductEstimate.objects.order_by("pk")}
    assert (MONTH.year, MONTH.month) not in kept


def test_the_hourly_run_leaves_the_year_before_to_the_night(world: World) -> None:
    world.final(MONTH - 13, tehran(1403, 8, 3))
    world.final(MONTH - 1, tehran(1404, 8, 3))
    rows = MatchedTotal.objects.filter(year=MONTH.year, month=MONTH.month - 1, lag=12)
    refresh(AT)
    assert not rows.exists()
    refresh_year(AT)
    assert rows.count() == 2
    # What the night has counted stays over the day.
    refresh(AT)
    assert rows.count() == 2


WORKING = {
    1404: (20, 26, 23, 25, 25, 24, 26, 25, 25, 24, 24, 17),
    1405: (20, 27, 24, 25, 23, 26, 26, 25, 26, 24, 23, 21),
}
RAMADAN = {
    # Fitr was on the 22nd.
    (1403, 1): 21,
    (1403, 12): 19,
    (1404, 1): 10,
    (1404, 12): 29,
    (1405, 11): 11,
    (1405, 12): 18,
    (1406, 11): 22,
    (1406, 12): 7,
}


def test_working_days_and_ramadan_of_a_month(db: None) -> None:
    load_lists()
    months = [JalaliMonth(year, month) for year in range(1403, 1407) for month in range(1, 13)]
    found = month_days(months)
    for year, days in WORKING.items():
        mine = [found[JalaliMonth(year, month)].working for month in range(1, 13)]
        assert mine == list(days)
        assert sum(mine) == {1404: 284, 1405: 290}[year]
    fasting = {(m.year, m.month): d.ramadan for m, d in found.items() if d.ramadan}
    assert fasting == RAMADAN
    assert found[JalaliMonth(1404, 6)].days == 31
    # A month alone is counted as among others.
    for month in (JalaliMonth(1404, 12), JalaliMonth(1405, 1)):
        assert month_days([month])[month] == found[month]
