"""One rule, written three ways for speed: pure, as `Q`, as SQL. Here they are held equal."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Policy
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, from_parts
from review.routing import ROUTE
from statistics.enums import IN_REVIEW, State
from statistics.models import ListedUnit, ObligationList, Submission
from statistics.obligation import services
from statistics.obligation.queries import DUE, due, filed, filed_months, status_of
from statistics.obligation.rules import DutyRules, UnitStatus, due_months
from statistics.obligation.services import update_activity
from statistics.obligation.statement import NARROW, statement
from tests.by_hand import at_union, make_final_versions
from tests.world import World, tehran
from units.eligibility import refusal
from units.enums import LicenceStatus, UnitActivity
from units.models import Licence, LicenceState, Unit
from units.queries import HOLDER, SERVES

START = from_parts(1404, 1, 1)
FIRST, MONTHS = JalaliMonth(1403, 9), 30
EARLY = date(1900, 1, 1)
VALUES = {
    "obligation_from": st.sampled_from([140310, 140312, 140401, 140403, 140409]),
    "new_unit_grace_months": st.integers(0, 5),
    "min_active_days": st.sampled_from([1, 2, 14, 15, 16, 28, 29]),
    "inactive_after_months": st.integers(1, 4),
    "activity_window_months": st.integers(1, 6),
    "filing_allowed_day": st.sampled_from([6, 10, 15]),
}
days = st.integers(-100, 700)
# A final month under correction: returned, and its last version stands.
REOPENED = "reopened"


@dataclass
class Facts:
    """What one example writes, in days since 1404/01/01 and months since FIRST."""

    policies: list[tuple[str, int, int, str | None, int | None]]
    licences: list[tuple[int, int | None, str]]
    states: list[tuple[int, int, int | None]]
    filings: dict[int, tuple[str, bool, int]]
    guild_id: bool
    now: int
    # First months of obligation lists, each with whether it or the unit's place on it is withdrawn.
    lists: list[tuple[int, str]] = field(default_factory=list)


@st.composite
def policies(draw: st.DrawFn) -> tuple[str, int, int, str | None, int | None]:
    """One value: national, of the province or of one month."""
    key = draw(st.sampled_from(sorted(VALUES)))
    scope, month = draw(
        st.sampled_from([(None, None), ("03", None), ("04", None)])
        | st.tuples(st.none(), st.integers(0, MONTHS - 1))
    )
    return key, draw(VALUES[key]), draw(st.integers(-40, 500)), scope, month


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    kinds = st.sampled_from([*IN_REVIEW, State.FINAL, State.DRAFT, State.RETURNED, REOPENED])
    length = st.none() | st.integers(1, 500)
    short = st.none() | st.integers(0, 60)
    licence_kinds = st.sampled_from(["business"] * 3 + ["distribution"])
    licences = st.tuples(st.integers(-400, 400), length, licence_kinds)
    withdrawals = st.sampled_from(["", "", "list", "unit"])
    filing = st.tuples(kinds, st.booleans(), st.integers(-2, 2))
    return Facts(
        draw(st.lists(policies(), max_size=6, unique_by=lambda row: row[0:1] + row[2:])),
        draw(st.lists(licences, min_size=1, max_size=3)),
        draw(st.lists(st.tuples(st.integers(0, 1), days, short), max_size=3)),
        draw(st.dictionaries(st.integers(0, MONTHS - 1), filing, max_size=12)),
        draw(st.sampled_from([True] * 9 + [False])),
        draw(st.integers(0, 700)),
        draw(st.lists(st.tuples(st.integers(0, MONTHS - 1), withdrawals), max_size=2)),
    )


def day(number: int) -> date:
    return START + timedelta(days=number)


def moment(number: int) -> datetime:
    """The midnight that begins a day: final days end there."""
    return tehran(1404, 1, 1, 0) + timedelta(days=number)


def write(world: World, facts: Facts) -> None:
    for key, value, since, province, month in facts.policies:
        period = FIRST + month if month is not None else None
        Policy.objects.create(
            key=key,
            value=value,
            effective_from=day(since),
            province_id=province,
            year=period.year if period else None,
            month=period.month if period else None,
            source_clause="x",
        )
    Unit.objects.update(guild_id="0499999913" if facts.guild_id else "")
    licences = [_licence(world, place, *terms) for place, terms in enumerate(facts.licences)]
    for which, since, length in facts.states:
        licence = licences[which % len(licences)]
        until = None if length is None else day(since + length)
        if not _overlaps(licence, day(since), until):
            LicenceState.objects.create(
                licence=licence, status=_status(since), since=day(since), until=until
            )
    now = moment(facts.now)
    for number, (place, withdrawn) in enumerate(facts.lists):
        put_on_list(world, f"فهرست {number}", FIRST + place, withdrawn)
    made = Submission.objects.bulk_create(
        _filing(world, FIRST + place, kind, idle, now)
        for place, (kind, idle, _) in facts.filings.items()
    )
    stood = [
        case
        for case, (kind, *_) in zip(made, facts.filings.values(), strict=True)
        if kind in (State.FINAL, REOPENED)
    ]
    make_final_versions(stood, now, world.owner)
    for case, (kind, _, left) in zip(made, facts.filings.values(), strict=True):
        if kind in (State.RETURNED, REOPENED):
            Submission.objects.filter(pk=case.pk).update(
                state=State.RETURNED,
                desk=world.union,
                priority_at=None,
                correction_due=now,
                counts_until=now + timedelta(microseconds=left),
            )


def put_on_list(world: World, name: str, month: JalaliMonth, withdrawn: str = "") -> None:
    """Put the world's unit on a list of its own; perhaps withdraw the list or the unit."""
    made = {"source": "نامهٔ ۱", "added_by": world.union_officer, "added_at": moment(0)}
    ended = {"ended_by": world.union_officer, "ended_at": moment(0), "end_reason": "اشتباه بود"}
    listed = ObligationList.objects.create(name=name, first_day=month.first_day, **made)
    ListedUnit.objects.create(list=listed, unit=world.unit, **made)
    if withdrawn == "list":
        ObligationList.objects.filter(pk=listed.pk).update(**ended)
    if withdrawn == "unit":
        ListedUnit.objects.filter(list=listed).update(**ended)


def _status(since: int) -> LicenceStatus:
    """Take any of the states: all of them take days away, that of a closed unit too."""
    return list(LicenceStatus)[since % len(LicenceStatus)]


def _licence(world: World, place: int, issued: int, length: int | None, kind: str) -> Licence:
    licence = Licence.objects.get(pk=world.licence.pk)
    if place:
        licence.pk, licence.number = None, f"renewed-{place}"
    licence.issued_on, licence.kind_id = day(issued), kind
    licence.expires_on = None if length is None else day(issued + length)
    licence.save()
    return licence


def _overlaps(licence: Licence, since: date, until: date | None) -> bool:
    return any(
        state.since <= (until or date.max) and since <= (state.until or date.max)
        for state in licence.states.order_by("since")
    )


def _filing(world: World, month: JalaliMonth, kind: str, idle: bool, now: datetime) -> Submission:
    """Make a draft, or a month that lies at a desk of its route."""
    draft = kind == State.DRAFT
    columns = {} if draft else at_union(world.licence, now)
    if kind in IN_REVIEW:
        columns |= {"state": kind, "desk": columns[ROUTE[State(kind)]]}
    return Submission(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"99999{month.to_int()}",
        round=0 if draft else 1,
        idle=idle and not draft,
        **columns,
    )


def stored(world: World) -> UnitStatus:
    unit = Unit.objects.get(pk=world.unit.pk)
    return UnitStatus(UnitActivity(unit.activity), unit.missed_months, unit.past_gaps)


def owed_by_sql(rules: DutyRules, months: list[JalaliMonth]) -> set[JalaliMonth]:
    """Ask the fragment that reminders, evaluation and the run for all units share."""
    asked = [rules.month("03", month) for month in months]
    columns: dict[str, Any] = {
        "numbers": [r.month.to_int() for r in asked],
        "firsts": [r.month.first_day for r in asked],
        "lasts": [r.month.last_day for r in asked],
        "issued": [r.issued_until for r in asked],
        "days": [r.min_active_days for r in asked],
        "obliged": [r.obliged for r in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {HOLDER}, c AS (
                SELECT * FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(lasts)s::date[],
                    %(issued)s::date[], %(days)s::int[], %(obliged)s::bool[])
                AS c(number, first_day, last_day, issued_until, min_days, obliged))
            SELECT c.number FROM c CROSS JOIN holder h
            JOIN units_unit u ON u.id = h.unit_id AND u.guild_id <> '' AND {DUE}""",
            columns,
        )
        return {JalaliMonth.from_int(number) for (number,) in cursor.fetchall()}


def served_by_sql(licence: Licence, month: JalaliMonth) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {SERVES} FROM units_licence l,
                (VALUES (%s::date, %s::date)) AS c(first_day, last_day) WHERE l.id = %s""",
            [month.first_day, month.last_day, licence.pk],
        )
        return bool(cursor.fetchone()[0])


def check(world: World, now: datetime) -> None:
    """Compare the three for one unit, every month and every filing."""
    update_activity(now)
    assert stored(world) == status_of(world.unit, now)

    rules = DutyRules(PolicyBook.load())
    months = [FIRST + place for place in range(MONTHS)]
    homes = list(Licence.objects.with_states().select_related("unit").order_by("-issued_on", "pk"))
    listed = homes[0].unit.obliged_from
    pure = set(due_months(homes, rules.obliged("03", months[-1], listed))) & set(months)
    assert owed_by_sql(rules, months) == pure
    # Of the conditions every third month, another third in each example: each is a query.
    for month in months[now.day % 3 :: 3]:
        found = Licence.objects.filter(due(rules, ["03", "04"], month))
        assert found.exists() is (month in pure), month

    theirs = Submission.objects.order_by("pk")
    counted = filed_months(theirs, now)
    assert {s.period for s in theirs.filter(filed(now))} == set(counted)
    mine = theirs.filter(filed(now), unit=OuterRef("unit"))
    assert Licence.objects.filter(Exists(mine)).exists() is bool(counted)

    if homes[0].unit.guild_id:
        for licence in homes:
            may = {m for m in months if refusal(licence, m) is None}
            assert may == {m for m in months if served_by_sql(licence, m)}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=facts())
def test_pure_rule_condition_and_statement_are_equal(world: World, facts: Facts) -> None:
    with transaction.atomic():
        write(world, facts)
        check(world, moment(facts.now))
        transaction.set_rollback(True)


LATEST = 7  # Tir, whose final day has just passed where MORDAD_11 begins
MORDAD_11 = 134
FILED = (State.FINAL, False, 0)
AGAIN = (REOPENED, False, -1)


def edge(
    filings: dict[int, tuple[str, bool, int]],
    issued: int = -400,
    states: list[tuple[int, int, int | None]] | None = None,
    lists: list[tuple[int, str]] | None = None,
) -> Facts:
    licences: list[tuple[int, int | None, str]] = [(issued, None, "business")]
    return Facts([], licences, states or [], filings, True, MORDAD_11, lists or [])


@pytest.mark.parametrize("filings", [{}, {LATEST: FILED}, {LATEST - 2: FILED, 1: FILED}])
def test_a_duty_of_fifteen_years_is_judged_alike(
    world: World, filings: dict[int, tuple[str, bool, int]]
) -> None:
    """More months than a number has bits."""
    facts = edge(filings, issued=-6000, states=[(0, -2000, 60)])
    facts.policies.append(("obligation_from", 138901, -6000, None, None))
    write(world, facts)
    check(world, moment(facts.now))
    assert stored(world).missed + stored(world).gaps > NARROW


@pytest.mark.parametrize(
    ("right", "wrong", "facts"),
    [
        ("p.newest BETWEEN 1 AND p.latest", "p.newest = p.latest", edge({LATEST + 1: FILED})),
        ("NOT m.idle", "true", edge({LATEST: (State.FINAL, True, 0)})),
        ("r.missed > r.allowed", "r.missed >= r.allowed", edge({LATEST - 3: FILED})),
        ("(h.issued_on - 1,", "(h.issued_on,", edge({}, issued=0)),
        ("c.min_days <=", "c.min_days <", edge({}, states=[(0, 33, 15)])),
        ("(since, until, '[]')", "(since, until, '[)')", edge({}, states=[(0, 61, 0)])),
        (
            "h.obliged_from <= c.first_day",
            "h.obliged_from < c.first_day",
            edge({}, lists=[(1, "")]),
        ),
        ("u.obliged_from IS NULL AND (", "(", edge({}, lists=[(1, "")])),
        ("l.kind_id = ANY", "l.kind_id <> ALL", edge({})),
        ("s.standing_id IS NOT NULL", "false", edge({LATEST: AGAIN})),
        (
            "s.counts_until > %(now)s",
            "s.counts_until >= %(now)s",
            edge({LATEST: (State.RETURNED, False, 0)}),
        ),
    ],
)
def test_a_second_truth_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, facts: Facts
) -> None:
    """Each edge of the statement, moved by a hair, turns the comparison red."""
    write(world, facts)
    check(world, moment(facts.now))
    Unit.objects.update(activity=UnitActivity.ACTIVE, missed_months=0, past_gaps=0)
    assert right in statement(NARROW)
    monkeypatch.setattr(services, "statement", lambda width: statement(width).replace(right, wrong))
    with pytest.raises(AssertionError):
        check(world, moment(facts.now))
