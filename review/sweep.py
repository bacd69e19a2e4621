"""The deadline sweep: what nobody decided in time moves one level on, by itself.

Directive 5013 §6. Set-based and in batches: one statement claims due rows (SKIP LOCKED),
moves them by the one table of transitions, and appends their decisions. Running it twice, from
two clocks, or after a kill -9 gives the same result: a moved row is no longer due, a batch that
did not commit never happened. `now` is always given, never SQL's own clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from catalog.models import Province
from review.announcements import announce_lapses
from review.deadlines import Clocks, priority
from review.enums import LEVELS, DecisionKind, Mark
from statistics.enums import TRANSITIONS, Event, State

BATCH = 5000


@dataclass(frozen=True)
class Sweep:
    """What one run did: rows moved, and how far behind the oldest was."""

    moved: int
    lag: timedelta


def sweep(now: datetime, batch: int = BATCH) -> Sweep:
    """Move every case whose due instant has come by `now` one level on."""
    arrivals = _arrivals(now)
    moved, oldest, cursor = 0, now, (datetime.min.replace(tzinfo=now.tzinfo), 0)
    while True:
        with transaction.atomic():
            claimed = _move_batch(now, arrivals, cursor, batch)
        moved += len(claimed)
        if claimed:
            oldest = min(oldest, claimed[0][0])
            cursor = claimed[-1]
        if len(claimed) < batch:
            return Sweep(moved, now - oldest)


def _arrivals(now: datetime) -> list[tuple[str, str, str, datetime | None, datetime | None]]:
    """Return (state, next state, province, due, priority) of cases that arrive at `now`."""
    clocks = Clocks.load()
    rows: list[tuple[str, str, str, datetime | None, datetime | None]] = []
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    for source, target in TRANSITIONS[Event.LAPSE].items():
        for province in provinces:
            due = clocks.due(target, now, province) if target in LEVELS else None
            order = priority(due, now) if target in LEVELS else None
            rows.append((source, target, province, due, order))
    return rows


def _move_batch(
    now: datetime,
    arrivals: list[tuple[str, str, str, datetime | None, datetime | None]],
    cursor: tuple[datetime, int],
    batch: int,
) -> list[tuple[datetime, int]]:
    """Move one batch behind the cursor; return its (due instant, id) in order."""
    columns = [list(column) for column in zip(*arrivals, strict=True)] or [[]] * 5
    with connection.cursor() as db:
        db.execute(
            _SQL,
            {
                "now": now,
                "after_due": cursor[0],
                "after_id": cursor[1],
                "batch": batch,
                "sources": columns[0],
                "targets": columns[1],
                "provinces": columns[2],
                "dues": columns[3],
                "orders": columns[4],
                "kind": DecisionKind.LAPSED,
                "own_case": Mark.OWN_CASE,
                "union": State.AT_UNION,
                "province": State.AT_PROVINCE,
                "ministry": State.AT_MINISTRY,
                "final": State.FINAL,
            },
        )
        claimed = sorted((row[0], row[1]) for row in db.fetchall())
    if claimed:
        announce_lapses([pk for _, pk in claimed], now, {row[3] for row in arrivals if row[3]})
    return claimed


# An own case: the desk has officers, and every one of them acts for the unit.
_SQL = """
WITH arrival AS (
    SELECT * FROM unnest(
        %(sources)s::text[], %(targets)s::text[], %(provinces)s::text[],
        %(dues)s::timestamptz[], %(orders)s::timestamptz[]
    ) AS a(source, target, province, due_at, priority_at)
), claimed AS (
    SELECT s.id, s.state, s.desk_id, s.due_at, s.unit_id, s.licence_id
    FROM statistics_submission s
    WHERE s.due_at <= %(now)s AND (s.due_at, s.id) > (%(after_due)s, %(after_id)s)
    ORDER BY s.due_at, s.id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE statistics_submission s SET
        state = a.target,
        desk_id = CASE WHEN a.target = %(final)s THEN NULL ELSE o.parent_id END,
        entered_at = %(now)s,
        due_at = a.due_at,
        priority_at = a.priority_at,
        version = s.version + 1,
        final_at = CASE WHEN a.target = %(final)s THEN %(now)s END,
        lapsed_union = s.lapsed_union OR c.state = %(union)s,
        lapsed_province = s.lapsed_province OR c.state = %(province)s,
        lapsed_ministry = s.lapsed_ministry OR c.state = %(ministry)s
    FROM claimed c
    JOIN units_licence l ON l.id = c.licence_id
    JOIN catalog_county t ON t.code = l.county_id
    JOIN accounts_organization o ON o.id = c.desk_id
    JOIN arrival a ON a.source = c.state AND a.province = t.province_id
    WHERE s.id = c.id
    RETURNING s.id, s.round, s.version, c.state AS source, a.target, c.desk_id, c.due_at, c.unit_id
), officer AS (
    SELECT p.content_object_id AS desk_id, p.user_id
    FROM accounts_organizationpermission p
    JOIN auth_permission permission ON permission.id = p.permission_id
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active
    WHERE permission.codename = 'decide' AND (p.until IS NULL OR p.until > %(now)s)
), written AS (
    INSERT INTO review_decision (
        submission_id, round, version, kind, mark, organization_id, from_state, to_state,
        due_at, reason, field_notes, at
    )
    SELECT m.id, m.round, m.version, %(kind)s,
        CASE WHEN EXISTS (SELECT 1 FROM officer f WHERE f.desk_id = m.desk_id)
              AND NOT EXISTS (
                  SELECT 1 FROM officer f
                  WHERE f.desk_id = m.desk_id AND NOT EXISTS (
                      SELECT 1 FROM units_unitmember n
                      WHERE n.unit_id = m.unit_id AND n.user_id = f.user_id
                        AND n.ended_at IS NULL))
             THEN %(own_case)s ELSE '' END,
        m.desk_id, m.source, m.target, m.due_at, '', '[]'::jsonb, %(now)s
    FROM moved m
)
SELECT due_at, id FROM moved
"""
