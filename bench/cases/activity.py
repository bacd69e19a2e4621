"""The three-month rule over all units against one scan and the UPDATE of the rows that change."""

from datetime import timedelta

from django.utils import timezone

from bench.table import Row
from bench.timing import clean, execute, least
from statistics.activity import update_activity

LATER = timedelta(days=60)


def measure() -> list[Row]:
    """Measure a run in which many units change."""
    now = timezone.now() + LATER
    _reset()
    update_activity(now)
    execute("DROP TABLE IF EXISTS bench_changed")
    execute(
        "CREATE TABLE bench_changed AS SELECT id, missed_months, filing_active FROM units_unit"
        " WHERE missed_months > 0"
    )
    ours, floor = least(lambda: update_activity(now), _floor, _reset)
    return [Row("three-month rule / scan + UPDATE", ours, floor, 3.0)]


def _floor() -> None:
    execute(
        "SELECT unit_id, max(year * 12 + month) FROM statistics_submission"
        " WHERE state <> 'draft' GROUP BY unit_id"
    )
    execute(
        "UPDATE units_unit u SET missed_months = c.missed_months, filing_active = c.filing_active"
        " FROM bench_changed c WHERE c.id = u.id"
    )


def _reset() -> None:
    execute("UPDATE units_unit SET missed_months = 0, filing_active = true WHERE missed_months > 0")
    clean("units_unit", "units_activitychange")
