"""Whoever typed a month never decides on it: not alone, not in bulk, not in somebody's place."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.grants import grant
from accounts.models import User
from accounts.substitution.queries import posts_to_fill
from accounts.substitution.services import name_substitute
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from review import workflow
from review.checklist.answers import AFFIRMED
from review.complaints.services import answer, complain_of_return, why_not
from review.correspondence.correction_requests import refuse_correction, request_correction
from review.enums import Bar, DecisionKind, Mark, Verdict
from review.inbox import queries
from review.inbox.bulk import approve_all
from review.models import Decision
from review.routing import barred, unattended
from statistics.enums import State
from statistics.errors import NotAllowedError
from statistics.models import Submission
from tests.review.assisted import clerk_of, filed_at_union
from tests.review.cases import policy
from tests.world import FILED_AT, World, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def typist(world: World) -> User:
    """Seat somebody who types for owners and decides at the same union."""
    clerk = clerk_of(world)
    grant(clerk, Role.UNION_OFFICER, world.union)
    return clerk


def test_the_typist_decides_in_no_way(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    number, version = case.tracking_number, case.version
    for act in (
        lambda: workflow.approve(typist, number, version, FILED_AT, AFFIRMED),
        lambda: workflow.send_back(typist, number, version, "ببینید", FILED_AT),
        lambda: workflow.send_back_all(typist, {number: version}, "ببینید", FILED_AT),
    ):
        with pytest.raises(NotAllowedError, match="خود شما در اتحادیه"):
            act()
    assert Submission.objects.get().state == State.AT_UNION
    # A colleague does.
    workflow.approve(world.union_officer, number, version, FILED_AT, AFFIRMED)


def test_neither_does_the_typist_answer_the_units_request(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    number = case.tracking_number
    request_correction(world.owner, number, case.version, "اشتباه", FILED_AT)
    version = Submission.objects.get().version
    with pytest.raises(NotAllowedError, match="خود شما در اتحادیه"):
        workflow.accept_correction(typist, number, version, FILED_AT)
    with pytest.raises(NotAllowedError, match="خود شما در اتحادیه"):
        refuse_correction(typist, number, version, "نه", FILED_AT)


def test_in_bulk_the_month_is_left_with_its_reason(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    bulk = approve_all(typist, {case.tracking_number: case.version}, FILED_AT)
    assert not bulk.approved
    assert bulk.left[0].why == Bar.TYPED.label


def test_the_inbox_says_so_and_leads_on_to_another_case(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    (row,) = queries.read_page(typist, FILED_AT).rows
    assert (row.pk, row.typed, row.own) == (case.pk, True, False)  # type: ignore[attr-defined]
    assert queries.next_case(typist, FILED_AT) is None
    assert queries.next_case(world.union_officer, FILED_AT) == case


def test_a_substitute_who_typed_decides_in_nobodys_place(world: World) -> None:
    clerk = clerk_of(world)
    officer("colleague", Role.UNION_OFFICER, world.union)
    grant(clerk, Role.UNION_OFFICER, world.union)
    post = next(one for one in posts_to_fill(world.union_officer, FILED_AT))
    day = tehran_day(FILED_AT)
    name_substitute(world.union_officer, post, clerk, day, day, FILED_AT)
    case = filed_at_union(world, clerk)
    later = FILED_AT + timedelta(minutes=1)
    with pytest.raises(NotAllowedError, match="خود شما در اتحادیه"):
        workflow.approve(clerk, case.tracking_number, case.version, later, AFFIRMED)


def test_nobody_decides_in_the_place_of_who_typed(world: World, typist: User) -> None:
    day = tehran_day(FILED_AT)
    post = next(one for one in posts_to_fill(typist, FILED_AT))
    name_substitute(typist, post, world.union_officer, day, day, FILED_AT)
    case = filed_at_union(world, typist)
    later = FILED_AT + timedelta(minutes=1)
    workflow.approve(world.union_officer, case.tracking_number, case.version, later, AFFIRMED)
    decided = Decision.objects.get(kind=DecisionKind.APPROVED)
    assert decided.instead_of is None


def test_the_bar_holds_in_later_rounds_and_at_other_desks(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    number = case.tracking_number
    back = workflow.send_back(world.union_officer, number, case.version, "ببینید", FILED_AT)
    again = workflow.file(world.owner, number, back.version, FILED_AT)
    with pytest.raises(NotAllowedError):
        workflow.approve(typist, number, again.version, FILED_AT, AFFIRMED)
    grant(typist, Role.PROVINCE_EXPERT, world.province)
    moved = workflow.approve(world.union_officer, number, again.version, FILED_AT, AFFIRMED)
    with pytest.raises(NotAllowedError):
        workflow.approve(typist, number, moved.version, FILED_AT)


def test_who_is_both_is_told_of_the_unit_first(world: World, typist: User) -> None:
    case = filed_at_union(world, typist)
    assert barred(case) == {world.owner.pk: Bar.MEMBER, typist.pk: Bar.TYPED}


def test_a_union_whose_only_officer_typed_is_passed_over_without_a_clock(world: World) -> None:
    policy(PolicyKey.UNION_DAYS, None)
    clerk = world.union_officer
    grant(clerk, Role.UNION_CLERK, world.union)
    case = filed_at_union(world, clerk)
    assert case.state == State.AT_PROVINCE
    assert case.decisions.get(kind=DecisionKind.SKIPPED).mark == Mark.OWN_CASE
    assert not unattended(FILED_AT).exists()


def test_the_complaint_is_answered_by_somebody_else(world: World, typist: User) -> None:
    grant(typist, Role.PROVINCE_EXPERT, world.province)
    case = filed_at_union(world, typist)
    number = case.tracking_number
    workflow.send_back(world.union_officer, number, case.version, "ببینید", FILED_AT)
    complaint = complain_of_return(world.owner, number, "درست است", FILED_AT)
    assert why_not(typist, complaint) == Bar.TYPED.label
    with pytest.raises(NotAllowedError):
        answer(typist, complaint.pk, Verdict.UPHELD, "وارد است", FILED_AT)
