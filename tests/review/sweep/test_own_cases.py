"""What lapses where nobody at the desk may decide on it: marked, and not held against the desk."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.grants import grant
from accounts.models import User
from oversight.evaluation.queries import find
from review.enums import Mark
from review.routing import barred, officers, own_cases, typed_cases
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Assistance, Submission
from tests.review.assisted import clerk_of, filed_at_union
from tests.review.cases import fresh, log
from tests.world import FILED_AT, MEHR, World, officer, person, tehran
from units.models import UnitMember

pytestmark = pytest.mark.django_db

DUE = tehran(1398, 8, 7, 0)


@dataclass(frozen=True)
class Colleague:
    """Somebody at the union: whether they decide there, act for the unit, typed the month."""

    decides: bool
    acts: bool
    typed: bool

    def sit_down(self, world: World, user: User, case: Submission) -> None:
        if self.decides:
            grant(user, Role.UNION_OFFICER, world.union)
        if self.acts:
            UnitMember.objects.create(unit=world.unit, user=user, role="delegate")
        if self.typed:
            Assistance.objects.create(
                submission=case,
                office=world.union,
                clerk=user,
                round=1,
                begun_at=FILED_AT,
                ended_at=FILED_AT,
            )


COLLEAGUES = st.lists(
    st.builds(Colleague, st.booleans(), st.booleans(), st.booleans()), min_size=0, max_size=3
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(colleagues=COLLEAGUES)
@example(colleagues=[Colleague(True, False, True)])
@example(colleagues=[Colleague(True, False, True), Colleague(True, True, False)])
@example(colleagues=[Colleague(True, False, True), Colleague(False, False, False)])
def test_a_lapse_is_marked_exactly_where_nobody_at_the_desk_is_free(
    world: World, colleagues: list[Colleague]
) -> None:
    with transaction.atomic():
        check(world, colleagues)
        transaction.set_rollback(True)


def check(world: World, colleagues: list[Colleague]) -> None:
    """Hold the statement against the rule itself, asked for one case; another one is untouched."""
    case, other = world.filed(), world.filed(MEHR - 1)
    world.union_officer.organizationpermission_set.all().delete()
    for number, colleague in enumerate(colleagues):
        colleague.sit_down(world, person(f"colleague-{number}"), case)
    expected = {}
    for one in (case, other):
        people = officers(world.union)
        nobody = bool(people) and people <= barred(one).keys()
        expected[one.pk] = Mark.OWN_CASE if nobody else Mark.NONE
    sweep(DUE)
    for one in (case, other):
        assert fresh(one).state == State.AT_PROVINCE
        assert log(one)[-1].mark == expected[one.pk]


def test_a_union_whose_only_officer_typed_lets_it_lapse_with_the_mark(world: World) -> None:
    clerk = world.union_officer
    grant(clerk, Role.UNION_CLERK, world.union)
    case = filed_at_union(world, clerk)
    assert typed_cases(DUE) == [(case.pk, world.union.pk)]
    assert not own_cases(DUE)
    sweep(DUE)
    assert log(case)[-1].mark == Mark.OWN_CASE


def test_what_nobody_could_decide_is_not_held_against_the_desk(world: World) -> None:
    clerk = world.union_officer
    grant(clerk, Role.UNION_CLERK, world.union)
    filed_at_union(world, clerk)
    world.filed(MEHR - 1)
    sweep(DUE)
    found = find([MEHR - 1, MEHR], DUE)
    # The other month somebody might have decided on.
    assert found.desks[world.union.pk].lapsed == 1
    # No person has looked at either.
    assert found.levels[State.AT_UNION].lapsed == 2


def test_with_a_colleague_the_lapse_counts(world: World) -> None:
    officer("colleague", Role.UNION_OFFICER, world.union)
    case = filed_at_union(world, clerk_of(world))
    grant(clerk_of(world), Role.UNION_OFFICER, world.union)
    sweep(DUE)
    assert log(case)[-1].mark == Mark.NONE
    assert find([MEHR], DUE).desks[world.union.pk].lapsed == 1
