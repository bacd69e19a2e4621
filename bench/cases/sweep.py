"""The deadline sweep against a bare UPDATE, and against UPDATE + bulk INSERT, of the same rows.

Both floors tell nobody, so they are measured against a sweep that tells nobody; what telling every
owner costs has a row of its own.
"""

import os
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import psycopg

from bench.table import BenchRow
from bench.timing import clean, execute, least
from review.sweep.engine import sweep
from statistics.models import Submission

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MOST = 500_000
STEP = 100_000


def measure() -> list[BenchRow]:
    """Measure 100,000 due rows and, where there are so many, 500,000."""
    have = Submission.objects.count()
    rows: list[BenchRow] = []
    times = {}
    for due in (STEP, MOST):
        if have < due:
            continue
        choose(due)
        ours, bare = least(silently, _bare_update, reset)
        both_ours, both = least(silently, _update_and_insert, reset)
        loud, quiet = least(lambda: sweep(NOW), silently, reset)
        rows += [
            BenchRow(f"sweep {due // 1000}k / bare UPDATE", ours, bare, 2.0),
            BenchRow(f"sweep {due // 1000}k / UPDATE + INSERT", both_ours, both, 1.2),
            BenchRow(f"sweep {due // 1000}k, owners told / not told", loud, quiet, 1.5),
        ]
        old, bare = least(_under_an_old_snapshot, _bare_update, reset)
        rows.append(
            BenchRow(f"sweep {due // 1000}k, old snapshot open / bare UPDATE", old, bare, 3.0)
        )
        times[due] = min(ours, both_ours)
    if len(times) > 1:
        rows.append(BenchRow("sweep 500k / sweep 100k", times[MOST], times[STEP], 6.0))
    return rows


def silently() -> None:
    """Sweep, telling nobody."""
    with patch("review.sweep.engine.announce_lapses"):
        sweep(NOW)


def _under_an_old_snapshot() -> None:
    """Sweep while a report of another session still sees, and so keeps, every row as it was."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as report:
        report.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        report.execute("SELECT 1 FROM statistics_submission LIMIT 1")
        silently()


def choose(due: int) -> None:
    """Remember which rows are made due, so that every run moves the same ones."""
    execute("DROP TABLE IF EXISTS bench_due")
    execute(
        "CREATE TABLE bench_due AS SELECT s.id, s.route_union_id AS union_id,"
        " %(now)s - interval '1 minute' * (row_number() OVER (ORDER BY s.id) %% 1000) AS due_at"
        " FROM statistics_submission s WHERE s.filed_at IS NOT NULL"
        " ORDER BY s.id LIMIT %(due)s",
        {"now": NOW, "due": due},
    )
    execute("CREATE UNIQUE INDEX ON bench_due (id)")


def reset() -> None:
    """Bring the chosen rows back to the union, due; nothing else is due."""
    execute("UPDATE statistics_submission SET due_at = NULL WHERE due_at < %(now)s", {"now": NOW})
    execute(
        "UPDATE statistics_submission s SET state = 'at_union', desk_id = d.union_id,"
        " entered_at = d.due_at - interval '3 days', due_at = d.due_at, priority_at = d.due_at,"
        " correction_due = NULL, counts_until = NULL, filed_at = coalesce(s.filed_at, d.due_at),"
        " version = s.version + 1000 FROM bench_due d WHERE d.id = s.id"
    )
    clean("statistics_submission", "review_decision")


def _bare_update() -> None:
    execute(
        "UPDATE statistics_submission s SET state = 'at_province', desk_id = s.route_province_id,"
        " entered_at = %(now)s, due_at = %(due)s, priority_at = %(due)s, version = version + 1,"
        " lapsed_union = true WHERE s.due_at <= %(now)s",
        {"now": NOW, "due": NOW + timedelta(days=3)},
    )


def _update_and_insert() -> None:
    _bare_update()
    execute(
        "INSERT INTO review_decision (submission_id, round, version, kind, mark, organization_id,"
        " from_state, to_state, due_at, reason, field_notes, at)"
        " SELECT s.id, s.round, s.version, 'lapsed', '', d.union_id, 'at_union', 'at_province',"
        " d.due_at, '', '[]', %(now)s FROM statistics_submission s JOIN bench_due d ON d.id = s.id",
        {"now": NOW},
    )
