"""At one moment: the owner and the clerk confirm, two clerks begin; one of them does it."""

from functools import partial

import pytest

from review import workflow
from review.assisted import services
from review.enums import DecisionKind
from review.models import Decision
from statistics.enums import ActivityState, State
from statistics.filing.storage import PeriodAnswers
from statistics.models import Assistance, Revision, Submission
from tests.concurrency import race, winners
from tests.review.assisted import begun, clerk_of, code_for, typed, with_mobile
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_clerk_and_owner_confirm_at_once(shared_world: World) -> None:
    world, clerk = shared_world, clerk_of(shared_world)
    with_mobile(world)
    case = typed(clerk, begun(world, clerk))
    number, version, code = case.tracking_number, case.version, code_for(clerk, case)
    results = race(
        [
            partial(services.confirm, clerk, number, version, code, FILED_AT),
            partial(workflow.file, world.owner, number, version, FILED_AT),
        ]
    )
    assert len(winners(results)) == 1
    assert Submission.objects.get().state == State.AT_UNION
    assert Revision.objects.count() == 1
    filed = Decision.objects.get(kind=DecisionKind.FILED)
    confirmed = Assistance.objects.exclude(confirmed_at=None).exists()
    assert (filed.actor_id == clerk.pk) == confirmed == (filed.organization_id is not None)


def test_two_clerks_begin_at_once(shared_world: World) -> None:
    world = shared_world
    period = PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    people = [clerk_of(world), clerk_of(world, "clerk-2")]
    results = race([partial(services.begin, who, period, FILED_AT) for who in people])
    assert len(winners(results)) == 1
    assert Submission.objects.count() == Assistance.objects.count() == 1
