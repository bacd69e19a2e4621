"""What stands beside the sums of what was filed and is no sum itself: who has answered.

With `growths` the door to what `statistics/estimation/` counts by a job; what it has not counted is
unknown and is not shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from catalog.policy.book import FilingWindow, PolicyBook, filing_windows
from config.jalali import JalaliMonth, current_month, tehran_day
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.indicators.queries import IndicatorPlace, Narrowing, in_months
from statistics.models import ResponseCount
from statistics.rates import percent, ratio

_COUNTS = ("due", "filed", "final", "pending")


@dataclass(frozen=True)
class ResponseShare:
    """How many of the months that units owed are filed; of these `final` count, `pending` wait."""

    due: int
    filed: int
    final: int = 0
    pending: int = 0

    @property
    def percent(self) -> Decimal | None:
        return percent(ratio(self.filed, self.due))

    @property
    def final_percent(self) -> Decimal | None:
        """The share of the units that are in the totals."""
        return percent(ratio(self.final, self.due))

    @property
    def moving(self) -> Decimal | None:
        """Of what was filed the share that is not final yet."""
        return percent(ratio(self.pending, self.filed))

    @property
    def missing(self) -> int:
        return self.due - self.filed


@dataclass(frozen=True)
class OpenMonth:
    """The latest month, filed until its window ends, beside the same day of two before it."""

    month: JalaliMonth
    window: FilingWindow
    # How many days have begun since its end.
    day: int
    response: ResponseShare | None = None
    before: Decimal | None = None
    year_before: Decimal | None = None

    @property
    def code(self) -> str:
        return IndicatorPeriod(self.month).code


@dataclass(frozen=True)
class Companions:
    """The response in a period and in the two it is compared with; None where it is unknown.

    `open` is the month that may be filed in time today.
    """

    response: ResponseShare | None = None
    before: ResponseShare | None = None
    year_before: ResponseShare | None = None
    open: OpenMonth | None = None


def latest_month(policy: PolicyBook, place: IndicatorPlace, at: datetime) -> OpenMonth:
    """Find the month that ended last; by the policy of the province where it is one."""
    month = current_month(at) - 1
    province = place.office.province_id if place.office else None
    window = filing_windows(policy, month, province)
    return OpenMonth(month, window, (tehran_day(at) - month.last_day).days)


def open_month(policy: PolicyBook, place: IndicatorPlace, at: datetime) -> OpenMonth | None:
    """Find the latest month while its filing has not ended."""
    found = latest_month(policy, place, at)
    return found if at < found.window.allowed_until else None


def is_preliminary(
    period: IndicatorPeriod, opened: OpenMonth | None, pending: int, at: datetime
) -> bool:
    """Tell whether it holds the latest month, while that is filed or cases wait.

    Of older months only late filings wait: what they move is told, and they are compared.
    """
    return current_month(at) - 1 in period.months and (opened is not None or pending > 0)


def response_rows(
    place: IndicatorPlace, narrowing: Narrowing, months: Iterable[JalaliMonth]
) -> QuerySet[Any]:
    """Sum up what was counted of some months."""
    rows = ResponseCount.objects.filter(in_months(months), place.within)
    # Who is selected is not counted apart: of them alone the response is unknown.
    if narrowing.selected:
        rows = rows.none()
    rows = rows.filter(narrowing.below("trade"))
    sums = {f"sum_{name}": Sum(name) for name in _COUNTS}
    return rows.values("year", "month").annotate(**sums).order_by()


def shares_of(responses: Iterable[Mapping[str, Any]]) -> dict[JalaliMonth, ResponseShare]:
    """Sort `response_rows` by month."""
    return {
        _month(row): ResponseShare(*(row[f"sum_{name}"] for name in _COUNTS)) for row in responses
    }


def companions_of(
    period: IndicatorPeriod,
    found: Mapping[JalaliMonth, ResponseShare],
    days: Iterable[Mapping[str, Any]],
    open_: OpenMonth | None,
) -> Companions:
    """Put together what was read beside a period; `days` are those of `FilingDays.rows`."""
    periods = (period, period.before, period.year_before)
    now, before, year_before = (_share(found, one) for one in periods)
    if open_ is not None:
        by_day = Counter[JalaliMonth]()
        for row in days:
            by_day[_month(row)] += row["sum_filed"] if row["day"] <= open_.day else 0
        then, year_then = (
            _by_now(found.get(open_.month - back), by_day, open_.month - back) for back in (1, YEAR)
        )
        open_ = replace(open_, response=found.get(open_.month), before=then, year_before=year_then)
    return Companions(now, before, year_before, open_)


def _month(row: Mapping[str, Any]) -> JalaliMonth:
    return JalaliMonth(row["year"], row["month"])


def _by_now(
    whole: ResponseShare | None, by_day: Mapping[JalaliMonth, int], month: JalaliMonth
) -> Decimal | None:
    """Tell what was filed by the same day; None where days are not counted of the place."""
    return percent(ratio(by_day.get(month, 0), whole.due)) if whole and by_day else None


def _share(
    found: Mapping[JalaliMonth, ResponseShare], period: IndicatorPeriod
) -> ResponseShare | None:
    """Add the months of a period; None where one of them was not counted or nobody owed it."""
    if not all(month in found for month in period.months):
        return None
    parts = [found[month] for month in period.months]
    share = ResponseShare(*(sum(getattr(part, name) for part in parts) for name in _COUNTS))
    return share if share.due else None
