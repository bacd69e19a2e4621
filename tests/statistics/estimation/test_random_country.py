"""What a run counts of a random country is what a plain recount of its rows gives, cell by cell."""

import random
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, last_months
from demo.scale import load as loader
from statistics.estimation.services import count
from statistics.matched_samples import half_up
from statistics.models import MatchedTotal, ProductEstimate, Submission
from tests.statistics.estimation.recount import Cell, Row, Rows, estimates, matches, read
from tests.statistics.rollups.random_country import RandomCountry

pytestmark = pytest.mark.django_db
UNITS, MONTHS, MOVES = 240, 6, 60
# So few that a small country has cells that bear a growth, and cells that do not.
HOLDERS, PERCENT = 3, 50


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> RandomCountry:
    """Load a country in which a third of the units leaves each month out, and move it about."""
    window = loader._window
    monkeypatch.setattr(loader, "_window", lambda *asked: window(*asked) | {"absent": 0.35})
    found = RandomCountry(UNITS, random.Random(3), timezone.now(), MONTHS)
    numbers = list(Submission.objects.order_by("pk").values_list("tracking_number", flat=True))
    for _ in range(MOVES):
        found.move(found.draw.choice(numbers))
    since = last_months(found.now, MONTHS)[-1].first_day
    for key, value in (
        (PolicyKey.GROWTH_MIN_HOLDERS, HOLDERS),
        (PolicyKey.GROWTH_MIN_BASE_SHARE, PERCENT),
    ):
        Policy.objects.create(key=key, value=value, effective_from=since, source_clause="x")
    return found


def stored_matches(month: JalaliMonth, lag: int) -> dict[Cell, Row]:
    rows = MatchedTotal.objects.filter(year=month.year, month=month.month, lag=lag).values_list(
        *("organization", "product", "measure"),
        *("holders", "now", "before", "base", "workers", "units", "outliers", "up", "down"),
    )
    return {(row[0], row[1], row[2]): row[3:] for row in rows.order_by("pk")}


def stored_estimates(month: JalaliMonth) -> dict[Cell, Row]:
    rows = ProductEstimate.objects.filter(year=month.year, month=month.month).values_list(
        *("organization", "product", "measure"),
        *("reported", "units_reported", "imputed", "units_imputed"),
        *("base_filed", "base_due", "frame", "unknown"),
    )
    return {(row[0], row[1], row[2]): row[3:] for row in rows.order_by("pk")}


def recounted_estimates(rows: Rows, month: JalaliMonth) -> dict[Cell, Row]:
    """Round as the table holds them what is imputed."""
    found = estimates(rows, month, HOLDERS, PERCENT)
    return {
        cell: (*sums[:2], half_up(sums[2], 6), *sums[3:5], half_up(sums[5], 6), *sums[6:])
        for cell, sums in found.items()
    }


def faults(months: list[JalaliMonth]) -> list[str]:
    """Name the cells that differ."""
    rows, told = read(), []

    def hold(name: str, stored: dict[Cell, Row], wanted: dict[Cell, Row]) -> None:
        for cell in stored.keys() | wanted.keys():
            if stored.get(cell) != wanted.get(cell):
                told.append(f"{name} {cell}: {stored.get(cell)} for {wanted.get(cell)}")

    for month in months:
        for lag in (1, 12):
            hold(f"{month} {lag}", stored_matches(month, lag), matches(rows, month, lag))
        hold(f"{month}", stored_estimates(month), recounted_estimates(rows, month))
    return told


def kinds(month: JalaliMonth) -> Counter[str]:
    """Count what the country has of all that a recount could stumble over."""
    matched, estimated = stored_matches(month, 1), stored_estimates(month)
    return Counter(
        {
            "fits": sum(row[0] >= HOLDERS for row in matched.values()),
            "does not": sum(row[0] < HOLDERS for row in matched.values()),
            "outliers": sum(row[6] for row in matched.values()),
            "imputed": sum(row[3] for row in estimated.values()),
            "unknown": sum(row[7] for row in estimated.values()),
        }
    )


def test_every_cell_of_a_random_country_is_that_of_a_plain_recount(country: Any) -> None:
    months = last_months(country.now, 4)
    assert count(months, country.now) == months
    assert all(kinds(months[0])[kind] for kind in ("fits", "does not", "outliers", "imputed"))
    assert faults(months) == []
    # A digit that is wrong anywhere is named.
    latest = {"year": months[0].year, "month": months[0].month}
    row = ProductEstimate.objects.filter(imputed__gt=0, **latest).order_by("pk")[0]
    ProductEstimate.objects.filter(pk=row.pk).update(imputed=row.imputed + 1)
    match = MatchedTotal.objects.filter(**latest).order_by("pk")[0]
    MatchedTotal.objects.filter(pk=match.pk).update(up=match.up + 1)
    assert len(faults(months[:1])) == 2
