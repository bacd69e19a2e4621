"""Dated policy values: what is in force, and that it stays as it was."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Policy, PolicyStoredError
from catalog.policy.book import MissingPolicyError, PolicyBook, filing_windows
from catalog.policy_definitions import POLICY, PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant, from_parts, tehran_day

pytestmark = pytest.mark.django_db

DAYS = PolicyKey.PROVINCE_DAYS
ALLOWED = PolicyKey.FILING_ALLOWED_DAY
MEHR = JalaliMonth(1405, 7)


def today() -> dt.date:
    return tehran_day(timezone.now())


def give(key: PolicyKey, value: int | None, day: dt.date, **scope: Any) -> Policy:
    return Policy.objects.create(
        key=key, value=value, effective_from=day, source_clause="نمونه", **scope
    )


def test_every_key_has_its_facts_and_a_first_value_in_range() -> None:
    assert set(POLICY) == set(PolicyKey)
    for fact in POLICY.values():
        if fact.first is None:
            assert fact.optional
        else:
            assert fact.minimum <= fact.first <= fact.maximum
        assert fact.clause
    optional = [key for key in PolicyKey if key.fact.optional]
    assert optional == [
        PolicyKey.UNION_DAYS,
        PolicyKey.RULE_DOLLAR_RATE,
        PolicyKey.SMS_DAY_RIALS,
    ]


def test_the_book_is_read_once(
    reference: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        book = PolicyBook.load()
        for key in PolicyKey:
            assert book.value(key, today(), "03", MEHR) == key.fact.first


def test_the_latest_value_in_force_holds(reference: None) -> None:
    give(DAYS, 4, from_parts(1405, 3, 1))
    give(DAYS, 7, from_parts(1405, 6, 1))
    book = PolicyBook.load()
    assert book.value(DAYS, from_parts(1405, 2, 31)) == 3
    assert book.value(DAYS, from_parts(1405, 3, 1)) == 4
    assert book.value(DAYS, from_parts(1405, 5, 31)) == 4
    assert book.value(DAYS, from_parts(1405, 6, 1)) == 7


def test_a_province_overrides_the_national_value_even_a_later_one(reference: None) -> None:
    give(DAYS, 6, from_parts(1405, 1, 1), province_id="03")
    give(DAYS, 4, from_parts(1405, 3, 1))
    book = PolicyBook.load()
    day = from_parts(1405, 7, 1)
    assert book.value(DAYS, day, "03") == 6
    assert book.value(DAYS, day, "04") == 4
    assert book.value(DAYS, day) == 4
    assert book.value(DAYS, from_parts(1404, 12, 29), "03") == 3


def test_an_exception_for_a_month_stands_above_all_and_touches_no_other_month(
    reference: None,
) -> None:
    give(ALLOWED, 12, from_parts(1405, 1, 1), province_id="03")
    give(ALLOWED, 20, from_parts(1405, 8, 4), year=1405, month=7)
    book = PolicyBook.load()
    assert book.value(ALLOWED, MEHR.first_day, "03", MEHR) == 20
    assert book.value(ALLOWED, MEHR.first_day, "03", MEHR + 1) == 12
    assert book.value(ALLOWED, MEHR.first_day, "04", MEHR - 1) == 10
    assert book.value(ALLOWED, MEHR.first_day, "03") == 12


def test_an_empty_union_deadline_means_none_not_the_older_one(reference: None) -> None:
    give(PolicyKey.UNION_DAYS, None, from_parts(1405, 1, 1))
    book = PolicyBook.load()
    assert book.value(PolicyKey.UNION_DAYS, from_parts(1405, 1, 1)) is None
    assert book.value(PolicyKey.UNION_DAYS, from_parts(1404, 12, 29)) == 3


def test_without_any_value_in_force_nothing_is_guessed() -> None:
    give(DAYS, 3, from_parts(1405, 1, 1))
    with pytest.raises(MissingPolicyError):
        PolicyBook.load().value(DAYS, from_parts(1404, 12, 29))


def test_the_worked_example_of_mehr_1398(reference: None) -> None:
    window = filing_windows(PolicyBook.load(), JalaliMonth(1398, 7))
    assert window.opens == from_parts(1398, 8, 1)
    assert window.on_time_until == end_of_day_instant(from_parts(1398, 8, 5))
    assert window.allowed_until == end_of_day_instant(from_parts(1398, 8, 10))


def test_a_window_follows_province_and_exception(reference: None) -> None:
    give(ALLOWED, 15, from_parts(1405, 1, 1), province_id="03")
    give(ALLOWED, 20, from_parts(1405, 8, 4), year=1405, month=7)
    book = PolicyBook.load()
    ends = [
        filing_windows(book, MEHR).allowed_until,
        filing_windows(book, MEHR + 1, "03").allowed_until,
        filing_windows(book, MEHR + 1).allowed_until,
        filing_windows(book, JalaliMonth(1404, 12)).allowed_until,
    ]
    assert ends == [
        end_of_day_instant(from_parts(*parts))
        for parts in [(1405, 8, 20), (1405, 9, 15), (1405, 9, 10), (1405, 1, 10)]
    ]


@pytest.mark.parametrize(
    ("key", "value", "scope"),
    [
        (DAYS, None, {}),
        (PolicyKey.MINISTRY_DAYS, None, {}),
        (DAYS, 0, {}),
        (DAYS, 61, {}),
        (ALLOWED, 30, {}),
        (PolicyKey.WORKING_DAYS, 2, {}),
        (PolicyKey.OBLIGATION_FROM, 140413, {}),
        (PolicyKey.OBLIGATION_FROM, 3, {}),
        ("unknown", 3, {}),
        (ALLOWED, 12, {"year": 1405}),
        (ALLOWED, 12, {"month": 7}),
        (ALLOWED, 12, {"year": 1405, "month": 13}),
        (ALLOWED, 12, {"year": 2026, "month": 7}),
        (ALLOWED, 12, {"year": 1405, "month": 7, "province_id": "03"}),
    ],
    ids=str,
)
def test_a_value_out_of_range_or_scope_is_refused(
    reference: None, key: PolicyKey, value: int | None, scope: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        give(key, value, from_parts(1410, 1, 1), **scope)


def test_one_value_a_day_and_scope(reference: None) -> None:
    day = from_parts(1410, 1, 1)
    give(DAYS, 4, day)
    give(DAYS, 4, day, province_id="03")
    for scope in ({}, {"province_id": "03"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(DAYS, 5, day, **scope)


@pytest.mark.parametrize("days", [0, 1])
def test_a_value_is_never_changed_nor_removed_in_force_or_not(days: int) -> None:
    row = give(DAYS, 3, today() + dt.timedelta(days=days))
    row.value = 9
    with pytest.raises(PolicyStoredError):
        row.save()
    with pytest.raises(PolicyStoredError):
        row.delete()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Policy.objects.filter(pk=row.pk).update(value=9)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Policy.objects.filter(pk=row.pk).delete()
    assert Policy.objects.get(pk=row.pk).value == 3
