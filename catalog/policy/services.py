"""Adding to the dated policy: a later value, a province's own, one month's exception.

Nothing in force is ever changed, and nothing behind us: a value begins tomorrow at the earliest,
an exception is for a month whose final day has not passed. What has not begun yet is corrected by
another value for the same beginning, and stays in the history. Stored due instants do not move.
Whether a person may is asked before: offices and posts are not known here.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

from catalog.editing.errors import EditRefusedError
from catalog.models import Policy, Province
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import MONTH_KEYS, GovernedBy, PolicyKey
from config.jalali import (
    JalaliMonth,
    current_month,
    end_of_day_instant,
    from_parts,
    tehran_day,
)
from config.persian import format_number

# Of each pair the first is never more than the second.
ORDERED: Final = (
    (PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY),
    (PolicyKey.RULE_LEAST_MONTHS, PolicyKey.RULE_MOST_MONTHS),
    (PolicyKey.ESTIMATE_MIN_TQRR, PolicyKey.ESTIMATE_NORMAL_TQRR),
)
Scope = tuple[dt.date, str | None, JalaliMonth | None]
FILING_DAYS: Final = (PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY)


@dataclass(frozen=True)
class Addition:
    """Who gives a threshold which value (None: no deadline), why and when."""

    user: AbstractBaseUser
    key: PolicyKey
    value: int | None
    reason: str
    at: dt.datetime


@transaction.atomic
def add_value(added: Addition, begins: dt.date, province: Province | None = None) -> Policy:
    """Add a value that holds from a later Tehran day on, national or for a province.

    A value chosen by reference month begins with a month. Of several for one beginning the last
    one given holds. Raises EditRefusedError.
    """
    _check(added)
    field = "month" if added.key.fact.governed_by == GovernedBy.MONTH else "day"
    if begins <= tehran_day(added.at):
        raise EditRefusedError(field, "مقدار جدید از فردا به بعد آغاز می‌شود؛ گذشته تغییر نمی‌کند.")
    if field == "month" and JalaliMonth.containing(begins).first_day != begins:
        raise EditRefusedError(
            field, "این مقدار با ماه مرجع عوض می‌شود؛ از روز نخست یک ماه آغاز می‌شود."
        )
    if province is not None and not added.key.fact.by_province:
        raise EditRefusedError("province", "این مقدار برای همهٔ کشور یکی است.")
    new = _row(added, effective_from=begins, province=province)
    return _add(new, field)


@transaction.atomic
def add_exception(added: Addition, month: JalaliMonth) -> Policy:
    """Add a value for one reference month whose final day has not passed (directive 5013 §2).

    Raises EditRefusedError.
    """
    _check(added)
    if added.key.fact.governed_by != GovernedBy.MONTH:
        raise EditRefusedError(
            "value", "این مهلت با روز رسیدن پرونده شمرده می‌شود و استثنای ماه ندارد."
        )
    rows = _locked(added.key)
    if filing_windows(PolicyBook.load(), month).allowed_until <= added.at:
        raise EditRefusedError("month", f"آخرین روز ثبت {month} گذشته است؛ گذشته تغییر نمی‌کند.")
    # Before the month has ended nobody files it, so a later exception may replace an earlier one.
    runs = month < current_month(added.at)
    if runs and any((row.key, row.reference_month) == (added.key, month) for row in rows):
        raise EditRefusedError("month", f"{month} استثنایی دارد که در اجرا است و تغییر نمی‌کند.")
    # A filing day never moves behind now: nobody becomes late by an edit.
    if added.key in FILING_DAYS and added.value is not None:
        following = month + 1
        until = end_of_day_instant(from_parts(following.year, following.month, added.value))
        if until <= added.at:
            raise EditRefusedError(
                "value", "این روز گذشته است؛ روزی انتخاب کنید که هنوز نرسیده است."
            )
    today = tehran_day(added.at)
    return _add(_row(added, effective_from=today, year=month.year, month=month.month), "month")


def _check(added: Addition) -> None:
    """Refuse a value out of its range, and one without a reason."""
    fact = added.key.fact
    if not added.reason.strip():
        raise EditRefusedError("reason", "علت را بنویسید.")
    if added.value is None:
        if not fact.optional:
            raise EditRefusedError("value", "مقدار را بنویسید.")
        return
    if not fact.minimum <= added.value <= fact.maximum:
        low, high = format_number(fact.minimum), format_number(fact.maximum)
        raise EditRefusedError("value", f"از {low} تا {high} پذیرفته است.")
    if added.key in MONTH_KEYS and not 1 <= added.value % 100 <= 12:
        raise EditRefusedError("value", "سال و ماه را با شش رقم بنویسید، مانند ۱۴۰۵۰۱.")


def _add(new: Policy, field: str) -> Policy:
    """Save a row; EditRefusedError when it changes nothing, or does not fit those beside it."""
    # Locked before anything is compared: two offices may add at one moment.
    rows = _locked(PolicyKey(new.key))
    stands = [row.value for row in rows if row.place == new.place]
    if stands and stands[-1] == new.value:
        raise EditRefusedError(field, "همین مقدار برای همین آغاز هست.")
    _check_order(new, rows)
    new.save()
    return new


def _check_order(new: Policy, rows: Sequence[Policy]) -> None:
    """Refuse a value on the wrong side of the one it is paired with, wherever it will hold."""
    book = PolicyBook((*rows, new))
    for low, high in ORDERED:
        if new.key not in (low, high):
            continue
        other = high if new.key == low else low
        for scope in _scopes(new, rows):
            if book.number(low, *scope) > book.number(high, *scope):
                side = "بیشتر" if new.key == low else "کمتر"
                words = f"«{other.label}» که {format_number(book.number(other, *scope))} است"
                raise EditRefusedError("value", f"این مقدار از {words}، {side} نمی‌شود.")


def _scopes(new: Policy, rows: Sequence[Policy]) -> Iterator[Scope]:
    """Yield every day, province and month at which a new row may meet another."""
    own = new.reference_month
    begins = own.first_day if own else new.effective_from
    # Values change on these days only, so between them nothing new can meet.
    days = {begins, *(row.effective_from for row in rows if row.effective_from > begins)}
    months = {month for row in rows if (month := row.reference_month)}
    provinces = {None, *(row.province_id for row in rows)}
    for province in {new.province_id} if new.province_id else provinces:
        if own:
            yield begins, province, own
            continue
        yield from ((day, province, None) for day in days)
        yield from ((m.first_day, province, m) for m in months if m.first_day >= begins)


def _locked(key: PolicyKey) -> list[Policy]:
    """Lock the rows of a key and its pair against other additions until the transaction ends."""
    keys = {key, *(one for pair in ORDERED if key in pair for one in pair)}
    # Rows are only added to, so the portal's role may not lock them: the lock is a number, one for
    # all keys. An addition is rare.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_policy'))")
    # Read behind the lock: what was added while this waited is there.
    return list(Policy.objects.filter(key__in=keys).order_by("effective_from", "pk"))


def _row(added: Addition, **scope: object) -> Policy:
    return Policy(
        key=added.key,
        value=added.value,
        source_clause=added.key.fact.clause,
        note=added.reason.strip(),
        added_by_id=added.user.pk,
        added_at=added.at,
        **scope,
    )
