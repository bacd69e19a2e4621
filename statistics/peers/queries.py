"""Reads the peers' bands, and puts whole cases beside them.

A reader who wants the band beside the figures of many cases calls `compare_with_peers`.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.db.models import Q

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from statistics.models import Employment, PeerBand, ProductionLine, Submission
from statistics.models.lines import with_measures
from statistics.peers.rules import Band, PeerComparison

# By code of the product and name of the measure, as figures carry both.
Bands: TypeAlias = Mapping[tuple[str, str], Band]
# A band much older says nothing of this month.
REACH_MONTHS = 12


def bands_of(codes: Iterable[str], month: JalaliMonth) -> Bands:
    """Read the latest band of each product up to a month (one query)."""
    return _latest(codes, [month]).get(month, {})


def compare_with_peers(
    cases: Iterable[Submission], book: PolicyBook
) -> dict[int, list[PeerComparison]]:
    """Put what each case produced beside its peers, by the key of the case, in its own order.

    Four queries for any number of cases, one more where a measure has changed. The cases are
    filed, so that their lines are what was filed.
    """
    by_key = {case.pk: case for case in cases}
    lines = with_measures(
        ProductionLine.objects.filter(submission__in=by_key).order_by(
            "submission", "position", "pk"
        )
    )
    people = {e.submission_id: e.total for e in Employment.objects.filter(submission__in=by_key)}
    months = {case.period for case in by_key.values()}
    least = {month: least_peers(book, month) for month in months}
    bands = _latest({line.product.code for line in lines}, months)
    found: dict[int, list[PeerComparison]] = {key: [] for key in by_key}
    for line in lines:
        month, measure = by_key[line.submission_id].period, line.product.measure.name_fa
        found[line.submission_id].append(
            PeerComparison(
                line.product.code,
                line.product.name,
                measure,
                line.quantity,
                people.get(line.submission_id),
                bands.get(month, {}).get((line.product.code, measure)),
                least[month],
            )
        )
    return found


def least_peers(book: PolicyBook, month: JalaliMonth) -> int:
    return book.number(PolicyKey.RULE_PEERS_LEAST, month.first_day, month=month)


def _latest(
    codes: Iterable[str], months: Iterable[JalaliMonth]
) -> dict[JalaliMonth, dict[tuple[str, str], Band]]:
    """Find for each month the bands that were counted last up to it."""
    months = list(months)
    if not months:
        return {}
    first, last = min(months) - REACH_MONTHS, max(months)
    rows = (
        PeerBand.objects.filter(product__code__in=set(codes))
        .filter(Q(year__gt=first.year) | Q(year=first.year, month__gte=first.month))
        .filter(Q(year__lt=last.year) | Q(year=last.year, month__lte=last.month))
        .select_related("product", "measure")
        .order_by("year", "month")
    )
    found: dict[JalaliMonth, dict[tuple[str, str], Band]] = {month: {} for month in months}
    for row in rows:
        counted = JalaliMonth(row.year, row.month)
        band = Band(row.low, row.middle, row.high, row.units, row.percent)
        for month, bands in found.items():
            if month - REACH_MONTHS <= counted <= month:
                # The rows come in order of time, so the latest stays.
                bands[row.product.code, row.measure.name_fa] = band
    return found
