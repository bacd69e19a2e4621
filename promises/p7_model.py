"""P7, the model holds: long random lives of three units, every act judged against a model.

The commands of owners, delegates and officers, foreign people and stale pages among them, the
deadline sweep and the three-month rule run on the real database in any order, while the clock
jumps and rights change. After each act the whole database is read back and compared.
"""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from accounts.grants import grant, revoke
from accounts.models import User
from promises.expected_deadlines import DAYS
from promises.model_oracle import DONE
from promises.personas import cast
from promises.pytest_plugin import Tally
from promises.state_machine import UnitLives, case_numbers, months, persons, seen_offsets, units
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind, Mark
from review.sweep.engine import sweep
from statistics.enums import EDITABLE, ActivityState, StepStatus
from statistics.obligation.queries import status_of
from statistics.obligation.services import update_activity
from tests.world import World
from units.enums import MemberRole
from units.models import Unit, UnitMember

STEPS, STEPS_AT_NIGHT = 10_000, 250_000
SHARDS = 4
LIFE, LIVES_A_RUN = 50, 20
TICK = timedelta(microseconds=1)
# The first people of the cast own the units.
OWNERS = 2
# Of each act on the ordinary way: whether a reviewer would return the month.
hurries = st.lists(st.sampled_from([False, False, False, True]), max_size=8)
REASON = "مقدار را ببینید"


class Lives(UnitLives):
    """The officers' decisions, the clock, and rights that change."""

    @initialize(
        starts=st.lists(st.tuples(units, months, hurries), max_size=4),
        torn=st.lists(st.tuples(units, st.sampled_from([2, 3, 5, 6])), max_size=2),
    )
    def begin(self, starts: list[tuple[int, int, list[bool]]], torn: list[tuple[int, int]]) -> None:
        """Bring some months on their way, some of them of officers' own units."""
        for unit, index in torn:
            self.delegate(unit, index, True)
        for unit, month, acts in starts:
            before = set(self.rows)
            self.open(unit, month, ActivityState.ACTIVE, True)
            for number in set(self.rows) - before:
                self.hurry(sorted(self.rows).index(number), acts)

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, back=st.sampled_from([False, False, True]))
    def advance(self, index: int, back: bool) -> None:
        """Do the next act of a month's ordinary way."""
        self.next_act(index, back)

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, acts=hurries)
    def hurry(self, index: int, acts: list[bool]) -> None:
        """Do several acts of its way, each by whoever's turn it is."""
        for back in acts:
            self.next_act(index, back)

    def next_act(self, index: int, back: bool) -> None:
        """Fill, file, and decide, whoever's turn it is."""
        _, row, _ = self.pick(index)
        green = all(status == StepStatus.CONFIRMED for status, _ in row.steps.values())
        if row.state in DAYS:
            (self.send_back if back else self.approve)(index, -1, 0)
        elif row.state in EDITABLE and green:
            self.file(index, -1, 0)
        elif row.state in EDITABLE:
            self.fill(index, 7)

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, person=persons, off=seen_offsets)
    def approve(self, index: int, person: int, off: int) -> None:
        """Pass a month one level on."""
        number, row, standing = self.pick(index)
        user = self.who(person, *self.officers_of(standing))
        seen = row.version + off
        expected = self.rights.deciding(user.pk, row, seen, standing, self.now)

        def call() -> None:
            workflow.approve(user, number, seen, self.now, AFFIRMED)
            standing.onward(DecisionKind.APPROVED, user.pk, Mark.NONE, self.now)

        self.act("approve", expected, call, {number})

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, person=persons, off=seen_offsets)
    def send_back(self, index: int, person: int, off: int) -> None:
        """Send a month back for correction."""
        number, row, standing = self.pick(index)
        user = self.who(person, *self.officers_of(standing))
        seen = row.version + off
        expected = self.rights.deciding(user.pk, row, seen, standing, self.now)

        def call() -> None:
            workflow.send_back(user, number, seen, REASON, self.now)
            standing.back(user.pk, self.now)

        self.act("return", expected, call, {number})

    @rule(batch=st.sampled_from([1, 2, 5000]))
    def lapse(self, batch: int) -> None:
        """Sweep at this moment: all that is due moves one level, nothing else."""
        due = {n for n, s in self.standings.items() if s.due_at and s.due_at <= self.now}

        def call() -> None:
            marks = {n: self.rights.mark(self.standings[n], self.now) for n in due}
            assert sweep(self.now, batch).moved == len(due)
            for number, mark in marks.items():
                self.standings[number].onward(DecisionKind.LAPSED, None, mark, self.now)

        self.act("sweep", DONE, call, due)

    @rule(
        minutes=st.integers(-3 * 24 * 60, 12 * 24 * 60),
        to_the_instant=st.sampled_from([None, timedelta(), -TICK, TICK]),
        night=st.sampled_from([False] * 4 + [True]),
    )
    def jump(self, minutes: int, to_the_instant: timedelta | None, night: bool) -> None:
        """Move the clock: by any time, or to just around the next due instant; then sweep."""
        dues = [s.due_at for s in self.standings.values() if s.due_at and s.due_at > self.now]
        if to_the_instant is None or not dues:
            self.now += timedelta(minutes=minutes)
        else:
            self.now = min(dues) + to_the_instant
        self.lapse(5000)
        if night:
            self.three_months()

    def three_months(self) -> None:
        """Store every unit's activity; it is as the pure rule says, and no month moves."""

        def call() -> None:
            update_activity(self.now)

        def after() -> list[str]:
            units = Unit.objects.order_by("pk")
            wrong = {u.pk: (u.activity, u.missed_months, u.past_gaps) for u in units}
            right = {u.pk: status_of(u, self.now) for u in units}
            return [
                f"unit {pk} is stored as {wrong[pk]}, the rule says {found}"
                for pk, found in right.items()
                if wrong[pk] != (found.activity, found.missed, found.gaps)
            ]

        self.act("three-month rule", DONE, call, after=after)

    @rule(
        what=st.sampled_from(["post", "account", "delegate", "delegate"]),
        index=st.integers(0, 8),
        unit=units,
        given=st.sampled_from([True, True, False]),
    )
    def change_rights(self, what: str, index: int, unit: int, given: bool) -> None:
        """Give a right or take it back."""
        if what == "delegate":
            self.delegate(unit, index, given)
        elif what == "post":
            self.post(index % 5, given)
        else:
            self.account(index % 5, not given)

    def post(self, post: int, given: bool) -> None:
        """Give a post, or take it back."""
        who, role, where = self.cast.posts[post]
        key = (who, where.pk)
        change = partial(grant if given else revoke, User.objects.get(pk=who), role, where)

        def call() -> None:
            change()
            until = self.rights.posts[key]
            if given:
                self.rights.posts[key] = None
            elif until is None or until > self.now:
                self.rights.posts[key] = self.now

        self.act("grant" if given else "revoke", DONE, call)

    def account(self, post: int, shut: bool) -> None:
        """Close an officer's account, or open it again."""
        who, _, _ = self.cast.posts[post]

        def call() -> None:
            User.objects.filter(pk=who).update(is_active=not shut)
            (self.rights.closed.add if shut else self.rights.closed.discard)(who)

        self.act("close account" if shut else "open account", DONE, call)

    def delegate(self, unit: int, index: int, joins: bool) -> None:
        """Make somebody, perhaps an officer, delegate of a unit, or let them leave it."""
        unit_id, who = self.cast.licences[unit].unit_id, self.cast.people[index].pk
        members = self.rights.members[unit_id]
        # An owner stays one: only delegates come and go.
        if index < OWNERS:
            return

        def call() -> None:
            present = UnitMember.objects.filter(unit=unit_id, user=who, ended_at=None)
            if not joins:
                present.update(ended_at=self.now)
                members.discard(who)
            elif not present.exists():
                role = MemberRole.DELEGATE
                UnitMember.objects.create(unit_id=unit_id, user_id=who, role=role)
                members.add(who)

        self.act("delegate joins" if joins else "delegate leaves", DONE, call)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_model_holds(world: World, tally: Tally, nightly: bool, shard: int) -> None:
    """Live until the steps are done; at night with other seeds each time."""
    seen: Counter[str] = Counter()
    lives = type("Lives", (Lives,), {"cast": cast(world), "tally": tally, "outcomes": seen})
    steps = (STEPS_AT_NIGHT if nightly else STEPS) // SHARDS
    rules = settings(
        max_examples=LIVES_A_RUN,
        stateful_step_count=LIFE,
        deadline=None,
        database=None,
        # By day a failing life is told as it was lived; at night there is time to shorten it.
        phases=[Phase.generate, *([Phase.shrink] if nightly else [])],
        suppress_health_check=list(HealthCheck),
    )
    run = 0
    while tally.tried < steps:
        run += 1
        run_state_machine_as_test(seed(f"{shard} {run}")(lives), settings=rules)
    done = sum(count for what, count in seen.items() if what.endswith(f" {DONE}"))
    ends = ", ".join(f"{count} {what}" for what, count in sorted(seen.items()) if "ended" in what)
    tally.say(f"lives {shard + 1}: {done} of {tally.tried} acts done, the others refused; {ends}")
