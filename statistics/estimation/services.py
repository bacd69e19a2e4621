"""Counts responses, matches and estimates of some months anew, in one transaction.

Everything is read as of the statement and written to tables of this room alone: whoever files or
decides meanwhile waits for nothing. A run that meets another one leaves the work to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, models, transaction

from accounts.enums import OrganizationKind
from catalog.models import Province
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, last_months
from statistics.estimation.rules import MOST_SILENT
from statistics.estimation.staging import STAGES, TABLES, duty_columns, period_of
from statistics.estimation.statements import DAYS, ESTIMATES, MATCHES, PLACE_DAYS, RESPONSES
from statistics.models import (
    EstimateStamp,
    FilingDay,
    MatchedTotal,
    PlaceFilingDay,
    ProductEstimate,
    ResponseCount,
)
from statistics.obligation.queries import FILED_PARAMS

# The month that is being filed and the three before it have estimates; all of a year and a month
# have responses and growths.
ESTIMATED, COUNTED = 4, 13
_RUN: Final = 7_204_114


def refresh(at: datetime) -> list[JalaliMonth]:
    """Count the open month and the last three; return the months that were counted.

    The open one alone is matched with the year before: for the others that waits for the night.
    """
    months = last_months(at, ESTIMATED)
    return count(months, at, months[:1])


def refresh_year(at: datetime) -> list[JalaliMonth]:
    """Count the last thirteen months, some at a time: no run holds its transaction for long."""
    months = last_months(at, COUNTED)
    groups = [months[first : first + ESTIMATED] for first in range(0, COUNTED, ESTIMATED)]
    return [month for group in groups for month in count(group, at)]


@transaction.atomic
def count(
    months: Sequence[JalaliMonth], at: datetime, yearly: Sequence[JalaliMonth] | None = None
) -> list[JalaliMonth]:
    """Throw the rows of these months away and count them as of `at`.

    Those of `yearly`, by default all, are matched with the year before as well.

    Returns the months; none when another run is at it.
    """
    book, estimated = PolicyBook.load(), set(last_months(at, ESTIMATED))
    yearly = months if yearly is None else yearly
    # A growth is chained over months that are not counted otherwise.
    chained = {
        month - back for month in months if month in estimated for back in range(MOST_SILENT)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_RUN])
        [(free,)] = cursor.fetchall()
        if not free:
            return []
        # All units are put together in memory, for this transaction only.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        # What is staged is joined whole: sorting it by product and measure first costs a third.
        cursor.execute("SET LOCAL enable_mergejoin = off")
        given = given_columns(book, months, at) | {"staged": _staged(months, yearly, chained)}
        for stage in STAGES:
            cursor.execute(stage, given)
        for lag, matched in ((1, {*months, *chained}), (12, {*yearly})):
            for month in sorted(matched):
                _delete(MatchedTotal, month, lag=lag)
                cursor.execute(MATCHES, given | _of(month) | {"lag": lag})
        for month in months:
            _count_month(cursor, book, month, given, month in estimated)
            EstimateStamp.objects.update_or_create(
                year=month.year, month=month.month, defaults={"counted_at": at}
            )
        placed = _placed(at)
        for month in sorted(placed.intersection(months)):
            _delete(PlaceFilingDay, month)
            cursor.execute(PLACE_DAYS, given | _of(month))
        cursor.execute(f"DROP TABLE {', '.join(TABLES)}")
    _keep(ProductEstimate, estimated)
    _keep(PlaceFilingDay, placed)
    return list(months)


def _placed(at: datetime) -> set[JalaliMonth]:
    """Name the months whose days are counted by place: the latest and those it is beside."""
    [latest] = last_months(at, 1)
    return {latest, latest - 1, latest - 12}


def _count_month(
    cursor: Any, book: PolicyBook, month: JalaliMonth, given: Mapping[str, Any], estimated: bool
) -> None:
    values = {**given, **_of(month), **growth_thresholds(book, month)}
    _delete(ResponseCount, month)
    cursor.execute(RESPONSES, values)
    _delete(FilingDay, month)
    cursor.execute(DAYS, values)
    _delete(ProductEstimate, month)
    if estimated:
        cursor.execute(ESTIMATES, values)


def growth_thresholds(book: PolicyBook, month: JalaliMonth) -> dict[str, int]:
    """Read from how many holders, and how many percent of the base on, a growth is one."""
    keys = {
        "holders": PolicyKey.GROWTH_MIN_HOLDERS,
        "percent": PolicyKey.GROWTH_MIN_BASE_SHARE,
    }
    return {name: book.number(key, month.first_day, month=month) for name, key in keys.items()}


def _staged(
    months: Iterable[JalaliMonth], yearly: Iterable[JalaliMonth], chained: Iterable[JalaliMonth]
) -> list[int]:
    """List the periods of which versions are read."""
    found = {month - back for month in (*months, *chained) for back in (0, 1)}
    found |= {month - 12 for month in yearly}
    return sorted(period_of(month) for month in found)


def given_columns(book: PolicyBook, months: Sequence[JalaliMonth], at: datetime) -> dict[str, Any]:
    """Name what the statements of `staging` are given."""
    provinces = Province.objects.order_by("code").values_list("code", flat=True)
    return {
        **duty_columns(book, provinces, months),
        **FILED_PARAMS,
        "now": at,
        "most_silent": MOST_SILENT,
        "province_kind": OrganizationKind.PROVINCE,
    }


def _of(month: JalaliMonth) -> dict[str, int]:
    return {"year": month.year, "month": month.month, "period": period_of(month)}


def _delete(model: type[models.Model], month: JalaliMonth, **more: int) -> None:
    model._default_manager.filter(year=month.year, month=month.month, **more).delete()


def _keep(model: type[models.Model], months: Iterable[JalaliMonth]) -> None:
    """Let rows of other months go, which have had their time: what stands then is what is known."""
    kept = models.Q()
    for month in months:
        kept |= models.Q(year=month.year, month=month.month)
    model._default_manager.exclude(kept).delete()
