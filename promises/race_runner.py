"""Where rounds are fought: acts that start together, and how their outcome is judged."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.errors import ConflictError, NotFoundError
from review.models import Decision
from review.sweep.engine import Sweep
from statistics.errors import NotAllowedError
from statistics.models import Submission
from tests.concurrency import Act, Outcome, Refused, Starters, Visitor, winners
from tests.review.cases import fresh
from tests.world import World

NO_RIGHT = (403, 404, 302)  # 302 leads to sign-in: the account is closed


@dataclass(frozen=True)
class RaceMove:
    """One act of a round, and whose it is."""

    side: str
    act: Act
    may_lose_right: bool = False


@dataclass
class RaceRunner:
    """Where the rounds of one pair are fought."""

    world: World
    threads: Starters
    owner: Visitor
    reviewer: Visitor
    wins: Counter[str] = field(default_factory=Counter)

    def fight(self, moves: list[RaceMove]) -> tuple[list[tuple[RaceMove, Outcome]], str]:
        """Do all moves at once; return what won, and what somebody met that nobody may meet."""
        # So that no side always starts first.
        random.shuffle(moves)
        outcomes = self.threads.race([move.act for move in moves])
        fault = ""
        won = []
        for move, outcome in zip(moves, outcomes, strict=True):
            if winners([outcome.result]):
                won.append((move, outcome))
                self.wins[move.side] += 1
            elif not _is_told(move, outcome.result):
                fault = f"{move.side} met {outcome.result!r}"
        return won, fault


def _is_told(move: RaceMove, result: object) -> bool:
    """Tell whether who lost was told so in the portal's own words."""
    if isinstance(result, Refused):
        return result.status == 409 or (move.may_lose_right and result.status in NO_RIGHT)
    if isinstance(result, NotAllowedError | NotFoundError | Submission.DoesNotExist):
        return move.may_lose_right
    return isinstance(result, ConflictError | Sweep)


def one_decision(case: Submission) -> str:
    """Say how the log differs from exactly one decision after the version that was seen."""
    now = fresh(case)
    after = Decision.objects.filter(submission=case, version__gt=case.version)
    found = list(after.order_by("version").values_list("version", "to_state"))
    if found != [(case.version + 1, now.state)] or now.version != case.version + 1:
        return f"seen {case.version}, now {now.version} {now.state}, decisions {found}"
    return ""


def one_winner(won: Sequence[object]) -> str:
    """Say how many won, unless it was one."""
    return "" if len(won) == 1 else f"{len(won)} winners"
