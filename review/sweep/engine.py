"""The deadline sweep: what nobody decided in time moves one level on, by itself.

Directive 5013 §6. Set-based and in batches: one statement claims due rows (SKIP LOCKED),
moves them by the one table of transitions, and appends their decisions. Running it twice, from
two clocks, or after a kill -9 gives the same result: a moved row is no longer due, a batch that
did not commit never happened. `now`, the moment of arrival, is always given, never SQL's own clock.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from accounts.notices.set_aside import AT_MOST, fault_of_row
from catalog.models import Province
from config.planner import force_index_plans
from review.deadlines import Clocks, Weight, place_sql
from review.enums import LEVELS, DecisionKind, Mark
from review.notifications import announce_lapses
from review.routing import (
    CLOCK_PROVINCE,
    at_closed_unions,
    desk_sql,
    own_cases,
    typed_cases,
    unattended,
)
from review.workflow import pass_over
from statistics.enums import TRANSITIONS, Event, State
from statistics.models import Submission, SubmissionQuerySet
from statistics.models.submission import HUMAN_REVIEW
from statistics.rollups.services import replace_standing, standing

# Each batch commits for itself: one transaction would hold every case of a night (decision 0020).
# As many that an approval waits no longer than 200 ms for the totals that one locks (0073).
BATCH = 500


@dataclass(frozen=True)
class Sweep:
    """What one run did: rows moved, how far behind the oldest was, and what was set aside.

    `aside` names by tracking number what the database minds about a case that stayed.
    """

    moved: int
    lag: timedelta
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """The state a case moves to, until when it stays there, and its place in that inbox.

    `place` is that of a case without weight; each point of risk brings it `hours` forward.
    """

    state: State
    due: datetime | None
    place: datetime | None
    hours: int

    def as_json(self) -> dict[str, str | int | None]:
        due, place = (at.isoformat() if at else None for at in (self.due, self.place))
        return {"state": self.state, "due": due, "place": place, "hours": self.hours}


def sweep(now: datetime, batch: int = BATCH, due_by: datetime | None = None) -> Sweep:
    """Move on one level what is due by `now`, and what waits for nobody.

    With `due_by`, only what was due by an earlier moment. It arrives at `now` all the same: a past
    arrival would eat the next level's days (directive 5013 §6).
    """
    until = min(due_by or now, now)
    arrivals = _arrivals(Clocks.load(), now)
    dues = {arrival.due for arrival in arrivals.values() if arrival.due}
    run = {
        "now": now,
        "due_by": until,
        "batch": batch,
        "arrivals": json.dumps({place: arrival.as_json() for place, arrival in arrivals.items()}),
        # Asked once a run, not once a batch (decision 0020).
        **_own_columns(now),
    }
    # The cursor leaves rows that somebody else holds behind: no batch meets them twice.
    cursor = (datetime.min.replace(tzinfo=now.tzinfo), 0)
    oldest, size, aside = now, batch, dict[str, str]()
    # First: what is due there as well has not lapsed, nobody could decide it (circular §3).
    moved = _pass_over(at_closed_unions(), now, aside)
    while True:
        try:
            first, last, ids = _move_and_tell({**run, "batch": size}, cursor, dues)
        except DatabaseError as error:
            fault = fault_of_row(error)
            if not fault or len(aside) >= AT_MOST:
                raise
            # One row never stops the others: it is sought in ever smaller batches.
            if size > 1:
                size //= 2
                continue
            cursor, number = _next_case(until, cursor)
            size = batch
            # Nothing where somebody has decided that case meanwhile.
            if number:
                aside[number] = fault
            continue
        moved += len(ids)
        if ids:
            oldest = min(oldest, first)
            cursor = (last, ids[-1])
        if len(ids) < size:
            moved += _pass_over(unattended(now), now, aside)
            return Sweep(moved, now - oldest, aside)
        size = min(batch, size * 2)


@transaction.atomic
def _move_and_tell(
    run: Mapping[str, Any], cursor: tuple[datetime, int], dues: set[datetime]
) -> tuple[datetime, datetime, list[int]]:
    """Move one batch; moves, notices and totals commit together: after a kill there are all."""
    first, last, ids, final = _move_batch(run, cursor)
    if ids:
        announce_lapses(ids, run["now"], dues)
    # Last: from here to the commit others wait for the rows of totals that it locks.
    replace_standing(
        [version for new, review, *_ in final for version in standing(new, review)],
        [version for *_, old, review in final for version in standing(old, review)],
    )
    return first, last, ids


@transaction.atomic
def _next_case(until: datetime, cursor: tuple[datetime, int]) -> tuple[tuple[datetime, int], str]:
    """Find the case that a batch of one claims behind the cursor."""
    due_at, pk = cursor
    behind = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk)
    free = Submission.objects.select_for_update(skip_locked=True).filter(behind, due_at__lte=until)
    case = free.order_by("due_at", "pk").first()
    # Gone meanwhile: somebody decided it, so the next batch goes on from where this one stood.
    if case is None or case.due_at is None:
        return cursor, ""
    return (case.due_at, case.pk), case.tracking_number


def _pass_over(cases: SubmissionQuerySet, now: datetime, aside: dict[str, str]) -> int:
    """Move on what waits at a union where nobody can review it any more."""
    moved = 0
    for number in list(cases.values_list("tracking_number", flat=True)):
        try:
            # Each is asked again under its lock: an officer may be back by now.
            moved += pass_over(number, now)
        except DatabaseError as error:
            fault = fault_of_row(error)
            if not fault or len(aside) >= AT_MOST:
                raise
            aside[number] = fault
    return moved


def _arrivals(clocks: Clocks, now: datetime) -> dict[str, Arrival]:
    """Compute where a case arrives that leaves a state in a province at `now`, by «state province».

    Clocks may differ by province, so the due instants are computed here, once for all cases.
    """
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    arrivals = {}
    for source, target in TRANSITIONS[Event.LAPSE].items():
        for province in provinces:
            due = clocks.due(target, now, province) if target in LEVELS else None
            place = clocks.place(due, now, Weight(), province) if target in LEVELS else None
            hours = clocks.risk_hours(now, province)
            arrivals[f"{source} {province}"] = Arrival(target, due, place, hours)
    return arrivals


def _own_columns(now: datetime) -> dict[str, list[int]]:
    """List what nobody at its desk may decide on, each kind as two columns side by side.

    Units and desks where all officers act for the unit, and cases and desks where the others typed
    the month for its owner.
    """
    own, typed = own_cases(now), typed_cases(now)
    return {
        "own_units": [unit for unit, _ in own],
        "own_desks": [desk for _, desk in own],
        "typed_cases": [case for case, _ in typed],
        "typed_desks": [desk for _, desk in typed],
    }


def _move_batch(
    run: Mapping[str, Any], cursor: tuple[datetime, int]
) -> tuple[datetime, datetime, list[int], list[list[int]]]:
    """Move one batch behind the cursor; return first and last due instant and the ids in order.

    And of each month that became final what stands with which review, and what stood before.
    """
    # The planner cannot know how many rows are claimed; one table read whole costs more than all.
    force_index_plans()
    with connection.cursor() as db:
        db.execute(_SQL, {**run, **_WORDS, "after_due": cursor[0], "after_id": cursor[1]})
        first, last, ids, final = db.fetchone()
        return first, last, ids or [], final or []


_WORDS = {
    "kind": DecisionKind.LAPSED,
    "own_case": Mark.OWN_CASE,
    "union": State.AT_UNION,
    "province": State.AT_PROVINCE,
    "ministry": State.AT_MINISTRY,
    "final": State.FINAL,
}
PLACE = place_sql("(c.next ->> 'place')::timestamptz", "(c.next ->> 'hours')::int")
# Where a case arrives is looked up by state and by the province of its route. Claimed as they fall
# due, rows are moved in the order of their ids: neighbours lie on the same pages.
# SKIP LOCKED: a case on which somebody decides this moment is theirs, or the next sweep's.
_SQL = f"""
WITH claimed AS (
    SELECT s.id, s.state, s.desk_id, s.due_at, s.route_province_id,
        s.standing_id AS stood, s.standing_review AS stood_review
    FROM statistics_submission s
    WHERE s.due_at <= %(due_by)s AND (s.due_at, s.id) > (%(after_due)s, %(after_id)s)
    ORDER BY s.due_at, s.id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
), arriving AS (
    SELECT c.*, %(arrivals)s::jsonb -> (c.state || ' ' || {CLOCK_PROVINCE}) AS next
    FROM (SELECT * FROM claimed ORDER BY id) c
    JOIN accounts_organization o ON o.id = c.route_province_id
), moved AS (
    UPDATE statistics_submission s SET
        state = c.next ->> 'state',
        desk_id = {desk_sql("c.next ->> 'state'", "s")},
        entered_at = %(now)s,
        due_at = (c.next ->> 'due')::timestamptz,
        priority_at = {PLACE},
        version = s.version + 1,
        final_at = CASE WHEN c.next ->> 'state' = %(final)s THEN %(now)s ELSE s.final_at END,
        standing_id = CASE WHEN c.next ->> 'state' = %(final)s THEN (
                SELECT r.id FROM statistics_revision r
                WHERE r.submission_id = s.id AND r.round = s.round)
            ELSE s.standing_id END,
        idle = CASE WHEN c.next ->> 'state' = %(final)s THEN coalesce((
                SELECT r.idle FROM statistics_revision r
                WHERE r.submission_id = s.id AND r.round = s.round), s.idle)
            ELSE s.idle END,
        standing_review = CASE WHEN c.next ->> 'state' = %(final)s THEN {HUMAN_REVIEW}
            ELSE s.standing_review END,
        lapsed_union = s.lapsed_union OR c.state = %(union)s,
        lapsed_province = s.lapsed_province OR c.state = %(province)s,
        lapsed_ministry = s.lapsed_ministry OR c.state = %(ministry)s
    FROM arriving c
    WHERE s.id = c.id
    RETURNING s.id, s.round, s.version, c.state AS source, s.state AS target, c.desk_id,
        c.due_at, s.unit_id, s.standing_id, s.standing_review, c.stood, c.stood_review
), written AS (
    INSERT INTO review_decision (
        submission_id, round, version, kind, mark, organization_id, from_state, to_state,
        due_at, reason, field_notes, at
    )
    SELECT m.id, m.round, m.version, %(kind)s,
        CASE WHEN (m.unit_id, m.desk_id) IN (
                SELECT * FROM unnest(%(own_units)s::bigint[], %(own_desks)s::bigint[]))
            OR (m.id, m.desk_id) IN (
                SELECT * FROM unnest(%(typed_cases)s::bigint[], %(typed_desks)s::bigint[]))
             THEN %(own_case)s ELSE '' END,
        m.desk_id, m.source, m.target, m.due_at, '', '[]'::jsonb, %(now)s
    FROM moved m
)
SELECT min(due_at), max(due_at), array_agg(id ORDER BY due_at, id),
    array_agg(ARRAY[standing_id, standing_review, stood, stood_review])
        FILTER (WHERE target = %(final)s)
FROM moved
"""
