"""A model of the portal: who may do what, where each month stands, and how that is read back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Organization
from config.jalali import JalaliMonth
from promises.expected_deadlines import DAYS, ONWARD, correction_after, day_of, due_after
from review.enums import DecisionKind, Mark
from statistics.enums import EDITABLE, TRANSITIONS, ActivityState, Event, State, StepStatus
from statistics.revisions import digest
from units.models import Licence

DONE = "done"
Lines = dict[str, Any]
EVENTS = {
    DecisionKind.FILED: Event.FILE,
    DecisionKind.SKIPPED: Event.SKIP,
    DecisionKind.APPROVED: Event.APPROVE,
    DecisionKind.LAPSED: Event.LAPSE,
    DecisionKind.RETURNED: Event.RETURN,
    DecisionKind.REOPENED: Event.REOPEN,
}
# A return that was complained of rightly goes to the desk that made it, each by its own event.
BACK = {
    State.AT_UNION: Event.BACK_TO_UNION,
    State.AT_PROVINCE: Event.BACK_TO_PROVINCE,
    State.AT_MINISTRY: Event.BACK_TO_MINISTRY,
}
FIGURES = ("month", "activity", "made", "has_exports", "sent", "people")


@dataclass(frozen=True)
class StoredMonth:
    """One month as the database has it, with everything that hangs below it."""

    unit: int
    month: JalaliMonth
    state: State
    desk: int | None
    due_at: datetime | None
    correction_due: datetime | None
    filed: bool
    round: int
    version: int
    activity: str
    steps: dict[int, tuple[str, int]]
    made: Lines
    has_exports: bool | None
    sent: Lines
    people: list[int | None]
    revisions: list[tuple[int, str, str, Any]]
    decisions: list[dict[str, Any]]
    standing: int | None

    @property
    def figures(self) -> dict[str, Any]:
        """What the unit typed."""
        return {name: getattr(self, name) for name in FIGURES}


def read() -> dict[str, StoredMonth]:
    """Read every month by its tracking number, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {row[0]: _row(row) for row in cursor.fetchall()}


def _row(row: tuple[Any, ...]) -> StoredMonth:
    unit, year, month, state, desk, due, correction, filed, *rest = row[1:]
    round_, version, activity, has_exports, below = rest
    found = json.loads(below)
    made, sent = found["made"] or {}, found["sent"] or {}
    return StoredMonth(
        unit,
        JalaliMonth(year, month),
        State(state),
        desk,
        due,
        correction,
        filed is not None,
        round_,
        version,
        activity,
        {int(step): (status, seen) for step, (status, seen) in found["steps"].items()},
        {code: _decimal(quantity) for code, quantity in made.items()},
        has_exports,
        {code: [_decimal(number) for number in line] for code, line in sent.items()},
        found["people"],
        found["revisions"] or [],
        found["decisions"] or [],
        found["standing"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass
class ExpectedMonth:
    """Where a month should be, how it came there, and the figures it was filed with."""

    licence: Licence
    state: State = State.DRAFT
    desk: int | None = None
    due_at: datetime | None = None
    correction_due: datetime | None = None
    path: list[tuple[str, int | None, str]] = field(default_factory=list)
    filed: dict[str, Any] | None = None

    def desk_of(self, state: State) -> Organization:
        """Find the office that holds the month in a state."""
        union = self.licence.union
        assert union.parent
        assert union.parent.parent
        offices = (union, union.parent, union.parent.parent)
        return offices[list(DAYS).index(state)]

    def arrive(self, state: State, now: datetime) -> None:
        """Come to a desk, or to the end."""
        self.state, self.correction_due = state, None
        self.desk = self.desk_of(state).pk if state in DAYS else None
        self.due_at = due_after(state, now) if state in DAYS else None

    def file(self, actor: int, figures: dict[str, Any], now: datetime) -> None:
        """Go to the union; past one that has no access."""
        self.path.append((DecisionKind.FILED, actor, Mark.NONE))
        self.filed = figures
        self.arrive(State.AT_UNION, now)
        if self.licence.union.access_granted_at is None:
            self.path.append((DecisionKind.SKIPPED, None, Mark.NO_ACCESS))
            self.arrive(State.AT_PROVINCE, now)

    def onward(self, kind: DecisionKind, actor: int | None, mark: str, now: datetime) -> None:
        self.path.append((kind, actor, mark))
        self.arrive(ONWARD[self.state], now)

    def back(self, actor: int, now: datetime) -> None:
        """Go back to the unit; the desk keeps it on its list."""
        self.path.append((DecisionKind.RETURNED, actor, Mark.NONE))
        self.state, self.due_at = State.RETURNED, None
        self.correction_due = correction_after(now)


@dataclass
class Rights:
    """Who acts for which unit, and who holds which post until when."""

    members: dict[int, set[int]]
    posts: dict[tuple[int, int], datetime | None] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    readers: set[int] = field(default_factory=set)

    def offices(self, person: int, now: datetime) -> set[int]:
        """Find where the person may decide now."""
        if person in self.closed:
            return set()
        return {
            office
            for (who, office), until in self.posts.items()
            if who == person and (until is None or until > now)
        }

    def mark(self, standing: ExpectedMonth, now: datetime) -> str:
        """Choose the mark of a lapse: nobody at the desk was free of the unit."""
        people = {who for who, _ in self.posts}
        officers = {who for who in people if standing.desk in self.offices(who, now)}
        own = officers and officers <= self.members[standing.licence.unit_id]
        return Mark.OWN_CASE if own else Mark.NONE

    def deciding(
        self, person: int, row: StoredMonth, seen: int, standing: ExpectedMonth, now: datetime
    ) -> str:
        """Foretell what comes of a decision by this person who saw that version."""
        offices = self.offices(person, now)
        route = {standing.desk_of(state).pk for state in DAYS}
        # Who cannot read a case is not told that it is there.
        reads = offices & route or (person in self.readers and person not in self.closed)
        if standing.state == State.DRAFT or not reads:
            return "DoesNotExist"
        if not offices & route or person in self.members[row.unit]:
            return "NotAllowedError"
        if seen != row.version:
            return "StaleVersionError"
        return DONE if standing.state in DAYS and standing.desk in offices else "StateConflictError"

    def filing(self, person: int, row: StoredMonth, seen: int, now: datetime) -> str:
        """Foretell what comes of a confirmation for good."""
        if person not in self.members[row.unit]:
            return "DoesNotExist"
        if seen != row.version:
            return "StaleVersionError"
        green = all(status == StepStatus.CONFIRMED for status, _ in row.steps.values())
        over = row.month < JalaliMonth.containing(day_of(now))
        return DONE if row.state in EDITABLE and green and over else "StateConflictError"

    def editing(self, person: int, row: StoredMonth, step: int, seen: int) -> str:
        """Foretell what comes of a save, as far as its content is good."""
        if person not in self.members[row.unit]:
            return "DoesNotExist"
        if row.state not in EDITABLE:
            return "StateConflictError"
        return DONE if seen == row.steps[step][1] else "StaleVersionError"


def faults(rows: Mapping[str, StoredMonth], standings: Mapping[str, ExpectedMonth]) -> list[str]:
    """List everything in which the database is not as the model has it."""
    found = []
    if rows.keys() != standings.keys():
        found.append(f"months lost or made: {rows.keys() ^ standings.keys()}")
    if len({(row.unit, row.month) for row in rows.values()}) != len(rows):
        found.append("a unit has a month twice")
    for number in rows.keys() & standings.keys():
        wrong = [*_place(rows[number], standings[number]), *_history(number, rows[number])]
        found += [f"{number}: {fault}" for fault in wrong]
    return found


def _place(row: StoredMonth, standing: ExpectedMonth) -> list[str]:
    found = [
        f"{name} is {getattr(row, name)}, should be {getattr(standing, name)}"
        for name in ("state", "desk", "due_at", "correction_due")
        if getattr(row, name) != getattr(standing, name)
    ]
    path = [(d["kind"], d["actor"], d["mark"]) for d in row.decisions]
    if path != standing.path:
        found.append(f"decisions {path}, should be {standing.path}")
    if row.state not in EDITABLE and row.figures != standing.filed:
        found.append("the figures under review are not those that were filed")
    return found


def _history(number: str, row: StoredMonth) -> list[str]:
    """Find where log and revisions break the one table of moves or their own chain."""
    found = []
    state, version, link = State.DRAFT, 0, ""
    rounds, stands = 0, None
    for decision in row.decisions:
        kind = DecisionKind(decision["kind"])
        upheld = kind == DecisionKind.UPHELD
        event = BACK[State(decision["to"])] if upheld else EVENTS[kind]
        target = TRANSITIONS[event].get(State(decision["from"]))
        if decision["from"] != state or target != decision["to"]:
            found.append(f"no such move: {state} {decision}")
        if decision["version"] <= version:
            found.append(f"two decisions on one version: {decision}")
        state, version = State(decision["to"]), decision["version"]
        rounds += decision["kind"] == DecisionKind.FILED
        stands = rounds if state == State.FINAL else stands
    if state != row.state or version > row.version:
        found.append(f"the log ends at {state} {version}, the month is {row.state} {row.version}")
    if not row.round == rounds == len(row.revisions):
        found.append(f"round {row.round}, {rounds} filings, {len(row.revisions)} revisions")
    if row.standing != stands:
        found.append(f"round {row.standing} stands, the last final one is {stands}")
    for round_, head, previous, figures in row.revisions:
        if previous != link or head != digest(number, round_, figures, previous):
            found.append(f"the chain of revisions breaks at round {round_}")
        link = head
    return found


def is_inactive(row: StoredMonth) -> bool:
    return row.activity == ActivityState.INACTIVE


def counted(row: StoredMonth) -> dict[str, Any]:
    """What a month is sent with: not the lines of its time as an active one, none under «no»."""
    none_made: Lines = {"made": {}} if is_inactive(row) else {}
    none_sent: Lines = {"sent": {}} if is_inactive(row) or row.has_exports is False else {}
    return row.figures | none_made | none_sent


# One statement for everything: it is read back after every act.
_READ = """
SELECT s.tracking_number, s.unit_id, s.year, s.month, s.state, s.desk_id, s.due_at,
    s.correction_due, s.filed_at, s.round, s.version, s.activity, e.has_exports,
    json_build_object(
        'steps', (SELECT json_object_agg(t.step, json_build_array(t.status, t.version))
                  FROM statistics_stepstate t WHERE t.submission_id = s.id),
        'made', (SELECT json_object_agg(p.code, l.quantity::text)
                 FROM statistics_productionline l JOIN catalog_product p ON p.id = l.product_id
                 WHERE l.submission_id = s.id),
        'sent', (SELECT json_object_agg(p.code, json_build_array(
                        l.quantity::text, l.tonnes::text, l.value_usd::text, l.value_irr::text))
                 FROM statistics_exportline l JOIN catalog_product p ON p.id = l.product_id
                 WHERE l.submission_id = s.id),
        'people', json_build_array(m.official, m.contract, m.contractor),
        'standing', (SELECT r.round FROM statistics_revision r WHERE r.id = s.standing_id),
        'revisions', (SELECT json_agg(json_build_array(
                             r.round, r.digest, r.previous_digest, r.figures) ORDER BY r.round)
                      FROM statistics_revision r WHERE r.submission_id = s.id),
        'decisions', (SELECT json_agg(json_build_object(
                             'kind', d.kind, 'actor', d.actor_id, 'mark', d.mark,
                             'from', d.from_state, 'to', d.to_state, 'version', d.version)
                             ORDER BY d.version)
                      FROM review_decision d WHERE d.submission_id = s.id)
    )::text
FROM statistics_submission s
JOIN statistics_exportdeclaration e ON e.submission_id = s.id
JOIN statistics_employment m ON m.submission_id = s.id
"""
