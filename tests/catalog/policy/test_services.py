"""The policy is only added to: nothing in force and nothing behind us ever changes."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.editing.errors import EditRefusedError
from catalog.models import Policy, Province
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy.queries import line, value_words
from catalog.policy.services import Addition, add_exception, add_value
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant, from_parts, tehran_day
from tests.concurrency import until_somebody_waits
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
# The third of Aban 1398: Mehr is being filed.
AT = tehran(1398, 8, 3)
MEHR, ABAN, AZAR = (JalaliMonth(1398, month) for month in (7, 8, 9))
DAYS, ON_TIME, ALLOWED = (
    PolicyKey.PROVINCE_DAYS,
    PolicyKey.FILING_ON_TIME_DAY,
    PolicyKey.FILING_ALLOWED_DAY,
)


def wish(
    world: World, key: PolicyKey, value: int | None, reason: str = "نامهٔ دفتر", at: Any = AT
) -> Addition:
    return Addition(world.ministry_officer, key, value, reason, at)


def refused(act: Any, *given: Any) -> tuple[str, str]:
    """Read field and text of a refusal; nothing was added."""
    before = Policy.objects.count()
    with pytest.raises(EditRefusedError) as refusal:
        act(*given)
    assert Policy.objects.count() == before
    return refusal.value.field, refusal.value.text


def test_a_later_value_holds_from_its_day_and_says_who_and_why(world: World) -> None:
    begins = from_parts(1398, 8, 10)
    row = add_value(wish(world, DAYS, 4), begins)
    assert (row.added_by, row.added_at, row.note) == (world.ministry_officer, AT, "نامهٔ دفتر")
    assert row.source_clause == DAYS.fact.clause
    book = PolicyBook.load()
    assert book.value(DAYS, begins - dt.timedelta(days=1)) == 3
    assert book.value(DAYS, begins) == 4


@pytest.mark.parametrize("days", [-400, -1, 0])
def test_the_past_and_today_are_refused(world: World, days: int) -> None:
    begins = tehran_day(AT) + dt.timedelta(days=days)
    field, text = refused(add_value, wish(world, DAYS, 4), begins)
    assert (field, "گذشته" in text) == ("day", True)
    assert add_value(wish(world, DAYS, 4), tehran_day(AT) + dt.timedelta(days=1)).pk


def test_the_day_is_teherans(world: World) -> None:
    """Half past eleven at night in Tehran is still today, a few hours later in UTC it is not."""
    late = tehran(1398, 8, 3, 23, 30)
    assert refused(add_value, wish(world, DAYS, 4, at=late), from_parts(1398, 8, 3))[0] == "day"
    assert add_value(wish(world, DAYS, 4, at=late), from_parts(1398, 8, 4)).pk


def test_a_value_of_months_begins_with_a_month(world: World) -> None:
    assert refused(add_value, wish(world, ALLOWED, 12), from_parts(1398, 9, 2))[0] == "month"
    assert refused(add_value, wish(world, ALLOWED, 12), ABAN.first_day)[0] == "month"
    add_value(wish(world, ALLOWED, 12), AZAR.first_day)
    book = PolicyBook.load()
    until = [filing_windows(book, month).allowed_until for month in (ABAN, AZAR)]
    assert until == [
        end_of_day_instant(from_parts(1398, 9, 10)),
        end_of_day_instant(from_parts(1398, 10, 12)),
    ]


def test_a_province_may_have_its_own_where_it_is_asked(world: World) -> None:
    east, begins = Province.objects.get(code="03"), from_parts(1398, 9, 1)
    add_value(wish(world, DAYS, 5), begins, east)
    book = PolicyBook.load()
    assert (book.value(DAYS, begins, "03"), book.value(DAYS, begins)) == (5, 3)
    national = wish(world, PolicyKey.PEERS_MINIMUM, 5)
    assert refused(add_value, national, begins, east)[0] == "province"


def test_what_has_not_begun_is_corrected_by_another_value(world: World) -> None:
    case, begins = world.at_province(), from_parts(1398, 9, 1)
    due = case.due_at
    wrong = add_value(wish(world, DAYS, 50), begins)
    later = AT + dt.timedelta(minutes=5)
    add_value(wish(world, DAYS, 5, at=later), begins)
    book = PolicyBook.load()
    assert [book.value(DAYS, day) for day in (begins - dt.timedelta(days=1), begins)] == [3, 5]
    found = line(DAYS, tehran_day(AT))
    assert [row.value for row in found.coming] == [5]
    assert [row.value for row in found.history] == [5, 50, 3]
    assert found.replaced == {wrong.pk}
    case.refresh_from_db()
    assert case.due_at == due
    begun = end_of_day_instant(begins - dt.timedelta(days=1))
    assert refused(add_value, wish(world, DAYS, 6, at=begun), begins)[0] == "day"


def test_the_same_value_is_not_added_twice(world: World) -> None:
    begins = from_parts(1398, 9, 1)
    add_value(wish(world, DAYS, 5), begins)
    again = wish(world, DAYS, 5, at=AT + dt.timedelta(minutes=5))
    assert refused(add_value, again, begins)[0] == "day"
    add_value(again, begins, Province.objects.get(code="03"))


def test_an_exception_is_corrected_until_its_month_is_filed(world: World) -> None:
    add_exception(wish(world, ALLOWED, 25), ABAN)
    add_exception(wish(world, ALLOWED, 15, at=AT + dt.timedelta(days=2)), ABAN)
    assert PolicyBook.load().number(ALLOWED, ABAN.first_day, None, ABAN) == 15
    assert [row.value for row in line(ALLOWED, tehran_day(AT)).exceptions] == [15]
    opened = tehran(1398, 9, 1, 0, 1)
    assert refused(add_exception, wish(world, ALLOWED, 20, at=opened), ABAN)[0] == "month"


def test_a_pair_stays_in_order_later_in_a_province_and_in_a_month(world: World) -> None:
    """The eighth is in order today; it would not be where the other value is another."""
    east = Province.objects.get(code="03")
    eighth = wish(world, ON_TIME, 8)
    others: tuple[tuple[Any, ...], ...] = (
        (add_value, wish(world, ALLOWED, 6), (AZAR + 1).first_day),
        (add_value, wish(world, ALLOWED, 6), AZAR.first_day, east),
        (add_exception, wish(world, ALLOWED, 6), AZAR + 2),
    )
    for add, *given in others:
        point = transaction.savepoint()
        add(*given)
        assert refused(add_value, eighth, AZAR.first_day)[0] == "value"
        transaction.savepoint_rollback(point)
    add_value(wish(world, ALLOWED, 6), AZAR.first_day, east)
    assert refused(add_exception, wish(world, ON_TIME, 8), AZAR)[0] == "value"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (DAYS, 0, "x"),
        (DAYS, 61, "x"),
        (DAYS, None, "x"),
        (PolicyKey.OBLIGATION_FROM, 140413, "x"),
        (PolicyKey.RULE_LEAST_MONTHS, 13, "x"),
        (PolicyKey.RULE_DOLLAR_RATE, 0, "x"),
        (ON_TIME, 11, "x"),
        (ALLOWED, 4, "x"),
    ],
)
def test_values_out_of_range_or_order_are_refused(
    world: World, key: PolicyKey, value: int | None, reason: str
) -> None:
    assert refused(add_value, wish(world, key, value, reason), AZAR.first_day)[0] == "value"


def test_a_reason_is_asked_for(world: World) -> None:
    assert refused(add_value, wish(world, DAYS, 4, "  "), from_parts(1398, 9, 1))[0] == "reason"


def test_the_unions_clock_may_be_taken_away(world: World) -> None:
    add_value(wish(world, PolicyKey.UNION_DAYS, None), from_parts(1398, 9, 1))
    assert PolicyBook.load().value(PolicyKey.UNION_DAYS, from_parts(1398, 9, 1)) is None
    assert value_words(PolicyKey.UNION_DAYS, None) == "بی مهلت"


def test_an_exception_widens_a_window_while_it_runs(world: World) -> None:
    add_exception(wish(world, ALLOWED, 20), MEHR)
    book = PolicyBook.load()
    assert filing_windows(book, MEHR).allowed_until == end_of_day_instant(from_parts(1398, 8, 20))
    assert filing_windows(book, ABAN).allowed_until == end_of_day_instant(from_parts(1398, 9, 10))
    assert refused(add_exception, wish(world, ALLOWED, 25), MEHR)[0] == "month"


def test_no_exception_for_a_month_whose_final_day_is_over(world: World) -> None:
    last = tehran(1398, 8, 10, 23, 59)
    assert add_exception(wish(world, ALLOWED, 20, at=last), MEHR).pk
    over = end_of_day_instant(from_parts(1398, 8, 10))
    assert refused(add_exception, wish(world, ON_TIME, 6, at=over), MEHR)[0] == "value"
    assert refused(add_exception, wish(world, ALLOWED, 20, at=over), MEHR - 1)[0] == "month"


def test_a_filing_day_never_moves_behind_now(world: World) -> None:
    assert refused(add_exception, wish(world, ON_TIME, 2), MEHR)[0] == "value"
    assert add_exception(wish(world, ON_TIME, 3), MEHR).pk


def test_review_days_have_no_month(world: World) -> None:
    assert refused(add_exception, wish(world, DAYS, 4), MEHR)[0] == "value"


def test_a_line_tells_what_is_in_force_and_what_comes(world: World) -> None:
    east = Province.objects.get(code="03")
    for value, day in ((4, 10), (5, 20)):
        add_value(wish(world, DAYS, value), from_parts(1398, 8, day))
        add_value(wish(world, DAYS, value + 10), from_parts(1398, 8, day), east)
    found = line(DAYS, from_parts(1398, 8, 12))
    assert found.current is not None
    assert found.current.value == 4
    assert [row.value for row in found.coming] == [5]
    assert [row.value for row in found.provinces] == [14, 15]
    assert [row.value for row in found.history] == [15, 5, 14, 4, 3]


def test_who_added_and_why_belong_together_in_the_database(world: World) -> None:
    with pytest.raises(IntegrityError, match="policy_added_by"), transaction.atomic():
        Policy.objects.create(
            key=DAYS,
            value=4,
            effective_from=from_parts(1450, 1, 1),
            source_clause="x",
            added_by=world.owner,
        )


def test_two_additions_to_a_pair_follow_one_another(shared_world: World) -> None:
    """Either is in order beside what stands; together they are not."""

    def second() -> None:
        try:
            add_value(wish(shared_world, ALLOWED, 7), AZAR.first_day)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add_value(wish(shared_world, ON_TIME, 9), AZAR.first_day)
            other = pool.submit(second)
            until_somebody_waits()
        with pytest.raises(EditRefusedError):
            other.result()
