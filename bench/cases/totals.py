"""Totals of what stands: read beside the raw lines, kept by a decision and by the sweep.

Before anything is measured they must equal what the versions add up to, to the last digit.
"""

from collections.abc import Collection
from functools import partial
from typing import Final
from unittest.mock import patch

from django.utils import timezone

from accounts.models import Organization
from bench.cases.sweep import NOW
from bench.people import officer_at
from bench.table import BenchRow
from bench.timing import clean, execute, interleaved, least, seconds
from config.jalali import JalaliMonth
from review import workflow
from review.sweep import engine
from statistics.enums import State
from statistics.models import Submission
from statistics.rollups.services import (
    StandingVersion,
    differing,
    months,
    replace_standing,
)
from statistics.rollups.sums import ROLLUPS

DUE = 100_000
DECIDED = 60
# What raw lines cost grows with the months, totals hardly: the goals of reading are of a year.
A_YEAR = 12
# How long a batch of the sweep may hold a row of totals that somebody else waits for.
LONGEST_HOLD = 0.2
# What is read, from totals and raw, with its goal.
READ: Final = {
    "organization x month, totals / raw lines": (
        "SELECT year, month, organization_id, sum(quantity) FROM statistics_producttotal"
        " GROUP BY 1, 2, 3",
        "SELECT s.year, s.month, s.route_province_id, sum(l.quantity)"
        " FROM statistics_submission s JOIN statistics_productionline l ON l.submission_id = s.id"
        " WHERE s.state = 'final' GROUP BY 1, 2, 3",
        1 / 100,
    ),
    "product x organization, totals / raw lines": (
        "SELECT product_id, organization_id, sum(quantity) FROM statistics_producttotal"
        " WHERE year = %(year)s AND month = %(month)s GROUP BY 1, 2",
        "SELECT l.product_id, s.route_province_id, sum(l.quantity)"
        " FROM statistics_submission s JOIN statistics_productionline l ON l.submission_id = s.id"
        " WHERE s.state = 'final' AND s.year = %(year)s AND s.month = %(month)s GROUP BY 1, 2",
        1 / 16,
    ),
}


def measure() -> list[BenchRow]:
    wrong = {month: found for month in months() if (found := differing(month))}
    assert not wrong, wrong
    return [*_read(months()[-1]), *_decided(), *_swept()]


def _read(month: JalaliMonth) -> list[BenchRow]:
    clean("statistics_producttotal", "statistics_productionline", "statistics_submission")
    named = {"year": month.year, "month": month.month}
    rows = []
    whole = len(months()) >= A_YEAR
    for title, (kept, raw, goal) in READ.items():
        ours = min(seconds(partial(execute, kept, named)) for _ in range(5))
        floor = min(seconds(partial(execute, raw, named)) for _ in range(3))
        rows.append(BenchRow(title, ours, floor, goal if whole else None))
    return rows


def _decided() -> list[BenchRow]:
    """Approve at the ministry, everything included, with totals and without."""
    _choose(3 * DECIDED)
    _to_the_ministry()
    due = Submission.objects.filter(state=State.AT_MINISTRY, due_at__lt=NOW)
    desk = Organization.objects.filter(pk__in=due.values("desk")).order_by("code")[0]
    officer, now = officer_at(desk), timezone.now()
    waiting = iter(list(due.filter(desk=desk).order_by("pk")))

    def approve() -> None:
        case = next(waiting)
        workflow.approve(officer, case.tracking_number, case.version, now)

    def without() -> None:
        with patch("review.workflow.replace_standing"):
            approve()

    ours, floor = interleaved(approve, without, rounds=DECIDED)
    return [BenchRow("approve to final / the same without totals", ours, floor, 2.5)]


def _swept() -> list[BenchRow]:
    """Let cases of all provinces lapse at the ministry, and time what a batch holds."""
    if Submission.objects.filter(state=State.FINAL).count() < DUE:
        return []
    _choose(DUE)
    holds: list[float] = []

    def timed(new: Collection[StandingVersion], old: Collection[StandingVersion]) -> None:
        holds.append(seconds(partial(replace_standing, new, old)))

    def sweep() -> None:
        with (
            patch("review.sweep.engine.announce_lapses"),
            patch("review.sweep.engine.replace_standing", timed),
        ):
            engine.sweep(NOW)

    ours, floor = least(sweep, _bare_update, _to_the_ministry)
    return [
        BenchRow(f"sweep {DUE // 1000}k to final, totals kept / bare UPDATE", ours, floor, 7.0),
        BenchRow("longest hold of totals by a batch / 200 ms", max(holds), LONGEST_HOLD, 1.0),
    ]


def _choose(count: int) -> None:
    """Remember final months, spread over the country, so that every run moves the same ones."""
    execute("DROP TABLE IF EXISTS bench_final")
    execute(
        "CREATE TABLE bench_final AS SELECT id FROM statistics_submission"
        " WHERE state = 'final' ORDER BY hashint8(id) LIMIT %(count)s",
        {"count": count},
    )
    execute("CREATE UNIQUE INDEX ON bench_final (id)")


def _to_the_ministry() -> None:
    """Take the chosen months back as if they had never been final; totals begin anew."""
    execute("UPDATE statistics_submission SET due_at = NULL WHERE due_at < %(now)s", {"now": NOW})
    # What stands never falls away but here.
    execute("ALTER TABLE statistics_submission DISABLE TRIGGER standing")
    execute(
        "UPDATE statistics_submission s SET state = 'at_ministry', desk_id = route_ministry_id,"
        " due_at = %(due)s, priority_at = %(due)s, standing_id = NULL, final_at = NULL,"
        " version = version + 1000 FROM bench_final f WHERE f.id = s.id",
        {"due": NOW.replace(year=NOW.year - 1)},
    )
    execute("ALTER TABLE statistics_submission ENABLE TRIGGER standing")
    execute(f"TRUNCATE {', '.join(rollup.table for rollup in ROLLUPS)}")
    clean("statistics_submission", "review_decision")


def _bare_update() -> None:
    execute(
        "UPDATE statistics_submission s SET state = 'final', desk_id = NULL, due_at = NULL,"
        " entered_at = %(now)s, final_at = %(now)s, version = version + 1, lapsed_ministry = true,"
        " standing_id = (SELECT r.id FROM statistics_revision r"
        " WHERE r.submission_id = s.id AND r.round = s.round) WHERE s.due_at <= %(now)s",
        {"now": NOW},
    )
