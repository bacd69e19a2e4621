"""One case that cannot be written does not keep the others at their desks."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Job
from accounts.models import Notice, SetAside
from review.enums import SweepTrigger
from review.sweep.engine import sweep
from review.sweep.services import logged_sweep
from statistics.enums import State
from statistics.models import Submission
from tests.poison import heal, poison
from tests.review.cases import fresh
from tests.world import MEHR, World, tehran

pytestmark = pytest.mark.django_db
DUE = tehran(1398, 8, 7, 0)


@pytest.mark.parametrize("batch", [1, 3, 5000])
@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("review_decision", "NEW.submission_id = {pk}"),
        ("accounts_notice", "NEW.url LIKE '%{number}%'"),
    ],
)
def test_the_rest_goes_on_and_the_row_is_told(
    world: World, batch: int, table: str, condition: str
) -> None:
    cases = [world.filed(MEHR - n) for n in range(6)]
    bad = cases[2]
    poison(table, condition.format(pk=bad.pk, number=bad.tracking_number))
    done = sweep(DUE, batch)
    assert (done.moved, done.aside) == (5, {bad.tracking_number: "poisoned"})
    assert fresh(bad).state == State.AT_UNION
    moved = Submission.objects.exclude(pk=bad.pk)
    assert set(moved.values_list("state", flat=True)) == {State.AT_PROVINCE}


def test_it_goes_with_a_later_sweep_and_leaves_the_list(world: World) -> None:
    bad = world.filed()
    poison("review_decision", f"NEW.submission_id = {bad.pk}")
    for _ in range(2):
        logged_sweep(DUE, SweepTrigger.HAND)
    aside = SetAside.objects.get()
    assert (aside.job, aside.row) == (Job.SWEEP, bad.tracking_number)
    assert aside.since <= timezone.now()
    heal("review_decision")
    assert logged_sweep(DUE + dt.timedelta(hours=1), SweepTrigger.HAND).moved == 1
    assert not SetAside.objects.exists()
    assert Notice.objects.filter(user=world.owner, kind="lapsed").count() == 1


def test_two_that_wait_for_nobody(world: World) -> None:
    """A case of a union without a clock that cannot be passed over leaves the other going."""
    from catalog.policy_definitions import PolicyKey
    from tests.review.cases import policy

    policy(PolicyKey.UNION_DAYS, None)
    cases = [world.filed(MEHR - n) for n in range(2)]
    type(world.union).objects.filter(pk=world.union.pk).update(access_granted_at=None)
    poison("review_decision", f"NEW.submission_id = {cases[0].pk}")
    done = sweep(DUE)
    assert (done.moved, set(done.aside)) == (1, {cases[0].tracking_number})
