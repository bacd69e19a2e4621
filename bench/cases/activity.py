"""The three-month rule over all units against one scan and the UPDATE of the rows that change.

The floor tells nobody, so it is measured against a rule that tells nobody; what telling costs has
a row of its own.
"""

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from bench.table import BenchRow
from bench.timing import clean, execute, least
from statistics.obligation.services import update_activity

# By then a month has ended that nobody has filed.
NOBODY = timedelta(days=60)


def measure() -> list[BenchRow]:
    """Measure the night after a month's last day, and one in which every unit changes."""
    return [*_rows("a month's end", timedelta(0)), *_rows("all change", NOBODY)]


def _rows(case: str, later: timedelta) -> list[BenchRow]:
    now = timezone.now() + later

    def silently() -> None:
        with patch("statistics.obligation.services.tell_changes"):
            update_activity(now)

    _reset()
    assert update_activity(now), "nothing changes"
    execute("DROP TABLE IF EXISTS bench_changed")
    execute(
        "CREATE TABLE bench_changed AS SELECT id, activity, missed_months, past_gaps, judged_at"
        " FROM units_unit WHERE judged_at IS NOT NULL"
    )
    ours, floor = least(silently, _floor, _reset)
    loud, quiet = least(lambda: update_activity(now), silently, _reset)
    return [
        BenchRow(f"three-month rule, {case} / scan + UPDATE", ours, floor, 3.0),
        BenchRow(f"three-month rule, {case}, owners told / not told", loud, quiet, 2.0),
    ]


def _floor() -> None:
    execute(
        # The least that finds who missed months: each unit's last filed one.
        "SELECT unit_id, max(year * 12 + month) FROM statistics_submission"
        " WHERE state <> 'draft' GROUP BY unit_id"
    )
    execute(
        "UPDATE units_unit u SET activity = c.activity, missed_months = c.missed_months,"
        " past_gaps = c.past_gaps, judged_at = c.judged_at FROM bench_changed c WHERE c.id = u.id"
    )


def _reset() -> None:
    execute(
        "UPDATE units_unit SET missed_months = 0, past_gaps = 0, activity = 'active',"
        " judged_at = NULL WHERE judged_at IS NOT NULL"
    )
    execute("TRUNCATE units_activitychange, accounts_notice, accounts_outbox")
    clean("units_unit", "units_activitychange", "accounts_notice")
