"""What another clock would have made of a decision, and the set-based form that says the same."""

from collections import Counter
from datetime import timedelta

import pytest

from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from oversight.enums import Fate
from oversight.models import Simulation
from oversight.simulation.activity import Replay
from oversight.simulation.lapses import replay
from oversight.simulation.policy_override import Scenario
from oversight.simulation.rules import Life, Moment, fate, status_at
from review import workflow
from review.checklist.answers import AFFIRMED
from review.deadlines import Clocks
from review.enums import LEVELS, DecisionKind
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Submission
from statistics.obligation.queries import status_of
from statistics.obligation.rules import due_months
from tests.review.cases import fresh, policy
from tests.world import MEHR, World, tehran

DUE = tehran(1398, 8, 7, 0)
TICK = timedelta(microseconds=1)
NOW = tehran(1398, 9, 1)


@pytest.mark.parametrize(
    ("lapsed", "at", "found"),
    [
        (False, DUE - TICK, Fate.IN_TIME),
        (False, DUE, Fate.LAPSES),
        (True, DUE, Fate.STILL),
        (True, DUE - TICK, Fate.MORE_TIME),
    ],
)
def test_a_decision_at_the_edge_of_another_clock(lapsed: bool, at: object, found: Fate) -> None:
    assert fate(lapsed, at, DUE) == found  # type: ignore[arg-type]


def test_without_a_clock_nothing_lapses() -> None:
    assert fate(False, DUE, None) == Fate.IN_TIME
    assert fate(True, DUE, None) == Fate.MORE_TIME


@pytest.mark.parametrize(
    ("instant", "counts"),
    [(0, False), (1, True), (2, True), (3, True), (4, False), (5, True)],
)
def test_a_returned_month_counts_until_its_correction_date(instant: int, counts: bool) -> None:
    day = timedelta(days=1)
    life = Life(
        MEHR,
        [
            Moment(DecisionKind.FILED, DUE + day),
            Moment(DecisionKind.RETURNED, DUE + 2 * day, DUE + 4 * day),
            Moment(DecisionKind.FILED, DUE + 5 * day),
        ],
    )
    assert life.counts_at(DUE + instant * day) is counts


def decided_country(world: World) -> None:
    """Make months that people decided early and late, and months that lapsed, at every level."""
    people = {
        State.AT_UNION: world.union_officer,
        State.AT_PROVINCE: world.province_officer,
        State.AT_MINISTRY: world.ministry_officer,
    }
    start = tehran(1398, 6, 1)
    for number in range(6):
        case = world.filed(JalaliMonth(1398, 5) - number, start + timedelta(days=number))
        for step, level in enumerate(LEVELS):
            now = fresh(case)
            assert (now.state, now.due_at is None) == (level, False)
            if (number + step) % 3 == 0:
                sweep(now.due_at)  # type: ignore[arg-type]
                continue
            wait = timedelta(days=(number + step) % 3)
            at = (now.entered_at or start) + wait
            workflow.approve(people[level], now.tracking_number, now.version, at, AFFIRMED)
    back = world.filed(JalaliMonth(1398, 6), tehran(1398, 7, 2))
    workflow.send_back(
        world.union_officer, back.tracking_number, back.version, "ببینید", tehran(1398, 7, 4)
    )


def by_the_law(scenario: Scenario) -> Counter[tuple[str, str]]:
    """Return level and fate of every stored decision, one by one."""
    found: Counter[tuple[str, str]] = Counter()
    clocks = Clocks(scenario.other)
    before = None
    for row in Decision.objects.order_by("submission", "version"):
        arrived = before.at if before and before.submission_id == row.submission_id else None
        before = row
        if row.kind not in ("approved", "returned", "lapsed") or arrived is None:
            continue
        level = State(row.from_state)
        lapsed = row.kind == DecisionKind.LAPSED
        if LEVELS[level].days in scenario.values:
            due = clocks.due(level, arrived, "03")
            found[level, fate(lapsed, row.at, due)] += 1
        else:
            found[level, Fate.STILL if lapsed else Fate.IN_TIME] += 1
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"union_days": 1},
        {"union_days": None, "ministry_days": 1},
        {"union_days": 3, "province_days": 3, "ministry_days": 5},
        {"union_days": 2, "province_days": 1, "ministry_days": 30},
        {"inactive_after_months": 5},
    ],
)
def test_the_statement_judges_as_the_law_does(world: World, values: dict[str, int | None]) -> None:
    decided_country(world)
    scenario = Scenario(PolicyBook.load(), values, NOW)
    row = Simulation.objects.create(values=values, asked_by=world.owner, asked_at=NOW)
    counted = replay(scenario, row.pk, 0, 10**9)
    found: Counter[tuple[str, str]] = Counter()
    for (level, ended, _), number in counted.items():
        found[level, ended] += number
    assert found == by_the_law(scenario)
    assert sum(found.values()) == 19
    differ = sum(n for (_, f), n in found.items() if f in (Fate.LAPSES, Fate.MORE_TIME))
    assert row.findings.count() == differ


@pytest.mark.django_db
def test_the_same_values_change_nothing(world: World) -> None:
    decided_country(world)
    same = {"union_days": 3, "province_days": 3, "ministry_days": 5}
    row = Simulation.objects.create(values=same, asked_by=world.owner, asked_at=NOW)
    replay(Scenario(PolicyBook.load(), same, NOW), row.pk, 0, 10**9)
    assert not row.findings.exists()


@pytest.mark.django_db
def test_working_days_count_as_their_switch_says(world: World) -> None:
    policy(PolicyKey.WORKING_DAYS, 1)
    scenario = Scenario(PolicyBook.load(), {"union_days": 3}, NOW)
    dues = scenario.dues(State.AT_UNION)
    assert dues
    # Wednesday the first of Aban: Thursday, Saturday and Sunday are the three.
    day = scenario.midnights.index(tehran(1398, 8, 1, 0))
    assert dues[day] == tehran(1398, 8, 6, 0)


@pytest.mark.django_db
def test_the_replay_under_the_policy_in_force_is_what_the_portal_said_then(world: World) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139801)
    first = world.filed(JalaliMonth(1398, 1), tehran(1398, 2, 5))
    book = PolicyBook.load()
    said = {}
    for number in range(1, 8):
        month = JalaliMonth(1398, number)
        until = filing_windows(book, month, "03").allowed_until
        if number == 2:
            back = fresh(first)
            workflow.send_back(
                world.union_officer,
                back.tracking_number,
                back.version,
                "ببینید",
                tehran(1398, 3, 9),
            )
        if number == 6:
            world.filed(JalaliMonth(1398, 5), tehran(1398, 6, 20))
        said[month] = status_of(world.unit, until)
    scenario = Scenario(book, {"inactive_after_months": 3}, NOW)
    replayed = Replay(scenario, 0)
    licences = [world.licence]
    lives = replayed._lives(0, 10**9)[world.unit.pk]
    for month, status in said.items():
        rule = replayed.rule("before", month, "03")
        until = filing_windows(book, month, "03").allowed_until
        due = due_months(licences, rule.months)
        assert status_at(due, lives, rule, until) == status, month
    assert {status.inactive for status in said.values()} == {True, False}
    assert Submission.objects.count() == 2
