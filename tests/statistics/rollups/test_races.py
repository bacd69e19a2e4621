"""Totals kept by many at once: no deadlock, and the sums are right."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from accounts.models import User
from review import workflow
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.errors import CaseConflictError
from statistics.models import Submission
from statistics.rollups.services import differing
from tests.clone_cases import copies
from tests.concurrency import race
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_in_opposite_order_and_the_sweep_lose_no_figure(shared_world: World) -> None:
    case = shared_world.at_ministry()
    clones = copies(case, 23)
    cases = list(Submission.objects.order_by("pk"))
    assert len(cases) == len(clones) + 1
    due = case.due_at
    assert due
    # Half of them are due: whoever is first has them.
    late = [case.pk for case in cases[::2]]
    Submission.objects.filter(pk__in=late).update(due_at=FILED_AT)

    def approving(user: User, numbers: list[Submission]) -> Callable[[], int]:
        def act() -> int:
            done = 0
            for case in numbers:
                # Lost to the other or to the sweep; anything else ends the test.
                with suppress(CaseConflictError):
                    workflow.approve(user, case.tracking_number, case.version, FILED_AT)
                    done += 1
            return done

        return act

    user = shared_world.ministry_officer
    shuffled = random.sample(cases, len(cases))
    race(
        [
            approving(user, shuffled),
            approving(user, shuffled[::-1]),
            lambda: sweep(FILED_AT + timedelta(minutes=1), batch=3).moved,
        ]
    )
    sweep(due)
    assert not Submission.objects.exclude(state=State.FINAL).exists()
    assert differing(MEHR) == {}
