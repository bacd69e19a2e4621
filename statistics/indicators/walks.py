"""Walks along the filings behind a number by their ids, as far as a page of them reaches.

What a filing adds stands in its version, which no index knows: so ids that may belong to a number
are taken from indexes, some at a time, and only these filings are read. Of one place among
thousands, or one product, the planner cannot know how soon a page is filled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from config.jalali import JalaliMonth
from config.keyset import PAGE
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.queries import IndicatorPlace, in_months
from statistics.models import PlaceTradeTotal, ProductionLine, Submission

# So many ids are taken at first of a place, then twice as many each time; else so many.
_OF_PLACE, _OF_ALL = 32 * PAGE, 2 * PAGE
Ids = QuerySet[Any, Any]


@dataclass(frozen=True)
class FilingWalk:
    """Ids of the months of a period that may belong to a number, in their order.

    `product` (id) narrows to those that list it.
    """

    place: IndicatorPlace
    period: IndicatorPeriod
    product: int | None = None

    def read(self, rows: QuerySet[Submission], after: int, count: int) -> list[Submission]:
        """Read the first of `rows` behind an id, a few more ids at a time until there are enough.

        No LIMIT for the planner: it would rather read the month in order and hope.
        """
        found: list[Submission] = []
        size = count
        ids = self._ids(after)
        while len(found) < count and (some := list(islice(ids, size))):
            found += sorted(rows.filter(pk__in=some), key=lambda row: row.pk)
            size *= 2
        return found[:count]

    def _ids(self, after: int) -> Iterator[int]:
        routes = self._routes()
        first, last = _span(self.period)
        after = max(after, first - 1)
        step = _OF_ALL if routes is None else _OF_PLACE
        while after < last:
            ahead = self._listed(after, last, step) if routes is None else {}
            if routes is not None:
                ahead = self._placed(routes, after, step)
            taken = sorted(key for keys in ahead.values() for key in keys)[:step]
            until = taken[-1] if len(taken) == step else last
            found = set(taken)
            if routes is not None and self.product is not None:
                found &= self._both(routes, ahead, until)
            found.update(self._corrected(after, until))
            yield from sorted(found)
            after, step = until, 2 * step

    def _routes(self) -> Q | None:
        """Name by their route the months of the place, and others perhaps; None: of the country."""
        place = self.place
        if place.unions is not None:
            return Q(route_union__in=place.unions)
        if place.counties is not None:
            totals = PlaceTradeTotal.objects.filter(in_months(self.period.months), place.within)
            unions = totals.order_by().values_list("union", flat=True).distinct()
            return Q(route_union__in=list(unions))
        if place.organizations is not None:
            return Q(route_province__in=place.organizations)
        return None

    def _placed(self, routes: Q, after: int, step: int) -> dict[JalaliMonth | None, list[int]]:
        """List by month the next ids of the place: each month is in order in its index."""
        found: dict[JalaliMonth | None, list[int]] = {}
        for month in self.period.months:
            ahead = _standing(routes, month).filter(pk__gt=after).order_by("pk")
            if ids := list(ahead.values_list("pk", flat=True)[:step]):
                found[month] = ids
        return found

    def _listed(self, after: int, last: int, step: int) -> dict[JalaliMonth | None, list[int]]:
        """List the next ids of the product in any month, or of the months whatever they hold."""
        if self.product is not None:
            lines = self._lines().filter(submission__gt=after, submission__lte=last)
            return {None: list(lines.order_by("submission_id")[:step])}
        months = Submission.objects.filter(in_months(self.period.months), pk__lte=last)
        ids = months.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        return {None: list(ids[:step])}

    def _both(
        self, routes: Q, ahead: Mapping[JalaliMonth | None, Sequence[int]], until: int
    ) -> set[int]:
        """Find those of the place that list the product: by two indexes, and no row at all."""
        found: set[int] = set()
        for month, ids in ahead.items():
            first, last = ids[0], min(ids[-1], until)
            if month is None or first > last:
                continue
            placed = _standing(routes, month).filter(pk__gte=first, pk__lte=last).order_by()
            lines = self._lines().filter(submission__gte=first, submission__lte=last)
            found.update(placed.values_list("pk", flat=True).intersection(lines))
        return found

    def _lines(self) -> Ids:
        lines = ProductionLine.objects.filter(product=self.product).order_by()
        return lines.values_list("submission_id", flat=True)

    def _corrected(self, after: int, until: int) -> Iterator[int]:
        """Find the months under correction: lines and route are of their next version."""
        for month in self.period.months:
            found = Submission.objects.under_correction().filter(in_months([month]))
            found = found.filter(self.place.versions, pk__gt=after, pk__lte=until)
            yield from found.select_related(None).order_by().values_list("pk", flat=True)


def _standing(routes: Q, month: JalaliMonth) -> QuerySet[Submission]:
    return Submission.objects.filter(
        routes, year=month.year, month=month.month, standing__isnull=False
    )


# Compared as a row, so that no other index seems to give the first of a month as soon.
_SPAN = """
SELECT coalesce(min(id), 1), coalesce(max(id), 0)
FROM unnest(%s::int[], %s::int[]) AS m(year, month), LATERAL (
    (SELECT id FROM statistics_submission s WHERE (s.year, s.month, s.id) > (m.year, m.month, 0)
        ORDER BY s.year, s.month, s.id LIMIT 1)
    UNION ALL
    (SELECT id FROM statistics_submission s WHERE (s.year, s.month, s.id) < (m.year, m.month + 1, 0)
        ORDER BY s.year DESC, s.month DESC, s.id DESC LIMIT 1)) AS ends
"""


def _span(period: IndicatorPeriod) -> tuple[int, int]:
    """Find between which ids the months of a period lie; ids grow with the months, nearly."""
    with connection.cursor() as cursor:
        months = period.months
        cursor.execute(_SPAN, [[m.year for m in months], [m.month for m in months]])
        first, last = cursor.fetchone()
    return first, last
