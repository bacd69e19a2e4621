"""P2, one decision wins: sixteen threads leave a barrier together, sixteen pairs, many rounds.

Every round has a case (or a few) of its own. Exactly one act may win and leave exactly one
decision; whoever loses is told so (a conflict, 409), or that the right is gone (403, 404), and
never meets an error. Each tenth round is posted to the portal itself.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.grants import grant, revoke
from accounts.models import User
from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from promises.activity_race import OBLIGED_SINCE, file_activity_run
from promises.county_race import (
    move_approve,
    move_move,
    move_out_of_moving_county,
    neighbours,
)
from promises.deadlock_checks import many_in_both_orders, months_in_both_orders
from promises.pytest_plugin import Tally
from promises.race_runner import RaceMove, RaceRunner, one_decision, one_winner
from review import workflow
from review.checklist.answers import AFFIRMED
from review.deadlines import Clocks
from review.sweep.engine import Sweep, sweep
from statistics.enums import State
from statistics.errors import CaseConflictError
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers
from statistics.models import Revision, Submission
from tests.clone_cases import copies
from tests.concurrency import Act, Refused, Visitor, starters
from tests.review.cases import STATED, fresh, kinds, policy
from tests.world import FILED_AT, World, officer, person, tehran

MANY = 16
ROUNDS, ROUNDS_AT_NIGHT = 50, 2000
POSTED_EACH = 10
HESITATION_SECONDS = 0.06
FIRST_DUE = tehran(1398, 9, 1, 0)
MINUTE = timedelta(minutes=1)
REASON = "مقدار را ببینید"


def _approve(ring: RaceRunner, case: Submission, at: datetime, posted: bool) -> RaceMove:
    data = {"version": case.version, **STATED}
    if posted:
        path = reverse("review:approve", args=[case.tracking_number])
        return RaceMove("approve", partial(ring.reviewer.post, path, data))
    officer_ = ring.world.union_officer
    number = case.tracking_number
    act = partial(workflow.approve, officer_, number, case.version, at, AFFIRMED)
    return RaceMove("approve", act)


def _return(ring: RaceRunner, case: Submission, at: datetime, posted: bool) -> RaceMove:
    if posted:
        path = reverse("review:return", args=[case.tracking_number])
        data = {"version": case.version, "reason": REASON}
        return RaceMove("return", partial(ring.reviewer.post, path, data))
    who, number = ring.world.union_officer, case.tracking_number
    return RaceMove("return", partial(workflow.send_back, who, number, case.version, REASON, at))


def _file(ring: RaceRunner, case: Submission, at: datetime, posted: bool) -> RaceMove:
    if posted:
        path = reverse("owner:confirm", args=[case.tracking_number])
        return RaceMove("file", partial(ring.owner.post, path, {"version": case.version, **STATED}))
    number = case.tracking_number
    return RaceMove("file", partial(workflow.file, ring.world.owner, number, case.version, at))


def _decided_once(ring: RaceRunner, case: Submission, moves: list[RaceMove]) -> str:
    won, fault = ring.fight(moves)
    return fault or one_winner(won) or one_decision(case)


def approve_return(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half approve, half return."""
    (case,) = cases
    makers = (_approve, _return) * (MANY // 2)
    return _decided_once(ring, case, [make(ring, case, FILED_AT, posted) for make in makers])


def _against_the_sweep(
    make: Callable[[RaceRunner, Submission, datetime, bool], RaceMove],
    ring: RaceRunner,
    cases: list[Submission],
    posted: bool,
) -> str:
    (case,) = cases
    assert case.due_at
    decide = [make(ring, case, case.due_at, posted) for _ in range(MANY // 2)]
    lapse = [RaceMove("lapse", partial(sweep, case.due_at)) for _ in range(MANY // 2)]
    return _decided_once(ring, case, decide + lapse)


def file_file(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let all sixteen confirm one month."""
    (case,) = cases
    won, fault = ring.fight([_file(ring, case, FILED_AT, posted) for _ in range(MANY)])
    # The portal answers whoever confirms what is sent already with its receipt.
    several = "" if won and posted else one_winner(won)
    kept = Revision.objects.filter(submission=case).count()
    fault = fault or several or one_decision(case)
    return fault or ("" if kept == 1 else f"{kept} revisions of one filing")


def save_save(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let all sixteen save step 4 over one version, each another number of people."""
    (case,) = cases
    version = case.steps.get(step=4).version
    path = reverse("statistics:employment", args=[case.tracking_number])

    def save(people: int) -> object:
        who, number = ring.world.owner, case.tracking_number
        if posted:
            names = ("official", "contract", "contractor")
            typed: dict[str, object] = dict.fromkeys(names, people)
            ring.owner.post(path, {**typed, "version": version, "action": "confirm"})
        else:
            all_ = EmploymentAnswers(people, people, people)
            services.save_employment(who, number, version, all_, True, FILED_AT)
        return people

    won, fault = ring.fight(
        [RaceMove("save", partial(save, people)) for people in range(1, MANY + 1)]
    )
    fault = fault or one_winner(won)
    if fault:
        return fault
    now, kept = fresh(case), won[0][1].result
    people = now.employment
    stored = (people.official, people.contract, people.contractor)
    versions = (now.version, case.steps.get(step=4).version)
    if stored != (kept,) * 3 or versions != (case.version + 1, version + 1):
        return f"kept {kept}, stored {stored}, versions {versions}"
    return ""


def resubmit_stale_approve(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let the unit file again while reviewers click on pages of the round before."""
    (case,) = cases
    seen = fresh(case)
    seen.version -= 1  # the page as it stood before the return
    stale = [_approve(ring, old, FILED_AT, posted) for old in (seen, case)]
    moves = [_file(ring, case, FILED_AT, posted), *stale * (MANY // 2)][:MANY]
    fault = _decided_once(ring, case, moves)
    if not fault and (fresh(case).state, kinds(case)[-1]) != (State.AT_UNION, "filed"):
        return f"a stale click moved the new round: {kinds(case)}"
    return fault


def two_cases_in_both_orders(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half of the reviewers go through A then B, the other half through B then A."""

    def through(order: list[Submission]) -> object:
        done = []
        for case in order:
            try:
                _approve(ring, case, FILED_AT, posted).act()
                done.append(case.pk)
            except (CaseConflictError, Refused) as error:
                lost = error
                if isinstance(error, Refused) and error.status != 409:
                    raise
        if not done:
            raise lost
        return done

    orders = (cases, cases[::-1])
    sides = ("A→B", "B→A")
    moves = [
        RaceMove(side, partial(through, order)) for side, order in zip(sides, orders, strict=True)
    ]
    won, fault = ring.fight(moves * (MANY // 2))
    done: Counter[object] = Counter()
    for _, outcome in won:
        assert isinstance(outcome.result, list)
        done.update(outcome.result)
    if not fault and done != Counter(case.pk for case in cases):
        fault = f"each case once, but {dict(done)}"
    return fault or "".join(one_decision(case) for case in cases)


def _hesitate(longest: float = HESITATION_SECONDS) -> None:
    """Let the others begin: where one act is quicker than the rest it would always be first."""
    time.sleep(random.uniform(0, longest))


def _decide_as(user: User, case: Submission) -> object:
    _hesitate()
    # As a request does: the person is read afresh.
    who = User.objects.get(pk=user.pk)
    return workflow.approve(who, case.tracking_number, case.version, FILED_AT, AFFIRMED)


def _officers(ring: RaceRunner, case: Submission, posted: bool, who: User, side: str) -> RaceMove:
    act: Act = partial(_decide_as, who, case)
    if posted:
        path = reverse("review:approve", args=[case.tracking_number])
        act = partial(Visitor(who).post, path, {"version": case.version, **STATED})
    return RaceMove(side, act, may_lose_right=side != "colleague")


def _while_rights_change(
    ring: RaceRunner, case: Submission, moves: list[RaceMove], change: Callable[[], object]
) -> str:
    """Judge a round in which the leaver's right ends; whose act comes after that never wins.

    Half of the changes hold the case meanwhile: what was undecided then is decided after them.
    """
    holding = random.random() < 0.5

    def end_right() -> bool:
        _hesitate(HESITATION_SECONDS / 4)
        with transaction.atomic():
            if holding:
                Submission.objects.select_for_update().get(pk=case.pk)
            undecided = holding and fresh(case).version == case.version
            change()
            if holding:
                _hesitate()
        return undecided

    won, fault = ring.fight([*moves, RaceMove("change", end_right)])
    (ended,) = [outcome for move, outcome in won if move.side == "change"]
    decided = [(move, outcome) for move, outcome in won if move.side != "change"]
    late = [
        move.side
        for move, outcome in decided
        # Too late is what began after the change, or met a case that the change had held.
        if move.side == "leaver" and (ended.result or outcome.began > ended.ended)
    ]
    return (
        fault
        or one_winner(decided)
        or one_decision(case)
        or ("who had lost the right decided" if late else "")
    )


def reassign_approve(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Pass the post from one officer to another while both, and a colleague, approve."""
    (case,) = cases
    world = ring.world
    pair = [User.objects.get(username=name) for name in ("leaver", "heir")]
    if not pair[0].organizationpermission_set.filter(until=None).exists():
        pair.reverse()
    leaver, heir = pair

    def hand_over() -> None:
        revoke(leaver, Role.UNION_OFFICER, world.union)
        grant(heir, Role.UNION_OFFICER, world.union)

    people = [(leaver, "leaver"), (heir, "heir")] * 6 + [(world.union_officer, "colleague")] * 3
    moves = [_officers(ring, case, posted, *who) for who in people]
    return _while_rights_change(ring, case, moves, hand_over)


def disable_approve(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Close an officer's account while that officer and a colleague approve."""
    (case,) = cases
    leaver = User.objects.get(username="leaver")
    User.objects.filter(pk=leaver.pk).update(is_active=True)

    close = partial(User.objects.filter(pk=leaver.pk).update, is_active=False)
    people = [(leaver, "leaver"), (ring.world.union_officer, "colleague")]
    moves = [_officers(ring, case, posted, *who) for who in people * (MANY // 2)][: MANY - 1]
    return _while_rights_change(ring, case, moves, close)


def policy_sweep(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Change the province's days while sweeps run: each case has the old clock or the new."""
    at = cases[0].due_at
    assert at
    given = Policy.objects.filter(key=PolicyKey.PROVINCE_DAYS).order_by("effective_from").last()
    assert given
    # Another value than the one in force, whatever the rounds before have left.
    days = 30 + (given.value or 0) % 2
    day = given.effective_from + timedelta(days=1)
    before = Clocks.load().due(State.AT_PROVINCE, at, "03")
    assert day <= tehran_day(at)

    def change() -> str:
        _hesitate()
        Policy.objects.create(
            key=PolicyKey.PROVINCE_DAYS, value=days + 1, effective_from=day, source_clause="x"
        )
        return "changed"

    sweeps = [RaceMove("lapse", partial(sweep, at, 3)) for _ in range(MANY - 1)]
    won, fault = ring.fight([*sweeps, RaceMove("change", change)])
    moved = sum(o.result.moved for _, o in won if isinstance(o.result, Sweep))
    dues = set(Submission.objects.filter(pk__in=[c.pk for c in cases]).values_list("due_at"))
    after = Clocks.load().due(State.AT_PROVINCE, at, "03")
    assert before != after
    if not fault and moved != len(cases):
        fault = f"{moved} moved of {len(cases)}"
    if not fault and not dues <= {(before,), (after,)}:
        fault = f"clocks of neither policy: {dues}"
    return fault or "".join(one_decision(case) for case in cases)


@dataclass(frozen=True)
class RacingPair:
    """Two acts that exclude each other, the case they begin from, and how many a round has."""

    name: str
    begin: Callable[[World], Submission]
    fight: Callable[[RaceRunner, list[Submission], bool], str]
    cases: int = 1
    posts: bool = True


def _late(world: World) -> Submission:
    """Bring Mehr to four greens in a country that has owed its months since Tir."""
    policy(PolicyKey.OBLIGATION_FROM, OBLIGED_SINCE)
    return world.ready()


PAIRS = (
    RacingPair("approve or return", World.filed, approve_return),
    RacingPair("approve or lapse", World.filed, partial(_against_the_sweep, _approve)),
    RacingPair("return or lapse", World.filed, partial(_against_the_sweep, _return)),
    RacingPair("file or file", World.ready, file_file),
    RacingPair("save or save", World.ready, save_save),
    RacingPair("file again or stale approve", World.returned, resubmit_stale_approve),
    RacingPair("A then B or B then A", World.filed, two_cases_in_both_orders, cases=2),
    RacingPair("many approved, A B or B A", World.filed, many_in_both_orders, cases=2),
    RacingPair("months returned, A B or B A", World.filed, months_in_both_orders, cases=2),
    RacingPair("post passes on or approve", World.filed, reassign_approve),
    RacingPair("account closed or approve", World.filed, disable_approve),
    RacingPair("policy changes or lapse", World.filed, policy_sweep, cases=3, posts=False),
    RacingPair("unit moved to one county or another", neighbours, move_move),
    RacingPair("unit moved and its month approved", neighbours, move_approve),
    RacingPair("unit moved or its county", neighbours, move_out_of_moving_county),
    RacingPair("file late or judge all units", _late, file_activity_run, posts=False),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name.replace(" ", "-"))
def test_one_decision_wins(
    shared_world: World, tally: Tally, nightly: bool, pair: RacingPair
) -> None:
    rounds = ROUNDS_AT_NIGHT if nightly else ROUNDS
    officer("leaver", Role.UNION_OFFICER, shared_world.union)
    person("heir")
    sample = pair.begin(shared_world)
    cases = _spaced(copies(sample, rounds * pair.cases), pair.cases)
    # The sample itself has no clock, so that no sweep moves it.
    Submission.objects.filter(pk=sample.pk).update(due_at=None)
    with starters(MANY) as threads:
        owner, reviewer = Visitor(shared_world.owner), Visitor(shared_world.union_officer)
        ring = RaceRunner(shared_world, threads, owner, reviewer)
        for number in range(rounds):
            posted = pair.posts and number % POSTED_EACH == 0
            fault = pair.fight(ring, [cases.pop(0) for _ in range(pair.cases)], posted)
            tally.add(not fault, f"{pair.name}, round {number + 1}: {fault}")
    sides = ", ".join(f"{side} won {wins}" for side, wins in sorted(ring.wins.items()))
    tally.say(f"{pair.name}: {tally.kept} of {tally.tried} rounds; {sides}")


def _spaced(cases: list[Submission], together: int) -> list[Submission]:
    """Give each round's cases a due instant of its own, so that its sweeps find only them."""
    for number, case in enumerate(cases):
        if case.due_at:
            case.due_at = case.priority_at = FIRST_DUE + number // together * MINUTE
    Submission.objects.bulk_update(cases, ["due_at", "priority_at"])
    return cases
