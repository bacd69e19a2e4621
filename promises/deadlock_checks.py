"""P2 of several cases in one act: two orders never wait for each other, and decide once."""

from collections.abc import Sequence
from functools import partial

from django.urls import reverse

from promises.race_runner import RaceMove, RaceRunner, one_decision, one_winner
from review import workflow
from review.inbox.bulk import approve_all
from review.inbox.choices import choice_of
from statistics.errors import StateConflictError
from statistics.models import Submission
from tests.world import FILED_AT

EACH = 8
REASON = "مقدار را ببینید"


def many_in_both_orders(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half of the reviewers tick A and B, half B and A: each case is approved once."""

    def tick(order: Sequence[Submission]) -> object:
        if posted:
            ticked = [choice_of(case) for case in order]
            return ring.reviewer.post(reverse("review:bulk"), {"case": ticked})
        done = approve_all(ring.world.union_officer, _seen(order), FILED_AT)
        if not done.approved:
            raise StateConflictError(done.left[0].submission)
        return [case.pk for case in done.approved]

    sides = (("A B", cases), ("B A", cases[::-1]))
    moves = [RaceMove(side, partial(tick, order)) for side, order in sides]
    won, fault = ring.fight(moves * EACH)
    if not fault and not 1 <= len(won) <= len(cases):
        fault = f"{len(won)} approved two cases"
    return fault or "".join(one_decision(case) for case in cases)


def months_in_both_orders(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half return A with B, half B with A: both return, once, by one of them."""
    first, second = cases
    Submission.objects.filter(pk=second.pk).update(
        unit=first.unit, licence=first.licence, month=first.month - 1
    )

    def give_back(read: Submission, other: Submission) -> object:
        if posted:
            data = {"version": read.version, "reason": REASON, "also": [choice_of(other)]}
            return ring.reviewer.post(reverse("review:return", args=[read.tracking_number]), data)
        seen = _seen([read, other])
        return workflow.send_back_all(ring.world.union_officer, seen, REASON, FILED_AT)

    sides = (("A B", first, second), ("B A", second, first))
    moves = [RaceMove(side, partial(give_back, read, other)) for side, read, other in sides]
    won, fault = ring.fight(moves * EACH)
    return fault or one_winner(won) or "".join(one_decision(case) for case in cases)


def _seen(cases: Sequence[Submission]) -> dict[str, int]:
    return {case.tracking_number: case.version for case in cases}
