"""How the latest month is filed day by day, and which places lag, beside the same days before.

Counted by the job of `statistics.estimation`, by place alone: of a branch of ISIC or of the
selected units nothing is known. Places are compared by days that are over: today is not yet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.models import Organization, short_name
from catalog.fields import alphabet_key
from config.charts import Bar, bar, goal
from config.day_charts import DayPlot, day_plot
from config.jalali import JalaliMonth, tehran_day
from statistics.estimation.statements import LAST_DAY
from statistics.indicators.companions import OpenMonth, ResponseShare
from statistics.indicators.periods import YEAR
from statistics.indicators.queries import OFFICE, PLACES, IndicatorPlace, Narrowing, in_months
from statistics.models import EstimateStamp, FilingDay, PlaceFilingDay, ResponseCount
from statistics.rates import percent, ratio

# So many places of a kind are named at once, and so many behind a click.
FIRST, MOST = 5, 50
Rows = Iterable[Mapping[str, Any]]
# Names the address of a place's own page, and of who in it has not filed.
Address = Callable[..., str]


@dataclass(frozen=True)
class CourseDay:
    """What was filed and final by the end of a day, in percent: of a month and the two before."""

    day: int
    filed: tuple[Decimal | None, ...]
    final: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class FilingCourse:
    """The latest month up to today, the month before and the same one a year before."""

    month: JalaliMonth
    counted_at: datetime
    # The later day first.
    lines: tuple[CourseDay, ...]
    drawing: DayPlot

    @property
    def months(self) -> tuple[JalaliMonth, ...]:
        return compared_months(self.month)

    @property
    def next_month(self) -> JalaliMonth:
        """The month whose days are counted."""
        return self.month + 1


@dataclass(frozen=True)
class LaggingPlace:
    """A place with fewer filings than by the same day of the month before; both in percent."""

    name: str
    query: str
    missing_query: str
    missing: int
    now: Decimal | None
    before: Decimal | None
    gap: Fraction
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class LaggingPlaces:
    """Those of one kind, the farthest behind first; `count` are behind, of `places`."""

    name: str
    plural: str
    first: list[LaggingPlace]
    more: list[LaggingPlace]
    count: int
    places: int


@dataclass(frozen=True)
class FilingDays:
    """Says what is read of the days of a month, and puts it together."""

    place: IndicatorPlace
    narrowing: Narrowing
    latest: OpenMonth

    @property
    def last(self) -> int:
        """The last day that is drawn: the end of filing, or today once that is over."""
        return min(max(_day_of(self.latest, self.latest.window.allowed_until), self.day), LAST_DAY)

    @property
    def day(self) -> int:
        return min(self.latest.day, LAST_DAY)

    def rows(self) -> QuerySet[Any]:
        """Count by month and day."""
        rows = self._days().filter(day__lte=self.last)
        counted: QuerySet[Any, Any] = rows.values("year", "month", "day")
        counted = counted.annotate(sum_filed=Sum("filed"), sum_final=Sum("final"))
        return counted.order_by()

    def beside(self, level: str) -> dict[str, "partial[QuerySet[Any]]"]:
        """Say what else is read where the month itself is shown; `level`: which places lie below.

        «country», «province», «county» or «union».
        """
        found = {"stamp": partial(FilingDays._stamp, self)}
        if level == "union":
            return found
        return found | {
            "lag_due": partial(FilingDays._owed, self, level),
            "lag_filed": partial(FilingDays._filed, self, level),
        }

    def _stamp(self) -> QuerySet[Any]:
        rows = EstimateStamp.objects.filter(in_months([self.latest.month]))
        return rows.values("counted_at")

    def _owed(self, level: str) -> QuerySet[Any]:
        rows = ResponseCount.objects.filter(in_months(self._lagged), self.place.within)
        if self.narrowing != Narrowing():
            rows = rows.none()
        owed: QuerySet[Any, Any] = rows.values("year", "month", **_columns(level))
        owed = owed.annotate(sum_due=Sum("due"), sum_filed=Sum("filed"))
        return owed.order_by()

    def _filed(self, level: str) -> QuerySet[Any]:
        rows = self._days(fine=level != "country").filter(in_months(self._lagged))
        rows = rows.filter(day__lt=self.day)
        filed: QuerySet[Any, Any] = rows.values("year", "month", **_columns(level))
        filed = filed.annotate(count=Sum("filed"))
        return filed.order_by()

    @property
    def _lagged(self) -> list[JalaliMonth]:
        return [self.latest.month, self.latest.month - 1]

    def _days(self, fine: bool = False) -> QuerySet[Any]:
        model = PlaceFilingDay if fine or self.place.fine else FilingDay
        months = in_months(compared_months(self.latest.month))
        rows = model._default_manager.filter(months, self.place.within)
        return rows if self.narrowing == Narrowing() else rows.none()

    def course(
        self, rows: Rows, shares: Mapping[JalaliMonth, ResponseShare], stamp: Rows
    ) -> FilingCourse | None:
        """Add up days; None before the first day, or where nothing was counted."""
        months, latest = compared_months(self.latest.month), self.latest.month
        counted_at = next((datetime.fromisoformat(row["counted_at"]) for row in stamp), None)
        filed: dict[JalaliMonth, dict[int, tuple[int, int]]] = defaultdict(dict)
        for row in rows:
            found = JalaliMonth(row["year"], row["month"])
            filed[found][row["day"]] = row["sum_filed"], row["sum_final"]
        if not counted_at or self.day < 1 or latest not in shares or not filed:
            return None
        until = {month: self.day if month == latest else self.last for month in months}
        grown = [
            _grown(filed[month], shares[month].due, until[month])
            if month in shares and filed.get(month, month == latest)
            else []
            for month in months
        ]
        now, past, year_past = ([share for share, _ in one] for one in grown)
        drawing = day_plot(now, past, year_past, self.last, self._ends())
        lines = tuple(
            CourseDay(
                day,
                tuple(one[day][0] if day < len(one) else None for one in grown),
                tuple(one[day][1] if day < len(one) else None for one in grown),
            )
            for day in range(self.last, 0, -1)
        )
        return FilingCourse(latest, counted_at, lines, drawing)

    def _ends(self) -> dict[int, str]:
        """Name the days on which something ends."""
        window = self.latest.window
        on_time = _day_of(self.latest, window.on_time_until)
        return {on_time: "پایان «به‌موقع»", _day_of(self.latest, window.allowed_until): "پایان مهلت"}

    def lagging(
        self,
        found: Mapping[str, Rows],
        level: str,
        offices: Iterable[Organization],
        addresses: tuple[Address, Address],
    ) -> list[LaggingPlaces]:
        """Compare places by their filings up to yesterday; nothing on the first day of all.

        `addresses`: of a place's page, and of who has not filed.
        """
        due, filed = list(found.get("lag_due", ())), list(found.get("lag_filed", ()))
        if level == "union" or self.day < 2 or not due or not filed:
            return []
        kinds = [_PlaceKind("سازمان", "سازمان‌ها", "organization", "office", "")]
        if level != "country":
            kinds = [_PlaceKind("اتحادیه", "اتحادیه‌ها", "union", "union_pk", "union_name")]
        if level == "province":
            county = ("شهرستان", "شهرستان‌ها", "county", "county_code", "county_name")
            kinds.insert(0, _PlaceKind(*county))
        names = {office.code: short_name(office.name) for office in offices}
        return [self._of_kind(kind, (due, filed), names, addresses) for kind in kinds]

    def _of_kind(
        self,
        kind: "_PlaceKind",
        rows: tuple[Rows, Rows],
        names: dict[str, str],
        addresses: tuple[Address, Address],
    ) -> LaggingPlaces:
        counts: dict[tuple[str, bool], _Counts] = defaultdict(_Counts)
        for row in rows[0]:
            counts[kind.of(row, names), self._is_latest(row)].owe(row)
        for row in rows[1]:
            counts[kind.of(row, names), self._is_latest(row)].in_days += row["count"]
        codes = {code for code, _ in counts}
        lines = []
        for code in codes:
            owed = counts[code, True]
            now, before = owed.rate, counts[code, False].rate
            # At least a whole unit is missing to what it was, with those of today too.
            if now is None or before is None or before * owed.due - owed.filed < 1:
                continue
            narrowed = {kind.narrowed: code}
            lines.append(
                LaggingPlace(
                    names[code],
                    addresses[0](**narrowed),
                    addresses[1](**narrowed),
                    owed.due - owed.filed,
                    percent(now),
                    percent(before),
                    before - now,
                    (bar(percent(now)), goal(percent(before) or Decimal(0))),
                )
            )
        lines.sort(key=lambda line: (-line.gap, alphabet_key(line.name)))
        places = sum(1 for code in codes if counts[code, True].due)
        return LaggingPlaces(
            kind.title, kind.plural, lines[:FIRST], lines[FIRST:MOST], len(lines), places
        )

    def _is_latest(self, row: Mapping[str, Any]) -> bool:
        return JalaliMonth(row["year"], row["month"]) == self.latest.month


@dataclass
class _Counts:
    """Of a place and month: who owes it, who has filed, and who had within the days."""

    due: int = 0
    filed: int = 0
    in_days: int = 0

    def owe(self, row: Mapping[str, Any]) -> None:
        self.due += row["sum_due"]
        self.filed += row["sum_filed"]

    @property
    def rate(self) -> Fraction | None:
        return ratio(self.in_days, self.due)


@dataclass(frozen=True)
class _PlaceKind:
    """What one and several are called, which filter narrows to one, and the columns of a row."""

    title: str
    plural: str
    narrowed: str
    key: str
    name: str

    def of(self, row: Mapping[str, Any], names: dict[str, str]) -> str:
        """Read the key of a row's place, and remember how it is called."""
        code = str(row[self.key])
        if self.name:
            names[code] = row[self.name]
        return code


def _columns(level: str) -> Mapping[str, F]:
    return OFFICE if level == "country" else PLACES


def compared_months(month: JalaliMonth) -> tuple[JalaliMonth, JalaliMonth, JalaliMonth]:
    return month, month - 1, month - YEAR


def _day_of(latest: OpenMonth, end: datetime) -> int:
    """Count after the end of the month the day that ends at an instant."""
    return (tehran_day(end - timedelta(seconds=1)) - latest.month.last_day).days


def _grown(
    days: Mapping[int, tuple[int, int]], due: int, until: int
) -> list[tuple[Decimal, Decimal]]:
    """Add up from the day 0 on, in percent of who owes it: filed and final."""
    filed = final = 0
    found = []
    for day in range(until + 1):
        more_filed, more_final = days.get(day, (0, 0))
        filed, final = filed + more_filed, final + more_final
        shares = percent(ratio(filed, due)), percent(ratio(final, due))
        found.append((shares[0] or Decimal(0), shares[1] or Decimal(0)))
    return found
