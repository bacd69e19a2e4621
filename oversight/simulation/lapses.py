"""Replaying the review clocks: one statement for each chunk of cases.

The same judgement as `rules.fate`; a test holds the two equal.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Max

from oversight.enums import DIFFERENCES, Fate
from oversight.simulation.policy_override import Scenario
from review.enums import LEVELS, DecisionKind
from review.models import Decision
from review.routing import CLOCK_PROVINCE
from statistics.enums import State

# Cases of one statement, after which progress is told.
CHUNK = 50_000
# Of each kind and province: enough to look at; all are counted.
KEPT = 200
Counts = Counter[tuple[str, str, str]]


def chunks() -> list[tuple[int, int]]:
    """Cut the ids of cases into the ranges that are replayed one after the other."""
    last = Decision.objects.aggregate(last=Max("submission"))["last"] or 0
    return [(low, low + CHUNK) for low in range(0, last + 1, CHUNK)]


def replay(scenario: Scenario, simulation: int, low: int, high: int) -> Counts:
    """Count what every decision about the cases `low` < id <= `high` would have been.

    Keeps the first differences of each kind and province. Keys: level, fate, province.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, _params(scenario) | {"id": simulation, "low": low, "high": high})
        return Counter({tuple(row[:3]): row[3] for row in cursor.fetchall()})


def _params(scenario: Scenario) -> dict[str, Any]:
    dues = {state: scenario.dues(state) for state in LEVELS}
    differences: Iterator[tuple[str, str, str]] = (
        (state, fate, kind) for (state, fate), kind in DIFFERENCES.items()
    )
    levels, fates, kinds = zip(*differences, strict=True)
    return {
        "since": scenario.since,
        "now": scenario.now,
        "midnights": scenario.midnights,
        "kinds": [DecisionKind.APPROVED, DecisionKind.RETURNED, DecisionKind.LAPSED],
        "lapsed": DecisionKind.LAPSED,
        **{name: dues[state] or [] for name, state in _NAMES.items()},
        # Not simulated, and simulated as «no deadline», are two things: `given` and a NULL.
        **{f"{name}_given": dues[state] is not None for name, state in _NAMES.items()},
        **{f"at_{name}": state for name, state in _NAMES.items()},
        "in_time": Fate.IN_TIME,
        "lapses": Fate.LAPSES,
        "still": Fate.STILL,
        "more_time": Fate.MORE_TIME,
        "levels": list(levels),
        "fates": list(fates),
        "findings": list(kinds),
        "kept": KEPT,
    }


_NAMES = {
    "union": State.AT_UNION,
    "province": State.AT_PROVINCE,
    "ministry": State.AT_MINISTRY,
}

# A level that is not simulated keeps its outcome. The clock of the others is looked up by the day
# of arrival, which is the decision before; a skipped or reopened case had no clock that ended.
_SQL = f"""
WITH moved AS (
    SELECT submission_id, kind, from_state, at,
        lag(at) OVER (PARTITION BY submission_id ORDER BY version) AS arrived
    FROM review_decision
    WHERE submission_id > %(low)s AND submission_id <= %(high)s
), timed AS (
    SELECT m.*, width_bucket(m.arrived, %(midnights)s::timestamptz[]) AS day
    FROM moved m
    WHERE m.at >= %(since)s AND m.at <= %(now)s AND m.kind = ANY(%(kinds)s)
        AND m.from_state IN (%(at_union)s, %(at_province)s, %(at_ministry)s)
        AND m.arrived IS NOT NULL
), clocked AS (
    SELECT t.*, t.kind = %(lapsed)s AS lapsed,
        t.day > 0 AND CASE t.from_state WHEN %(at_union)s THEN %(union_given)s
            WHEN %(at_province)s THEN %(province_given)s ELSE %(ministry_given)s END AS given,
        CASE t.from_state WHEN %(at_union)s THEN (%(union)s::timestamptz[])[t.day]
            WHEN %(at_province)s THEN (%(province)s::timestamptz[])[t.day]
            ELSE (%(ministry)s::timestamptz[])[t.day] END AS due
    FROM timed t
), judged AS (
    SELECT c.submission_id, c.from_state, c.at, c.due, s.unit_id, s.year, s.month,
        {CLOCK_PROVINCE} AS province_id,
        CASE WHEN NOT c.given OR (c.due IS NOT NULL AND c.at >= c.due) = c.lapsed
             THEN CASE WHEN c.lapsed THEN %(still)s ELSE %(in_time)s END
             WHEN c.lapsed THEN %(more_time)s ELSE %(lapses)s END AS fate
    FROM clocked c
    JOIN statistics_submission s ON s.id = c.submission_id
    JOIN accounts_organization o ON o.id = s.route_province_id
), had AS (
    SELECT kind, province_id, count(*) AS rows
    FROM oversight_simulationfinding WHERE simulation_id = %(id)s GROUP BY 1, 2
), kept AS (
    INSERT INTO oversight_simulationfinding (
        simulation_id, kind, province_id, unit_id, submission_id, year, month, at, instead
    )
    SELECT %(id)s, n.finding, n.province_id, n.unit_id, n.submission_id, n.year, n.month,
        n.at, n.due
    FROM (
        SELECT j.*, d.finding, row_number() OVER (
                PARTITION BY d.finding, j.province_id ORDER BY j.submission_id, j.at) AS place
        FROM judged j
        JOIN unnest(%(levels)s::text[], %(fates)s::text[], %(findings)s::text[])
            AS d(level, fate, finding) ON d.level = j.from_state AND d.fate = j.fate
    ) n
    LEFT JOIN had h ON h.kind = n.finding AND h.province_id = n.province_id
    WHERE n.place + coalesce(h.rows, 0) <= %(kept)s
)
SELECT from_state, fate, province_id, count(*) FROM judged GROUP BY 1, 2, 3
"""
