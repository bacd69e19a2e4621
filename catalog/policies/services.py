"""Adding to the dated policy: a later value, a province's own, one month's exception.

Nothing in force is ever changed, and nothing behind us: a value begins tomorrow at the earliest,
an exception is for a month whose final day has not passed. Stored due instants do not move.
Whether a person may is asked before: offices and posts are not known here.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from catalog.editor.errors import Refused
from catalog.enums import GovernedBy, PolicyKey
from catalog.models import Policy, Province
from catalog.policy import PolicyBook, filing_windows
from config.jalali import JalaliMonth, end_of_day_instant, from_parts, tehran_day
from config.persian import format_number

# Of each pair the first is never more than the second.
ORDERED: Final = (
    (PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY),
    (PolicyKey.RULE_RATE_LOW, PolicyKey.RULE_RATE_HIGH),
    (PolicyKey.RULE_LEAST_MONTHS, PolicyKey.RULE_MOST_MONTHS),
)
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

    A value chosen by reference month begins with a month. Raises Refused.
    """
    _check(added)
    field = "month" if added.key.fact.governed_by == GovernedBy.MONTH else "day"
    if begins <= tehran_day(added.at):
        raise Refused(field, "مقدار تازه از فردا به بعد آغاز می‌شود؛ گذشته تغییر نمی‌کند.")
    if field == "month" and JalaliMonth.containing(begins).first_day != begins:
        raise Refused(field, "این مقدار با ماه مرجع عوض می‌شود؛ از روز نخست یک ماه آغاز می‌شود.")
    if province is not None and not added.key.fact.by_province:
        raise Refused("province", "این مقدار برای همهٔ کشور یکی است.")
    rows = _locked(added.key)
    if any(
        (row.effective_from, row.province_id, row.year)
        == (begins, province.pk if province else None, None)
        for row in rows
    ):
        raise Refused(field, "برای همین آغاز مقداری هست؛ روز یا ماه دیگری برگزینید.")
    _check_order(added, begins, province.pk if province else None, None)
    return _add(added, effective_from=begins, province=province)


@transaction.atomic
def add_exception(added: Addition, month: JalaliMonth) -> Policy:
    """Add a value for one reference month whose final day has not passed (directive 5013 §2).

    A filing day never moves behind now. Raises Refused.
    """
    _check(added)
    if added.key.fact.governed_by != GovernedBy.MONTH:
        raise Refused("value", "این مهلت با روز رسیدن پرونده شمرده می‌شود و استثنای ماه ندارد.")
    rows = _locked(added.key)
    book = PolicyBook.load()
    if filing_windows(book, month).allowed_until <= added.at:
        raise Refused("month", f"آخرین روز ثبت {month} گذشته است؛ گذشته تغییر نمی‌کند.")
    if any(row.reference_month == month for row in rows):
        raise Refused("month", f"{month} استثنایی دارد که در اجرا است و تغییر نمی‌کند.")
    if added.key in FILING_DAYS and added.value is not None:
        following = month + 1
        until = end_of_day_instant(from_parts(following.year, following.month, added.value))
        if until <= added.at:
            raise Refused("value", "این روز گذشته است؛ روزی برگزینید که هنوز نرسیده است.")
    _check_order(added, month.first_day, None, month)
    return _add(added, effective_from=tehran_day(added.at), year=month.year, month=month.month)


def _check(added: Addition) -> None:
    """Refuse a value out of its range, and one without a reason."""
    fact = added.key.fact
    if not added.reason.strip():
        raise Refused("reason", "علت را بنویسید.")
    if added.value is None:
        if not fact.optional:
            raise Refused("value", "مقدار را بنویسید.")
        return
    if not fact.minimum <= added.value <= fact.maximum:
        low, high = format_number(fact.minimum), format_number(fact.maximum)
        raise Refused("value", f"از {low} تا {high} پذیرفته است.")
    if added.key == PolicyKey.OBLIGATION_FROM and not 1 <= added.value % 100 <= 12:
        raise Refused("value", "سال و ماه را با شش رقم بنویسید، مانند ۱۴۰۵۰۱.")


def _check_order(
    added: Addition, on: dt.date, province: str | None, month: JalaliMonth | None
) -> None:
    """Refuse a value on the wrong side of the one it is paired with, as that holds then."""
    book = PolicyBook.load()
    for low, high in ORDERED:
        if added.key not in (low, high) or added.value is None:
            continue
        other = high if added.key == low else low
        than = book.number(other, on, province, month)
        wrong = added.value > than if added.key == low else added.value < than
        if wrong:
            side = "بیشتر" if added.key == low else "کمتر"
            words = f"«{other.label}» که {format_number(than)} است"
            raise Refused("value", f"این مقدار از {words}، {side} نمی‌شود.")


def _locked(key: PolicyKey) -> list[Policy]:
    """Return the rows of a key, held until the end: two additions follow one another."""
    return list(Policy.objects.select_for_update().filter(key=key).order_by("pk"))


def _add(added: Addition, **scope: object) -> Policy:
    return Policy.objects.create(
        key=added.key,
        value=added.value,
        source_clause=added.key.fact.clause,
        note=added.reason.strip(),
        added_by_id=added.user.pk,
        added_at=added.at,
        **scope,
    )
