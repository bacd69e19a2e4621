"""Lives of the model: how an act is done and judged, and the commands of the unit's people."""

from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from accounts.models import User
from config.jalali import JalaliMonth
from promises.model_oracle import (
    DONE,
    ExpectedMonth,
    Lines,
    Rights,
    StoredMonth,
    counted,
    faults,
    is_inactive,
    read,
)
from promises.personas import Cast
from promises.pytest_plugin import Tally
from review import workflow
from statistics.enums import EDITABLE, ActivityState, Reason, State, Step, StepStatus
from statistics.errors import CaseConflictError, NotAllowedError
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.rules.services import GivenReason, ReasonsRequired
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES

REFUSALS = (
    ObjectDoesNotExist,
    NotAllowedError,
    CaseConflictError,
    services.DuplicateMonthError,
    services.IncompleteError,
)

case_numbers = st.integers(0, 11)
units = st.integers(0, 2)
# The sample's month lies in the middle: some are over, some are not yet.
months = st.integers(-3, 1)
# Mostly the page as it is now, at times one from before or one that never was.
seen_offsets = st.sampled_from([0] * 10 + [-1, 1])
# Mostly who may, at times anybody, or an officer who acts for the unit.
RIGHTFUL, TORN = -1, -2
persons = st.sampled_from([RIGHTFUL] * 16 + [TORN] * 6 + list(range(9)))
quantities = st.one_of(st.none(), st.integers(0, 40).map(Decimal))
listings = st.dictionaries(st.sampled_from([BAG, PIPE, SHOES]), quantities, max_size=3)
counts = st.one_of(st.none(), st.integers(0, 40))
amounts = st.dictionaries(st.sampled_from([BAG, PIPE, SHOES]), counts, max_size=3)
removals = st.sampled_from([None, None, None, BAG, PIPE])
threesomes = st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=3, max_size=3)
activities = st.sampled_from([ActivityState.ACTIVE] * 4 + [ActivityState.INACTIVE])


class UnitLives(RuleBasedStateMachine):
    """One life of the portal: acts in any order, rolled back at its end."""

    cast: ClassVar[Cast]
    tally: ClassVar[Tally]
    outcomes: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._all = transaction.atomic()
        self._all.__enter__()
        self.now = FILED_AT
        self.rows: dict[str, StoredMonth] = {}
        self.standings: dict[str, ExpectedMonth] = {}
        owner, other = self.cast.people[0].pk, self.cast.people[1].pk
        units = [licence.unit_id for licence in self.cast.licences]
        self.rights = Rights(
            dict(zip(units, ({owner}, {other}, {other}), strict=True)),
            {(who, where.pk): None for who, _, where in self.cast.posts},
            readers={self.cast.reader.pk},
        )

    def teardown(self) -> None:
        """Take everything back, after the checks that wait for a commit."""
        self.outcomes.update(f"ended {standing.state}" for standing in self.standings.values())
        try:
            # The transaction is rolled back, so what waits for a commit must be asked for.
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self._all.__exit__(None, None, None)

    # What an act does and how it is judged

    def act(
        self,
        what: str,
        expected: str,
        call: Callable[[], object],
        touched: set[str] | None = None,
        after: Callable[[], list[str]] = list,
    ) -> None:
        """Do it; judge the outcome, what it touched, and the whole database."""
        before = self.rows
        got = DONE
        with time_machine.travel(self.now, tick=False):
            try:
                call()
            except REFUSALS as refusal:
                got = type(refusal).__name__
            self.rows = read()
        self.outcomes[f"{what} {got}"] += 1
        numbers = before.keys() | self.rows.keys()
        changed = {n for n in numbers if before.get(n) != self.rows.get(n)}
        found = [] if got == expected else [f"{got}, expected {expected}"]
        if got != DONE and changed:
            found.append("refused, and yet written")
        if stray := changed - (touched or set()):
            found.append(f"touched {stray}")
        if not found and got == DONE:
            found = after()
        found += faults(self.rows, self.standings)
        self.tally.add(not found, f"{what} at {self.now}: {'; '.join(found)}")
        assert not found, f"{what}: {found}"

    def pick(self, index: int) -> tuple[str, StoredMonth, ExpectedMonth]:
        """Choose one of the months there are; every index chooses one."""
        number = sorted(self.rows)[index % len(self.rows)]
        return number, self.rows[number], self.standings[number]

    def who(self, index: int, rightful: Collection[int], torn: Collection[int] = ()) -> User:
        """Choose somebody rightful, or torn, where the index says so and there is one."""
        people = self.cast.people
        if index < 0:
            wanted = torn if index == TORN and torn else rightful
            user = next((user for user in people if user.pk in wanted), people[0])
        else:
            user = people[index]
        # A request reads a person's authority afresh.
        vars(user).pop("_authority", None)
        return user

    def officers_of(self, standing: ExpectedMonth) -> tuple[set[int], set[int]]:
        """Find who may decide on the month now, and who might if they did not act for it."""
        people = {user.pk for user in self.cast.people}
        here = {who for who in people if standing.desk in self.rights.offices(who, self.now)}
        members = self.rights.members[standing.licence.unit_id]
        return here - members, here & members

    # The unit's commands

    @rule(unit=units, ahead=months, activity=activities, sure=st.booleans())
    def open(self, unit: int, ahead: int, activity: str, sure: bool) -> None:
        """Open a month."""
        licence, month = self.cast.licences[unit], MEHR + ahead
        twice = any(r.unit == licence.unit_id and r.month == month for r in self.rows.values())
        user = self.who(-1, self.rights.members[licence.unit_id])
        carried = self.carried(licence.unit_id, month)
        opened: set[str] = set()

        def call() -> None:
            period = PeriodAnswers(licence, month, activity)
            number = services.open_month(user, period, sure, self.now).tracking_number
            self.standings[number] = ExpectedMonth(licence)
            opened.add(number)

        def after() -> list[str]:
            (row,) = [self.rows[number] for number in opened]
            good = (row.month, row.activity, row.made) == (month, activity, dict.fromkeys(carried))
            return [] if good else [f"opened as {row}"]

        self.act("open", "DuplicateMonthError" if twice else DONE, call, opened, after)

    def carried(self, unit: int, month: JalaliMonth) -> list[str]:
        """List the products of the unit's last filed month before this one."""
        before = [r for r in self.rows.values() if r.unit == unit and r.filed and r.month < month]
        return list(max(before, key=lambda r: r.month).made) if before else []

    def edit(
        self,
        number: str,
        step: Step,
        expected: str,
        call: Callable[[], object],
        confirm: bool,
        **typed: Any,
    ) -> None:
        """Save a step: what was typed is there, all else as it was, both versions raised."""
        before = self.rows[number]

        def after() -> list[str]:
            row = self.rows[number]
            status = StepStatus.CONFIRMED if confirm else StepStatus.DRAFT
            wanted = before.figures | typed
            found = [] if row.figures == wanted else [f"{row.figures}, typed {wanted}"]
            if row.steps[step] != (status, before.steps[step][1] + 1):
                found.append(f"step {step} is {row.steps[step]}")
            return found if row.version == before.version + 1 else [*found, "version not raised"]

        self.act(f"save step {step}", expected, partial(_explained, call), {number}, after)

    @precondition(lambda self: self.rows)
    @rule(
        index=case_numbers,
        person=persons,
        off=seen_offsets,
        values=listings,
        off_list=removals,
        sure=st.booleans(),
    )
    def save_production(
        self,
        index: int,
        person: int,
        off: int,
        values: Lines,
        off_list: str | None,
        sure: bool,
    ) -> None:
        """Save step 2."""
        number, row, _ = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        removed = {off_list} - {None, *values}
        lines = {code: value for code, value in row.made.items() if code not in removed} | values
        seen = row.steps[Step.PRODUCTION][1] + off
        expected = self.rights.editing(user.pk, row, Step.PRODUCTION, seen)
        if expected == DONE and is_inactive(row) and values:
            expected = "StateConflictError"
        empty = not lines or None in lines.values()
        if expected == DONE and sure and empty and not is_inactive(row):
            expected = "IncompleteError"
        listing: PostedLines[Decimal | None] = PostedLines(
            values, frozenset(c for c in removed if c)
        )
        call = partial(services.save_production, user, number, seen, listing, sure, self.now)
        self.edit(number, Step.PRODUCTION, expected, call, sure, made=lines)

    @precondition(lambda self: self.rows)
    @rule(
        index=case_numbers,
        person=persons,
        off=seen_offsets,
        answer=st.sampled_from([True, False, False, None]),
        values=amounts,
        sure=st.booleans(),
    )
    def save_exports(
        self,
        index: int,
        person: int,
        off: int,
        answer: bool | None,
        values: dict[str, int | None],
        sure: bool,
    ) -> None:
        """Save step 3: lines are typed only below a «yes»; a confirmed «no» deletes them."""
        number, row, _ = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        seen = row.steps[Step.EXPORTS][1] + off
        posted = {code: _exported(code, n) for code, n in values.items()} if answer else {}
        typed = row.sent | {c: _stored(c, f) for c, f in posted.items()}
        lines = {} if answer is False and sure else typed
        expected = self.rights.editing(user.pk, row, Step.EXPORTS, seen)
        if expected == DONE and answer and is_inactive(row):
            expected = "StateConflictError"
        lacking = not lines or any(None in line for line in lines.values())
        if expected == DONE and sure and (answer is None or (answer and lacking)):
            expected = "IncompleteError"
        call = partial(
            services.save_exports, user, number, seen, answer, PostedLines(posted), sure, self.now
        )
        self.edit(number, Step.EXPORTS, expected, call, sure, sent=lines, has_exports=answer)

    @precondition(lambda self: self.rows)
    @rule(
        index=case_numbers,
        person=persons,
        off=seen_offsets,
        people=threesomes,
    )
    def save_employment(self, index: int, person: int, off: int, people: list[int | None]) -> None:
        """Save step 4; the form confirms only three numbers."""
        number, row, _ = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        seen, sure = row.steps[Step.EMPLOYMENT][1] + off, None not in people
        expected = self.rights.editing(user.pk, row, Step.EMPLOYMENT, seen)
        call = partial(
            services.save_employment,
            user,
            number,
            seen,
            EmploymentAnswers(people[0], people[1], people[2]),
            sure,
            self.now,
        )
        self.edit(number, Step.EMPLOYMENT, expected, call, sure, people=people)

    @precondition(lambda self: self.rows)
    @rule(
        index=case_numbers,
        person=persons,
        off=seen_offsets,
        activity=activities,
        later=st.sampled_from([0, 0, 0, 1]),
        sure=st.booleans(),
    )
    def save_period(
        self, index: int, person: int, off: int, activity: str, later: int, sure: bool
    ) -> None:
        """Save step 1: another activity, another month; what was typed below it stays."""
        number, row, standing = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        seen, month = row.steps[Step.PERIOD][1] + off, row.month + later
        expected = self.rights.editing(user.pk, row, Step.PERIOD, seen)
        twice = any(r.unit == row.unit and r.month == month for r in self.rows.values())
        if expected == DONE and later and (row.filed or twice):
            expected = "StateConflictError" if row.filed else "DuplicateMonthError"
        typed: dict[str, Any] = {"month": month, "activity": activity}
        if sure and activity == ActivityState.INACTIVE:
            typed |= {"has_exports": False}
        elif is_inactive(row) and activity != ActivityState.INACTIVE:
            carried = dict.fromkeys(self.carried(row.unit, month))
            typed |= {"made": row.made or carried, "has_exports": None}
        period = PeriodAnswers(standing.licence, month, activity)
        call = partial(services.save_period, user, number, seen, period, sure, self.now)
        self.edit(number, Step.PERIOD, expected, call, sure, **typed)

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, made=st.integers(0, 40))
    def fill(self, index: int, made: int) -> None:
        """Do all four steps as the form leads through them."""
        number, row, _ = self.pick(index)
        self.save_period(index, -1, 0, ActivityState.ACTIVE, 0, True)
        if row.state not in EDITABLE:
            return  # refused, and so would be the other three
        values = dict.fromkeys(self.rows[number].made or [BAG], Decimal(made))
        self.save_production(index, -1, 0, values, None, True)
        self.save_exports(index, -1, 0, False, {}, True)
        self.save_employment(index, -1, 0, [made, 0, 1])

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, person=persons, off=seen_offsets)
    def delete_draft(self, index: int, person: int, off: int) -> None:
        """Delete a draft that was never filed."""
        number, row, _ = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        expected = DONE
        if user.pk not in self.rights.members[row.unit]:
            expected = "DoesNotExist"
        elif row.state != State.DRAFT or off:
            expected = "StaleVersionError" if row.state == State.DRAFT else "StateConflictError"

        def call() -> None:
            services.delete_draft(user, number, row.version + off)
            del self.standings[number]

        self.act("delete", expected, call, {number})

    @precondition(lambda self: self.rows)
    @rule(index=case_numbers, person=persons, off=seen_offsets)
    def file(self, index: int, person: int, off: int) -> None:
        """Confirm a month for good."""
        number, row, standing = self.pick(index)
        user = self.who(person, self.rights.members[row.unit])
        expected = self.rights.filing(user.pk, row, row.version + off, self.now)

        def call() -> None:
            workflow.file(user, number, row.version + off, self.now)
            standing.file(user.pk, counted(row), self.now)

        self.act("file", expected, call, {number})


def _exported(code: str, number: int | None) -> ExportFigures:
    """Make four numbers of one, or none; pairs have no tonnes of their own."""
    if number is None:
        return ExportFigures()
    quantity = Decimal(number)
    tonnes = Decimal(1) if code == SHOES else None
    return ExportFigures(quantity, tonnes, quantity * 10, quantity * 1000)


def _stored(code: str, figures: ExportFigures) -> list[Decimal | None]:
    """Foretell the numbers as they should be stored: tonnes left empty are computed."""
    tonnes = figures.tonnes
    if tonnes is None and figures.quantity is not None:
        tonnes = figures.quantity * (Decimal("0.001") if code == PIPE else 1)
    return [figures.quantity, tonnes, figures.value_usd, figures.value_irr]


def _explained(save: Callable[..., object]) -> None:
    """Save; where reasons are asked for, save again with them: the first time wrote nothing."""
    try:
        save()
    except ReasonsRequired as asked:
        reason = GivenReason(Reason.OTHER, "چنین بود")
        save(answers={(flag.rule, flag.key): reason for flag in asked.flags})
